//! `GET /v3/payscore/payafter-orders`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::retail::{self, Named};
use payscore_api::payscore::payafter_orders::{QueryPayAfterOrder, RetailOrder};
use payscore_domain::retail::RetailKind;

impl Endpoint for QueryPayAfterOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<RetailOrder>, Refusal> {
        let keys = (self.out_order_no.as_deref(), self.query_id.as_deref());
        let named = Named { appid: self.appid.as_deref(), service_id: self.service_id.as_deref() };
        retail::query(app, caller, RetailKind::PayAfter, keys, named).await
    }
}
