//! `POST /v3/payscore/serviceorder/{out_order_no}/sync`

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{ServiceOrder, SyncServiceOrder};
use payscore_domain::service_order::{Sync, sync};
use payscore_domain::{Moment, ServiceTime};

impl Endpoint for SyncServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrder>, Refusal> {
        let stored = find(app, caller, &self.out_order_no, &self.appid, &self.service_id).await?;
        let mut order = engine::as_service(&stored).map_err(refuse)?.clone();
        let ctx = app.context();
        let events = sync(&order, &Sync { paid_time: self.paid_time(ctx.now) }, &ctx).map_err(refuse)?;
        events.iter().for_each(|event| order.apply(event));
        let response = view::current(&order);
        let pending = (!events.is_empty())
            .then(|| engine::commit(app, &caller.account, stored, ctx.now, &engine::service_events(events)));
        Ok(Reply { response, pending })
    }
}

/// Reads what the declaration has let through.
trait PaidTime {
    fn paid_time(&self, now: Moment) -> Moment;
}

impl PaidTime for SyncServiceOrder {
    /// A day counts as its first moment.
    fn paid_time(&self, now: Moment) -> Moment {
        match parts::read_time(Some(&self.detail.paid_time)) {
            Some(ServiceTime::Second(at) | ServiceTime::Day(at)) => at,
            Some(ServiceTime::OnAccept) | None => now,
        }
    }
}
