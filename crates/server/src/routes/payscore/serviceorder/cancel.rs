//! `POST /v3/payscore/serviceorder/{out_order_no}/cancel`

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::service_order as view;
use payscore_api::payscore::serviceorder::{CancelServiceOrder, ServiceOrderCancelled};
use payscore_domain::service_order::{Cancel, cancel};

impl Endpoint for CancelServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderCancelled>, Refusal> {
        let stored = find(app, caller, &self.out_order_no, &self.appid, &self.service_id).await?;
        let order = engine::as_service(&stored).map_err(refuse)?;
        let events = cancel(order, &Cancel { reason: self.reason.clone() }).map_err(refuse)?;
        let response = view::cancelled(order);
        let now = app.clock.service();
        let pending = engine::commit(app, &caller.account, stored, now, events);
        Ok(Reply { response, pending })
    }
}
