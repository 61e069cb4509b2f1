//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/sync`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::acquiringbank::serviceorder::SyncAcquiringBankServiceOrder;

impl Endpoint for SyncAcquiringBankServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, self.channel_id.as_deref(), &self.service_id);
        let command = parts::read_sync(&self.detail.paid_time).ok_or_else(Refusal::system_error)?;
        Ok(flow::sync(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}
