//! Create: a user is asked to confirm, or, for a service authorized once and for all, use begins at once.

use super::{IssuedPackage, ServiceOrder, State, Terms};
use crate::charges::check_names;
use crate::context::Context;
use crate::merchant::Service;
use crate::rejection::Rejection;
use crate::service_order::Event;
use crate::user::User;

/// How long a package opens the confirmation page, in seconds.
pub const PACKAGE_SECONDS: i64 = 60 * 60;

/// A new order. `user` is the one that the terms name.
pub fn create(terms: Terms, service: &Service, user: Option<&User>, ctx: &Context) -> Result<ServiceOrder, Rejection> {
    check_names(&terms.payments, &terms.discounts)?;
    check_times(&terms, ctx)?;
    check_mode(&terms, service)?;
    if let Some(fund) = terms.risk_fund.as_ref().filter(|fund| fund.amount > service.risk_cap) {
        return Err(Rejection::AboveCap { field: "risk_fund.amount", given: fund.amount, cap: service.risk_cap });
    }
    let confirmed_at = if terms.need_user_confirm {
        None
    } else {
        user.ok_or(Rejection::OpenidMissing)?.admit()?;
        Some(ctx.now)
    };
    Ok(ServiceOrder {
        order_id: ctx.draw.order_id(ctx.now),
        created_at: ctx.now,
        state: if terms.need_user_confirm { State::Created } else { State::UserConfirm },
        package: terms.need_user_confirm.then(|| new_package(ctx)),
        openid: terms.openid.clone(),
        terms,
        confirmed_at,
        query_id: None,
        completion: None,
        collection: None,
        cancel_reason: None,
    })
}

/// The same call again: with the same terms it succeeds again, and renews a package that has run out.
pub fn recreate(order: &ServiceOrder, terms: &Terms, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    if order.terms != *terms {
        return Err(Rejection::ReentryDiffers);
    }
    let stale = order.package.as_ref().is_some_and(|package| is_stale(package, ctx));
    Ok(if stale { vec![Event::PackageRenewed(new_package(ctx))] } else { Vec::new() })
}

/// Whether a package's hour is over.
pub(super) fn is_stale(package: &IssuedPackage, ctx: &Context) -> bool {
    ctx.now > package.issued_at.plus(PACKAGE_SECONDS)
}

/// Whether request and service agree on who confirms.
pub(super) fn check_mode(terms: &Terms, service: &Service) -> Result<(), Rejection> {
    if terms.need_user_confirm != service.needs_user_confirm {
        return Err(Rejection::ConfirmationMode { given: terms.need_user_confirm });
    }
    Ok(())
}

fn check_times(terms: &Terms, ctx: &Context) -> Result<(), Rejection> {
    if let Some(start) = terms.time_range.start.filter(|start| ctx.strict_start_time && start.is_past(ctx.now)) {
        return Err(Rejection::StartInPast { start: start.to_string() });
    }
    match (terms.time_range.start, terms.time_range.end) {
        (Some(start), Some(end)) if end.is_before(start) => {
            Err(Rejection::EndBeforeStart { start: start.to_string(), end: end.to_string() })
        }
        _ => Ok(()),
    }
}

fn new_package(ctx: &Context) -> IssuedPackage {
    IssuedPackage { package: ctx.draw.package(), issued_at: ctx.now }
}
