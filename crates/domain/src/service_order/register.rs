//! Register: an acquiring institution says under which number it has the clearing house deduct what is owed.

use super::{Event, ServiceOrder, State};
use crate::collection::Progress;
use crate::context::Context;
use crate::ids::DeductionNo;
use crate::rejection::Rejection;
use crate::user::Behaviour;

/// Registers a deduction of an order in USER_PAYING. The institution's call to the clearing house is not simulated:
/// the deduction follows at once, and what came of it is the last event. A number serves for one deduction; after one
/// that failed there is to be another number. The same number again, while it is under way or has brought the money,
/// changes nothing.
pub fn register(
    order: &ServiceOrder,
    deduction_no: &DeductionNo,
    payer: Behaviour,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    let collection = match (order.state, &order.collection) {
        (State::MchComplete | State::Done, Some(collection)) => collection,
        (other, _) => return Err(other.refusal()),
    };
    let again = order.deductions.last() == Some(deduction_no);
    match collection.progress {
        Progress::InFlight { .. } | Progress::Paid(_) if again => return Ok(Vec::new()),
        Progress::InFlight { .. } => return Err(Rejection::DeductionInFlight),
        Progress::Paid(_) => return Err(Rejection::OrderDone),
        Progress::Waiting { .. } => {}
    }
    if order.deductions.contains(deduction_no) {
        return Err(Rejection::DeductionNoUsed { given: deduction_no.clone() });
    }
    let registered = Event::DeductionRegistered { deduction_no: deduction_no.clone() };
    Ok(vec![registered, Event::Collection(collection.deduct(payer, ctx))])
}

/// The number registered last, of an order that is completed.
pub fn deduction(order: &ServiceOrder) -> Result<&DeductionNo, Rejection> {
    match order.state {
        State::MchComplete | State::Done => order.deductions.last().ok_or(Rejection::NoDeduction),
        other => Err(other.refusal()),
    }
}
