//! Create: a user is asked to confirm, or, where one authorization serves for all, the cabinet opens at once.

use super::{Event, RetailOrder, State, Terms};
use crate::charges::check_names;
use crate::context::Context;
use crate::merchant::Service;
use crate::period;
use crate::rejection::Rejection;
use crate::user::Candidate;

impl Terms {
    /// What the request alone shows, before anybody is looked up. [`create`] asks again.
    pub fn check(&self) -> Result<(), Rejection> {
        check_names(&self.fees, &self.discounts)?;
        period::check_order(self.service_start_time, self.service_end_time)?;
        if !self.need_user_confirm && self.openid.is_none() {
            return Err(Rejection::OpenidMissing);
        }
        Ok(())
    }
}

/// A new order. `candidate` is the user that the terms name.
pub fn create(
    terms: Terms,
    service: &Service,
    candidate: Option<&Candidate<'_>>,
    ctx: &Context,
) -> Result<RetailOrder, Rejection> {
    check_create(&terms, service, candidate, ctx)?;
    let waits = terms.need_user_confirm;
    Ok(RetailOrder {
        order_id: ctx.draw.order_id(ctx.now),
        created_at: ctx.now,
        state: if waits { State::Created } else { State::UserAccepted },
        package: waits.then(|| ctx.draw.order_package(ctx.now, &terms.key)),
        openid: terms.openid.clone(),
        terms,
        confirmed_at: (!waits).then_some(ctx.now),
        query_id: None,
        finish_ticket: ctx.draw.finish_ticket(),
        completion: None,
        collection: None,
        cancel_reason: None,
    })
}

/// Whether [`create`] makes an order of these terms.
pub fn check_create(
    terms: &Terms,
    service: &Service,
    candidate: Option<&Candidate<'_>>,
    ctx: &Context,
) -> Result<(), Rejection> {
    terms.check()?;
    service.check_confirmation(terms.need_user_confirm)?;
    period::check_not_past(terms.service_start_time, ctx.strict_start_time, ctx.now)?;
    if let Some(given) = terms.risk_amount.filter(|amount| *amount > service.risk_cap) {
        return Err(Rejection::AboveCap { field: "risk_amount", given, cap: service.risk_cap });
    }
    if !terms.need_user_confirm {
        candidate.ok_or(Rejection::OpenidMissing)?.admit()?;
    }
    Ok(())
}

/// The same call again: with the same terms it succeeds again. Other terms are told first what is wrong with them by
/// themselves; another application or service is another parameter like any.
pub fn recreate(order: &RetailOrder, terms: &Terms) -> Result<Vec<Event>, Rejection> {
    terms.check()?;
    if order.terms == *terms { Ok(Vec::new()) } else { Err(Rejection::ReentryDiffers) }
}
