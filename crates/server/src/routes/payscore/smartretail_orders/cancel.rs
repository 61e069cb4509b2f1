//! `POST /v3/payscore/smartretail-orders/{out_order_no}/cancel`

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::smart_retail as view;
use payscore_api::payscore::smartretail_orders::{CancelSmartRetailOrder, SmartRetailOrderClosed};
use payscore_domain::smart_retail::{Cancel, cancel};

impl Endpoint for CancelSmartRetailOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<SmartRetailOrderClosed>, Refusal> {
        let stored = find(app, caller, &self.out_order_no, &self.appid, &self.service_id).await?;
        let order = engine::as_retail(&stored).map_err(refuse)?;
        let events = cancel(order, &Cancel { reason: self.reason.clone() }).map_err(refuse)?;
        let response = view::closed(order);
        let now = app.clock.service();
        let pending = engine::commit(app, &caller.account, stored, now, events);
        Ok(Reply { response, pending })
    }
}
