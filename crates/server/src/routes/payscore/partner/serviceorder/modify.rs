//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/modify`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::partner::serviceorder::ModifyPartnerServiceOrder;
use payscore_domain::service_order::Modify;

impl Endpoint for ModifyPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, self.service_id.as_deref());
        let command = Modify {
            charges: parts::read_charges(&self.post_payments, self.post_discounts.as_ref(), self.total_amount),
            reason: self.reason.clone(),
            device: parts::read_device(self.device.as_ref()),
        };
        Ok(flow::modify(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}
