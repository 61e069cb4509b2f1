//! Create: a user is asked to confirm, or, where one authorization serves for all, the cabinet opens at once.

use super::{Event, SmartRetailOrder, State, Terms};
use crate::charges::check_names;
use crate::context::Context;
use crate::merchant::Service;
use crate::rejection::Rejection;
use crate::user::User;

/// A new order. `user` is the one that the terms name.
pub fn create(
    terms: Terms,
    service: &Service,
    user: Option<&User>,
    ctx: &Context,
) -> Result<SmartRetailOrder, Rejection> {
    check_names(&terms.fees, &terms.discounts)?;
    check_times(&terms, ctx)?;
    if terms.need_user_confirm != service.needs_user_confirm {
        return Err(Rejection::ConfirmationMode { given: terms.need_user_confirm });
    }
    if let Some(given) = terms.risk_amount.filter(|amount| *amount > service.risk_cap) {
        return Err(Rejection::AboveCap { field: "risk_amount", given, cap: service.risk_cap });
    }
    let confirmed_at = if terms.need_user_confirm {
        None
    } else {
        user.ok_or(Rejection::OpenidMissing)?.admit()?;
        Some(ctx.now)
    };
    Ok(SmartRetailOrder {
        order_id: ctx.draw.order_id(ctx.now),
        created_at: ctx.now,
        state: if terms.need_user_confirm { State::Created } else { State::UserAccepted },
        package: terms.need_user_confirm.then(|| ctx.draw.package()),
        openid: terms.openid.clone(),
        terms,
        confirmed_at,
        query_id: None,
        finish_ticket: ctx.draw.finish_ticket(),
        completion: None,
        collection: None,
        cancel_reason: None,
    })
}

/// The same call again: with the same terms it succeeds again.
pub fn recreate(order: &SmartRetailOrder, terms: &Terms) -> Result<Vec<Event>, Rejection> {
    if order.terms == *terms { Ok(Vec::new()) } else { Err(Rejection::ReentryDiffers) }
}

fn check_times(terms: &Terms, ctx: &Context) -> Result<(), Rejection> {
    let Some(start) = terms.service_start_time else { return Ok(()) };
    if ctx.strict_start_time && start.is_past(ctx.now) {
        return Err(Rejection::StartInPast { start: start.to_string() });
    }
    match terms.service_end_time {
        Some(end) if end.is_before(start) => {
            Err(Rejection::EndBeforeStart { start: start.to_string(), end: end.to_string() })
        }
        _ => Ok(()),
    }
}
