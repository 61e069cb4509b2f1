//! `POST /v3/payscore/serviceorder/{out_order_no}/complete`

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{CompleteServiceOrder, ServiceOrderCompleted};
use payscore_domain::service_order::{Complete, TimeRange, complete};
use payscore_domain::{Moment, ServiceKind};

impl Endpoint for CompleteServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderCompleted>, Refusal> {
        let ctx = app.context();
        let command = command(self, ctx.now);
        command.check().map_err(refuse)?;
        let stored = find(app, caller, &self.out_order_no, &self.appid, &self.service_id).await?;
        let mut order = engine::as_service(&stored).map_err(refuse)?.clone();
        let service = caller
            .account
            .merchant
            .service(&order.terms.appid, &order.terms.service_id, ServiceKind::ServiceOrder)
            .map_err(refuse)?;
        let payer = engine::payer(&caller.account, stored.record.openid());
        let events = complete(&order, &command, service, payer, &ctx).map_err(refuse)?;
        // The answer tells of the completion; what the deduction brought, the query and the notification tell.
        if let Some(completed) = events.first() {
            order.apply(completed);
        }
        let response = view::completed(&order);
        let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
        Ok(Reply { response, pending })
    }
}

fn command(request: &CompleteServiceOrder, now: Moment) -> Complete {
    Complete {
        at: now,
        payments: parts::read_payments(Some(&request.post_payments)),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        total_amount: request.total_amount,
        time_range: request.time_range.as_ref().map_or_else(TimeRange::default, parts::read_time_range),
        end_location: request.location.as_ref().and_then(|location| location.end_location.clone()),
        profit_sharing: request.profit_sharing,
        goods_tag: request.goods_tag.clone(),
        device: parts::read_device(request.device.as_ref()),
    }
}
