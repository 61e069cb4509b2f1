//! `POST /v3/payscore/smartretail-orders`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::retail::{self, terms};
use payscore_api::payscore::smartretail_orders::{CreateSmartRetailOrder, RetailOrderCreated};
use payscore_domain::retail::RetailKind;

impl Endpoint for CreateSmartRetailOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<RetailOrderCreated>, Refusal> {
        retail::create(app, caller, terms!(self, caller, RetailKind::SmartRetail, None)).await
    }
}
