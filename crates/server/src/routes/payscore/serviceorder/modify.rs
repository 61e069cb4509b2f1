//! `POST /v3/payscore/serviceorder/{out_order_no}/modify`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{ModifyServiceOrder, ServiceOrder};
use payscore_domain::service_order::Modify;

impl Endpoint for ModifyServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrder>, Refusal> {
        let claim = claim(Some(&self.appid), Some(&self.service_id));
        let command = Modify {
            charges: parts::read_charges(&self.post_payments, self.post_discounts.as_ref(), self.total_amount),
            reason: self.reason.clone(),
            device: parts::read_device(self.device.as_ref()),
        };
        Ok(flow::modify(app, caller, &self.out_order_no, &claim, &command).await?.map(|order| view::modified(&order)))
    }
}
