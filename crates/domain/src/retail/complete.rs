//! Complete: the cabinet was closed; either nothing was taken, or there is a price.

use super::{Event, RetailOrder, State};
use crate::charges::{Discount, Payment, check_names, check_total};
use crate::context::Context;
use crate::fen::Fen;
use crate::ids::FinishTicket;
use crate::merchant::Service;
use crate::moment::{Moment, ServiceTime};
use crate::period;
use crate::rejection::Rejection;
use crate::user::Behaviour;
use serde::{Deserialize, Serialize};

/// Whether the user used the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishType {
    /// 1: nothing was taken, the order is cancelled.
    NotUsed,
    /// 2: used.
    Used,
}

/// What an order is completed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complete {
    /// When the call came; a completion that happens is stamped with its context's clock.
    pub at: Moment,
    /// Used or not.
    pub finish_type: FinishType,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cancel_reason: Option<String>,
    /// When use really started.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub real_service_start_time: Option<ServiceTime>,
    /// When it really ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub real_service_end_time: Option<ServiceTime>,
    /// Where it really ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub real_service_end_location: Option<String>,
    /// What is paid for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fees: Vec<Payment>,
    /// What is taken off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub discounts: Vec<Discount>,
    /// Σ fees − Σ discounts, in fen.
    pub total_amount: Fen,
    /// From the query or the confirmation's notification.
    pub finish_ticket: FinishTicket,
    /// Whether the money is to be shared out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub profit_sharing: Option<bool>,
}

impl Complete {
    /// What the request alone shows, before anybody is looked up. [`complete`] asks again.
    pub fn check(&self) -> Result<(), Rejection> {
        check_names(&self.fees, &self.discounts)?;
        check_total(&self.fees, &self.discounts, self.total_amount)?;
        if self.finish_type == FinishType::Used {
            return period::check_order(self.real_service_start_time, self.real_service_end_time);
        }
        if self.cancel_reason.is_none() {
            return Err(Rejection::CancelReasonMissing);
        }
        if self.total_amount != Fen::ZERO {
            return Err(Rejection::UnusedButCharged { given: self.total_amount });
        }
        Ok(())
    }

    /// Whether this is the same call, whenever it came.
    pub fn repeats(&self, earlier: &Self) -> bool {
        Self { at: earlier.at, ..self.clone() } == *earlier
    }
}

/// Completes an order; the first event is the completion, what follows is the first deduction.
pub fn complete(
    order: &RetailOrder,
    command: &Complete,
    service: &Service,
    payer: Behaviour,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    command.check()?;
    match (order.state, &order.completion) {
        (State::UserAccepted, _) => {}
        (_, Some(earlier)) if command.repeats(earlier) => return Ok(Vec::new()),
        (_, Some(_)) => return Err(Rejection::ReentryDiffers),
        _ => return Err(Rejection::NotCompletable),
    }
    check_times(order, command, ctx)?;
    let cap = order.terms.risk_amount.unwrap_or(service.risk_cap);
    if command.total_amount > cap {
        return Err(Rejection::AboveCap { field: "total_amount", given: command.total_amount, cap });
    }
    if command.finish_ticket != order.finish_ticket {
        return Err(Rejection::FinishTicketWrong { given: command.finish_ticket.clone() });
    }
    let completed = Event::Completed(Box::new(Complete { at: ctx.now, ..command.clone() }));
    let mut after = order.clone();
    after.apply(&completed);
    let deduction = after.collection.map(|collection| Event::Collection(collection.deduct(payer, ctx)));
    Ok(std::iter::once(completed).chain(deduction).collect())
}

/// Times count for a service that was used: an end is needed from somewhere, after the start. An end planned at
/// creation may lie ahead, one that the completion itself gives may not.
fn check_times(order: &RetailOrder, command: &Complete, ctx: &Context) -> Result<(), Rejection> {
    if command.finish_type == FinishType::NotUsed {
        return Ok(());
    }
    // `OnAccept` says nothing new here: the confirmation is behind us.
    let start = command.real_service_start_time.filter(|start| *start != ServiceTime::OnAccept).or(order.start_time());
    let end = command.real_service_end_time.or(order.terms.service_end_time);
    period::check_order(start, end)?;
    if end.is_none() {
        return Err(Rejection::EndTimeMissing);
    }
    period::check_ended(command.real_service_end_time, ctx.now)
}
