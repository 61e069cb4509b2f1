//! Create: a user is asked to sign a plan.

use super::{Event, Numbered, SignPlan, State, Terms, Usage};
use crate::context::Context;
use crate::moment::Moment;
use crate::plan::{self, Plan};
use crate::rejection::Rejection;
use crate::service_order::IssuedPackage;

/// How long a package opens the signing page, in seconds.
pub const SIGNING_SECONDS: i64 = 2 * 60 * 60;

impl Terms {
    /// What the request alone shows, before anybody is looked up. [`create`] asks again.
    pub fn check(&self) -> Result<(), Rejection> {
        for (index, Numbered { out_order_no, .. }) in self.numbers.iter().enumerate() {
            if self.numbers[..index].iter().any(|other| other.out_order_no == *out_order_no) {
                return Err(Rejection::PlanOrderNumberTwice { index, number: out_order_no.clone() });
            }
        }
        Ok(())
    }
}

/// A new sign plan. `taken` is the first of its order numbers that an order, or another sign plan, has already.
pub fn create(terms: Terms, plan: Option<&Plan>, taken: Option<usize>, ctx: &Context) -> Result<SignPlan, Rejection> {
    terms.check()?;
    let Some(plan) = plan.filter(|plan| plan.terms.party.sub_mchid() == terms.party.sub_mchid()) else {
        return Err(Rejection::PlanNotFound { plan_id: terms.plan_id });
    };
    if terms.service_id != plan.terms.service_id {
        return Err(Rejection::PlanServiceDiffers { given: terms.service_id });
    }
    let offer = &plan.terms.offer;
    if !terms.numbers.iter().map(|numbered| numbered.detail_no).eq(1..=offer.deduction_quantity) {
        return Err(Rejection::PlanDetailsNotCovered { wanted: offer.deduction_quantity });
    }
    if let Some((index, numbered)) = taken.and_then(|index| terms.numbers.get(index).map(|number| (index, number))) {
        return Err(Rejection::PlanOrderNumberTaken { index, number: numbered.out_order_no.clone() });
    }
    if plan.state() == plan::State::Stop {
        return Err(Rejection::PlanStopped);
    }
    Ok(SignPlan {
        sign_plan_id: ctx.draw.sign_plan_id(),
        offer: offer.clone(),
        created_at: ctx.now,
        state: State::Unsigned,
        package: Some(IssuedPackage::new(ctx)),
        signed_at: None,
        cancellation: None,
        usages: vec![Usage::NotUsed; terms.numbers.len()],
        terms,
    })
}

/// The same call again: with the same terms it succeeds again, and renews a package that has run out.
pub fn recreate(sign_plan: &SignPlan, terms: &Terms, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    terms.check()?;
    if sign_plan.terms != *terms {
        return Err(Rejection::ReentryDiffers);
    }
    Ok(if sign_plan.package_is_stale(ctx) { vec![Event::PackageRenewed(IssuedPackage::new(ctx))] } else { Vec::new() })
}

impl SignPlan {
    /// The last moment at which the signing page opens with the package it has.
    pub fn package_expires_at(&self) -> Option<Moment> {
        self.package.as_ref().map(|package| package.issued_at.plus(SIGNING_SECONDS))
    }

    pub(super) fn package_is_stale(&self, ctx: &Context) -> bool {
        self.package_expires_at().is_some_and(|end| ctx.now > end)
    }
}
