//! `POST /v3/payscore/smartretail-orders/{out_order_no}/cancel`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::retail::{self, Named};
use payscore_api::payscore::smartretail_orders::{CancelSmartRetailOrder, RetailOrderClosed};
use payscore_domain::retail::RetailKind;

impl Endpoint for CancelSmartRetailOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<RetailOrderClosed>, Refusal> {
        let named = Named { appid: Some(&self.appid), service_id: Some(&self.service_id) };
        retail::cancel(app, caller, RetailKind::SmartRetail, &self.out_order_no, named, &self.reason).await
    }
}
