//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/modify`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::acquiringbank::serviceorder::ModifyAcquiringBankServiceOrder;
use payscore_domain::charges::Charges;
use payscore_domain::service_order::Modify;

impl Endpoint for ModifyAcquiringBankServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, self.channel_id.as_deref(), &self.service_id);
        let charges = Charges {
            payments: parts::read_payments(self.post_payments.as_ref()),
            discounts: parts::read_discounts(self.post_discounts.as_ref()),
            total_amount: self.total_amount,
        };
        let command = Modify { charges, reason: self.reason.clone(), device: None };
        Ok(flow::modify(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}
