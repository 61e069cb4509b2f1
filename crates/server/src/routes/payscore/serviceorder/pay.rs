//! `POST /v3/payscore/serviceorder/{out_order_no}/pay`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::service_order as view;
use payscore_api::payscore::serviceorder::{PayServiceOrder, ServiceOrderNumbers};

impl Endpoint for PayServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderNumbers>, Refusal> {
        let claim = claim(self.appid.as_deref(), self.service_id.as_deref());
        let reply = flow::request_payment(app, caller, &self.out_order_no, &claim).await?;
        Ok(reply.map(|order| view::numbers(&order)))
    }
}
