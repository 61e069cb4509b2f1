//! `POST /v3/payscore/serviceorder/{out_order_no}/cancel`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::service_order as view;
use payscore_api::payscore::serviceorder::{CancelServiceOrder, ServiceOrderNumbers};
use payscore_domain::service_order::Cancel;

impl Endpoint for CancelServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderNumbers>, Refusal> {
        let claim = claim(Some(&self.appid), Some(&self.service_id));
        let command = Cancel { reason: self.reason.clone() };
        Ok(flow::cancel(app, caller, &self.out_order_no, &claim, &command).await?.map(|order| view::numbers(&order)))
    }
}
