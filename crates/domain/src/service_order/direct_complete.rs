//! Direct complete (创单结单合并): creation and completion in one call, without a confirmation.

use super::complete::{check_cap, completion_events};
use super::create::open;
use super::{Complete, Event, ServiceOrder, Terms};
use crate::context::Context;
use crate::merchant::Service;
use crate::moment::ServiceTime;
use crate::period;
use crate::rejection::Rejection;
use crate::user::Candidate;

/// A new order and what happens to it at once: its completion, and the first deduction.
pub fn direct_complete(
    terms: Terms,
    completion: &Complete,
    service: &Service,
    candidate: Option<&Candidate<'_>>,
    ctx: &Context,
) -> Result<(ServiceOrder, Vec<Event>), Rejection> {
    check_direct_complete(&terms, completion)?;
    if terms.need_user_confirm {
        return Err(Rejection::ConfirmationMode { given: true });
    }
    service.check_confirmation(terms.need_user_confirm)?;
    period::check_ended(terms.time_range.end, ctx.now)?;
    check_cap(&terms, completion.total_amount, service)?;
    let candidate = candidate.ok_or(Rejection::OpenidMissing)?;
    candidate.admit()?;
    let order = open(terms, ctx);
    let events = completion_events(&order, completion, candidate.user.behaviour, ctx);
    Ok((order, events))
}

/// The same call again: with the same terms and charges it succeeds again.
pub fn repeat_direct_complete(order: &ServiceOrder, terms: &Terms, completion: &Complete) -> Result<(), Rejection> {
    check_direct_complete(terms, completion)?;
    let same = order.terms == *terms && order.completion.as_ref().is_some_and(|earlier| completion.repeats(earlier));
    if same { Ok(()) } else { Err(Rejection::ReentryDiffers) }
}

/// What the request alone shows, before anybody is looked up: a completion's rules, and a creation's on top.
pub fn check_direct_complete(terms: &Terms, completion: &Complete) -> Result<(), Rejection> {
    completion.check()?;
    if terms.time_range.start == Some(ServiceTime::OnAccept) {
        return Err(Rejection::OnAcceptUnconfirmed);
    }
    terms.check()
}
