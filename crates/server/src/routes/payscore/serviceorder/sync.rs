//! `POST /v3/payscore/serviceorder/{out_order_no}/sync`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{ServiceOrder, SyncServiceOrder};

impl Endpoint for SyncServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrder>, Refusal> {
        let claim = claim(Some(&self.appid), Some(&self.service_id));
        let command = parts::read_sync(&self.detail.paid_time).ok_or_else(Refusal::system_error)?;
        Ok(flow::sync(app, caller, &self.out_order_no, &claim, &command).await?.map(|order| view::current(&order)))
    }
}
