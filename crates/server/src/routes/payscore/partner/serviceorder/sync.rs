//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/sync`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::partner::serviceorder::SyncPartnerServiceOrder;

impl Endpoint for SyncPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, Some(&self.service_id));
        let command = parts::read_sync(&self.detail.paid_time).ok_or_else(Refusal::system_error)?;
        Ok(flow::sync(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}
