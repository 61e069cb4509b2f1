//! Complete: the service is over and has a price.

use super::{Device, Event, Location, RiskFundName, ServiceOrder, State, Terms, TimeRange};
use crate::charges::{Discount, Payment, check_names, check_total};
use crate::context::Context;
use crate::fen::Fen;
use crate::merchant::Service;
use crate::moment::Moment;
use crate::period;
use crate::rejection::Rejection;
use crate::user::Behaviour;
use serde::{Deserialize, Serialize};

/// What an order is completed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complete {
    /// When the call came; a completion that happens is stamped with its context's clock.
    pub at: Moment,
    /// What is paid for.
    pub payments: Vec<Payment>,
    /// What is taken off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub discounts: Vec<Discount>,
    /// Σ payments − Σ discounts, in fen.
    pub total_amount: Fen,
    /// When the service really was used.
    #[serde(default)]
    pub time_range: TimeRange,
    /// Where it really was used.
    #[serde(default)]
    pub location: Location,
    /// Whether the money is to be shared out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub profit_sharing: Option<bool>,
    /// Which coupons apply.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goods_tag: Option<String>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<Device>,
    /// When the service was completed, as a provider says it: kept as given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub complete_time: Option<String>,
}

impl Complete {
    /// What the request alone shows, before anybody is looked up. [`complete`] asks again.
    pub fn check(&self) -> Result<(), Rejection> {
        check_names(&self.payments, &self.discounts)?;
        check_total(&self.payments, &self.discounts, self.total_amount)?;
        period::check_order(self.time_range.start, self.time_range.end)
    }

    /// Whether this is the same call, whenever it came.
    pub fn repeats(&self, earlier: &Self) -> bool {
        let Self {
            at: _,
            payments,
            discounts,
            total_amount,
            time_range,
            location,
            profit_sharing,
            goods_tag,
            device,
            complete_time,
        } = self;
        *payments == earlier.payments
            && *discounts == earlier.discounts
            && *total_amount == earlier.total_amount
            && *time_range == earlier.time_range
            && *location == earlier.location
            && *profit_sharing == earlier.profit_sharing
            && *goods_tag == earlier.goods_tag
            && *device == earlier.device
            && *complete_time == earlier.complete_time
    }
}

/// Completes an order; the first event is the completion, what follows is the first deduction.
pub fn complete(
    order: &ServiceOrder,
    command: &Complete,
    service: &Service,
    payer: Behaviour,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    command.check()?;
    match (order.state, &order.completion) {
        (State::UserConfirm, _) => {}
        (State::MchComplete | State::Done, Some(earlier)) if command.repeats(earlier) => return Ok(Vec::new()),
        (State::MchComplete | State::Done, Some(_)) => return Err(Rejection::ReentryDiffers),
        _ => return Err(Rejection::NotCompletable),
    }
    check_times(order, &command.time_range, ctx)?;
    check_plan_price(order, command.total_amount)?;
    check_cap(&order.terms, command.total_amount, service)?;
    Ok(completion_events(order, command, payer, ctx))
}

/// The completion and, where there is something that WeChat Pay collects, the deduction that follows at once.
pub(super) fn completion_events(
    order: &ServiceOrder,
    command: &Complete,
    payer: Behaviour,
    ctx: &Context,
) -> Vec<Event> {
    let completed = Event::Completed(Box::new(Complete { at: ctx.now, ..command.clone() }));
    let mut after = order.clone();
    after.apply(&completed);
    let scheduled = after.collection.filter(|collection| !collection.unscheduled);
    let deduction = scheduled.map(|collection| Event::Collection(collection.deduct(payer, ctx)));
    std::iter::once(completed).chain(deduction).collect()
}

/// The times of creation and completion taken together. An end planned at creation may lie ahead: the service simply
/// ended early. One that the completion itself gives may not.
fn check_times(order: &ServiceOrder, late: &TimeRange, ctx: &Context) -> Result<(), Rejection> {
    let TimeRange { start, end, .. } = order.time_range_with(Some(late));
    period::check_order(start, end)?;
    let Some(end) = end else { return Err(Rejection::EndTimeMissing) };
    let retimed = late.start.is_some() || late.end.is_some();
    if start.is_some_and(|start| retimed && !start.same_precision(end)) {
        return Err(Rejection::PrecisionDiffers);
    }
    period::check_ended(late.end, ctx.now)
}

/// What a plan offers costs no more than the user signed, whatever the service allows.
fn check_plan_price(order: &ServiceOrder, total: Fen) -> Result<(), Rejection> {
    match (&order.plan, &order.terms.risk_fund) {
        (Some(_), Some(fund)) if total > fund.amount => {
            Err(Rejection::AboveCap { field: "total_amount", given: total, cap: fund.amount })
        }
        _ => Ok(()),
    }
}

/// Deposit mode: no more than the deposit. Pay-after mode, and where nothing was put at risk: no more than the
/// service allows.
pub(super) fn check_cap(terms: &Terms, total: Fen, service: &Service) -> Result<(), Rejection> {
    let cap = match &terms.risk_fund {
        Some(fund) if fund.name != RiskFundName::EstimateOrderCost => fund.amount,
        _ => service.risk_cap,
    };
    if total > cap {
        return Err(Rejection::AboveCap { field: "total_amount", given: total, cap });
    }
    Ok(())
}
