//! `POST /v3/payscore/payafter-orders/{out_order_no}/complete`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::retail::{self, Named, completion};
use payscore_api::payscore::payafter_orders::{CompletePayAfterOrder, RetailOrderClosed};
use payscore_domain::retail::RetailKind;

impl Endpoint for CompletePayAfterOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<RetailOrderClosed>, Refusal> {
        let command = completion!(self, Self, app.clock.service());
        let named = Named { appid: Some(&self.appid), service_id: Some(&self.service_id) };
        retail::complete(app, caller, RetailKind::PayAfter, &self.out_order_no, named, command).await
    }
}
