//! Create: a user is asked to confirm, or, for a service authorized once and for all, use begins at once.

use super::{Event, IssuedPackage, Reminders, ServiceOrder, State, Terms};
use crate::charges::check_names;
use crate::context::Context;
use crate::ids::OrderKey;
use crate::merchant::Service;
use crate::moment::Moment;
use crate::period;
use crate::rejection::Rejection;
use crate::user::Candidate;

/// How long a package opens the confirmation page, in seconds.
pub const PACKAGE_SECONDS: i64 = 60 * 60;

impl Terms {
    /// What the request alone shows, before anybody is looked up. [`create`] asks again.
    pub fn check(&self) -> Result<(), Rejection> {
        check_names(&self.payments, &self.discounts)?;
        period::check_order(self.time_range.start, self.time_range.end)?;
        self.check_user()
    }
}

/// A new order. `candidate` is the user that the terms name.
pub fn create(
    terms: Terms,
    service: &Service,
    candidate: Option<&Candidate<'_>>,
    ctx: &Context,
) -> Result<ServiceOrder, Rejection> {
    check_create(&terms, service, candidate, ctx)?;
    Ok(open(terms, ctx))
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
    period::check_not_past(terms.time_range.start, ctx.strict_start_time, ctx.now)?;
    if let Some(fund) = terms.risk_fund.as_ref().filter(|fund| fund.amount > service.risk_cap) {
        return Err(Rejection::AboveCap { field: "risk_fund.amount", given: fund.amount, cap: service.risk_cap });
    }
    if !terms.need_user_confirm {
        candidate.ok_or(Rejection::OpenidMissing)?.admit()?;
    }
    Ok(())
}

/// The same call again: with the same terms it succeeds again, and renews a package that has run out. Other terms are
/// told first what is wrong with them by themselves; another application or service is another parameter like any.
pub fn recreate(order: &ServiceOrder, terms: &Terms, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    terms.check()?;
    if order.terms != *terms {
        return Err(Rejection::ReentryDiffers);
    }
    let stale = order.package.as_ref().is_some_and(|package| package.is_stale(ctx));
    Ok(if stale { vec![Event::PackageRenewed(IssuedPackage::of_order(&order.terms.key, ctx))] } else { Vec::new() })
}

impl IssuedPackage {
    /// A new one of an order: its hour begins.
    fn of_order(key: &OrderKey, ctx: &Context) -> Self {
        Self { package: ctx.draw.order_package(ctx.now, key), issued_at: ctx.now }
    }

    /// A new one of anything else.
    pub(crate) fn new(ctx: &Context) -> Self {
        Self { package: ctx.draw.package(ctx.now), issued_at: ctx.now }
    }

    /// Whether its hour is over.
    pub(crate) fn is_stale(&self, ctx: &Context) -> bool {
        ctx.now > self.expires_at()
    }

    /// The last moment at which the page opens with it.
    pub fn expires_at(&self) -> Moment {
        self.issued_at.plus(PACKAGE_SECONDS)
    }
}

/// The order that these terms open: it waits for its user, or, where nobody confirms, is in use from now on.
pub(crate) fn open(terms: Terms, ctx: &Context) -> ServiceOrder {
    let waits = terms.need_user_confirm;
    ServiceOrder {
        order_id: ctx.draw.order_id(ctx.now),
        created_at: ctx.now,
        state: if waits { State::Created } else { State::UserConfirm },
        package: waits.then(|| IssuedPackage::of_order(&terms.key, ctx)),
        openid: terms.user().cloned(),
        terms,
        confirmed_at: (!waits).then_some(ctx.now),
        query_id: None,
        completion: None,
        collection: None,
        deductions: Vec::new(),
        modification: None,
        reminders: Reminders::default(),
        cancel_reason: None,
        plan: None,
    }
}
