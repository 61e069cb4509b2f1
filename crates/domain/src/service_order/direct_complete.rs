//! Direct complete (创单结单合并): creation and completion in one call, without a confirmation.

use super::complete::completion_events;
use super::create::check_mode;
use super::{Complete, Event, ServiceOrder, State, Terms};
use crate::charges::{check_names, check_total};
use crate::context::Context;
use crate::merchant::Service;
use crate::moment::ServiceTime;
use crate::rejection::Rejection;
use crate::user::User;

/// A new order and what happens to it at once: its completion, and the first deduction.
pub fn direct_complete(
    terms: Terms,
    completion: &Complete,
    service: &Service,
    user: Option<&User>,
    ctx: &Context,
) -> Result<(ServiceOrder, Vec<Event>), Rejection> {
    check_names(&completion.payments, &completion.discounts)?;
    check_total(&completion.payments, &completion.discounts, completion.total_amount)?;
    if terms.time_range.start == Some(ServiceTime::OnAccept) {
        return Err(Rejection::OnAcceptUnconfirmed);
    }
    if let (Some(start), Some(end)) = (terms.time_range.start, terms.time_range.end) {
        if end.is_before(start) {
            return Err(Rejection::EndBeforeStart { start: start.to_string(), end: end.to_string() });
        }
        if !end.has_begun_by(ctx.now) {
            return Err(Rejection::EndInFuture { end: end.to_string() });
        }
    }
    check_mode(&terms, service)?;
    if completion.total_amount > service.risk_cap {
        let given = completion.total_amount;
        return Err(Rejection::AboveCap { field: "total_amount", given, cap: service.risk_cap });
    }
    let user = user.ok_or(Rejection::OpenidMissing)?;
    user.admit()?;
    let order = ServiceOrder {
        order_id: ctx.draw.order_id(ctx.now),
        created_at: ctx.now,
        state: State::UserConfirm,
        package: None,
        openid: terms.openid.clone(),
        terms,
        confirmed_at: Some(ctx.now),
        query_id: None,
        completion: None,
        collection: None,
        cancel_reason: None,
    };
    let events = completion_events(&order, completion, user.behaviour, ctx);
    Ok((order, events))
}

/// The same call again: with the same terms and charges it succeeds again.
pub fn repeat_direct_complete(order: &ServiceOrder, terms: &Terms, completion: &Complete) -> Result<(), Rejection> {
    let same = order.terms == *terms && order.completion.as_ref().is_some_and(|earlier| completion.repeats(earlier));
    if same { Ok(()) } else { Err(Rejection::ReentryDiffers) }
}
