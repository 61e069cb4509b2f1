//! `POST /v3/payscore/smartretail-orders/{out_order_no}/complete`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::retail::{self, Named, completion};
use payscore_api::payscore::smartretail_orders::{CompleteSmartRetailOrder, RetailOrderClosed};
use payscore_domain::retail::RetailKind;

impl Endpoint for CompleteSmartRetailOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<RetailOrderClosed>, Refusal> {
        let command = completion!(self, Self, app.clock.service());
        let named = Named { appid: Some(&self.appid), service_id: Some(&self.service_id) };
        retail::complete(app, caller, RetailKind::SmartRetail, &self.out_order_no, named, command).await
    }
}
