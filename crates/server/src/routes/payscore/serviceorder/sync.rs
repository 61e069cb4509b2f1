//! `POST /v3/payscore/serviceorder/{out_order_no}/sync`

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{ServiceOrder, SyncServiceOrder};
use payscore_domain::service_order::{Sync, sync};

impl Endpoint for SyncServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrder>, Refusal> {
        let stored = find(app, caller, &self.out_order_no, &self.appid, &self.service_id).await?;
        let mut order = engine::as_service(&stored).map_err(refuse)?.clone();
        let ctx = app.context();
        // The declaration lets nothing through that is no time to have paid at.
        let paid = parts::read_time(Some(&self.detail.paid_time)).and_then(Sync::paid_at);
        let events = sync(&order, &paid.ok_or_else(Refusal::system_error)?, &ctx).map_err(refuse)?;
        events.iter().for_each(|event| order.apply(event));
        let response = view::current(&order);
        let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
        Ok(Reply { response, pending })
    }
}
