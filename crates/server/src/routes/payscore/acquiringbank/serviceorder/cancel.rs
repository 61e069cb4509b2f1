//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/cancel`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use payscore_api::NoContent;
use payscore_api::payscore::acquiringbank::serviceorder::CancelAcquiringBankServiceOrder;
use payscore_domain::service_order::Cancel;

impl Endpoint for CancelAcquiringBankServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, Some(&self.channel_id), &self.service_id);
        let command = Cancel { reason: self.reason.clone() };
        Ok(flow::cancel(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}
