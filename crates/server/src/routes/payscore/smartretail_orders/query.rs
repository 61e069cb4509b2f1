//! `GET /v3/payscore/smartretail-orders`

use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SMART_RETAIL_QUERY};
use crate::views::smart_retail as view;
use payscore_api::payscore::smartretail_orders::{QuerySmartRetailOrder, SmartRetailOrder};

impl Endpoint for QuerySmartRetailOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<SmartRetailOrder>, Refusal> {
        let refuse = |rejection| Refusal::of(&rejection, &SMART_RETAIL_QUERY);
        let (number, query_id) = (self.out_order_no.as_deref(), self.query_id.as_deref());
        let stored = engine::find_by_either(app, &caller.account, number, query_id).await?.map_err(refuse)?;
        let order = engine::as_retail(&stored).map_err(refuse)?;
        order.check_identity(&self.appid.as_str().into(), &self.service_id.as_str().into()).map_err(refuse)?;
        Ok(Reply::unchanged(view::current(order)))
    }
}
