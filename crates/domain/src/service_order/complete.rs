//! Complete: the service is over and has a price.

use super::{Device, Event, ServiceOrder, State, TimeRange};
use crate::charges::{Discount, Payment, check_names, check_total};
use crate::context::Context;
use crate::fen::Fen;
use crate::merchant::Service;
use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;
use crate::service_order::RiskFundName;
use crate::user::Behaviour;
use serde::{Deserialize, Serialize};

/// What an order is completed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complete {
    /// When the call came.
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
    /// Where it ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end_location: Option<String>,
    /// Whether the money is to be shared out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub profit_sharing: Option<bool>,
    /// Which coupons apply.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goods_tag: Option<String>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<Device>,
}

impl Complete {
    /// Whether this is the same call, whenever it came.
    pub fn repeats(&self, earlier: &Self) -> bool {
        let Self { at: _, payments, discounts, total_amount, time_range, end_location, profit_sharing, goods_tag, device } =
            self;
        *payments == earlier.payments
            && *discounts == earlier.discounts
            && *total_amount == earlier.total_amount
            && *time_range == earlier.time_range
            && *end_location == earlier.end_location
            && *profit_sharing == earlier.profit_sharing
            && *goods_tag == earlier.goods_tag
            && *device == earlier.device
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
    check_names(&command.payments, &command.discounts)?;
    check_total(&command.payments, &command.discounts, command.total_amount)?;
    match (order.state, &order.completion) {
        (State::UserConfirm, _) => {}
        (State::MchComplete | State::Done, Some(earlier)) if command.repeats(earlier) => return Ok(Vec::new()),
        (State::MchComplete | State::Done, Some(_)) => return Err(Rejection::ReentryDiffers),
        _ => return Err(Rejection::NotCompletable),
    }
    check_times(order, command, ctx)?;
    check_cap(order, command.total_amount, service)?;
    Ok(completion_events(order, command, payer, ctx))
}

/// The completion and, where there is something to collect, the deduction that follows at once.
pub(super) fn completion_events(
    order: &ServiceOrder,
    command: &Complete,
    payer: Behaviour,
    ctx: &Context,
) -> Vec<Event> {
    let completed = Event::Completed(Box::new(command.clone()));
    let mut after = order.clone();
    after.apply(&completed);
    let deduction = after.collection.map(|collection| Event::Collection(collection.deduct(payer, ctx)));
    std::iter::once(completed).chain(deduction).collect()
}

fn check_times(order: &ServiceOrder, command: &Complete, ctx: &Context) -> Result<(), Rejection> {
    let planned = order.time_range();
    let start = command.time_range.start.or(planned.start);
    let end = match (command.time_range.end, planned.end) {
        (Some(end), _) => end,
        (None, Some(_)) => return Ok(()),
        (None, None) => return Err(Rejection::EndTimeMissing),
    };
    if let Some(start) = start {
        if !same_precision(start, end) {
            return Err(Rejection::PrecisionDiffers);
        }
        if end.is_before(start) {
            return Err(Rejection::EndBeforeStart { start: start.to_string(), end: end.to_string() });
        }
    }
    if !end.has_begun_by(ctx.now) {
        return Err(Rejection::EndInFuture { end: end.to_string() });
    }
    Ok(())
}

/// `OnAccept` counts as a second, whether or not it has been resolved to one.
fn same_precision(start: ServiceTime, end: ServiceTime) -> bool {
    start.same_precision(end) || (start == ServiceTime::OnAccept && matches!(end, ServiceTime::Second(_)))
}

/// Deposit mode: no more than the deposit. Pay-after mode: no more than the service allows.
fn check_cap(order: &ServiceOrder, total: Fen, service: &Service) -> Result<(), Rejection> {
    let cap = match &order.terms.risk_fund {
        Some(fund) if fund.name != RiskFundName::EstimateOrderCost => fund.amount,
        _ => service.risk_cap,
    };
    if total > cap {
        return Err(Rejection::AboveCap { field: "total_amount", given: total, cap });
    }
    Ok(())
}
