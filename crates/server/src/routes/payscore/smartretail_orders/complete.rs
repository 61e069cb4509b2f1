//! `POST /v3/payscore/smartretail-orders/{out_order_no}/complete`

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SMART_RETAIL_COMPLETION};
use crate::views::{parts, smart_retail as view};
use payscore_api::payscore::smartretail_orders::{CompleteSmartRetailOrder, SmartRetailOrderClosed};
use payscore_domain::smart_retail::{Complete, FinishType, complete};
use payscore_domain::{Moment, ServiceKind};

impl Endpoint for CompleteSmartRetailOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<SmartRetailOrderClosed>, Refusal> {
        let refuse_completion = |rejection| Refusal::of(&rejection, &SMART_RETAIL_COMPLETION);
        let ctx = app.context();
        let command = command(self, ctx.now);
        command.check().map_err(refuse_completion)?;
        let stored = find(app, caller, &self.out_order_no, &self.appid, &self.service_id).await?;
        let order = engine::as_retail(&stored).map_err(refuse)?;
        let service = caller
            .account
            .merchant
            .service(&order.terms.appid, &order.terms.service_id, ServiceKind::SmartRetail)
            .map_err(refuse)?;
        let payer = engine::payer(&caller.account, stored.record.openid());
        let events = complete(order, &command, service, payer, &ctx).map_err(refuse_completion)?;
        let response = view::closed(order);
        let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
        Ok(Reply { response, pending })
    }
}

fn command(request: &CompleteSmartRetailOrder, now: Moment) -> Complete {
    Complete {
        at: now,
        finish_type: if request.finish_type == 1 { FinishType::NotUsed } else { FinishType::Used },
        cancel_reason: request.cancel_reason.clone(),
        real_service_start_time: parts::read_time(request.real_service_start_time.as_ref()),
        real_service_end_time: parts::read_time(request.real_service_end_time.as_ref()),
        real_service_end_location: request.real_service_end_location.clone(),
        fees: view::read_fees(request.fees.as_ref()),
        discounts: view::read_discounts(request.discounts.as_ref()),
        total_amount: request.total_amount,
        finish_ticket: request.finish_ticket.as_str().into(),
        profit_sharing: request.profit_sharing,
    }
}
