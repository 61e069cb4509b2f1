//! Create: a user is asked to sign a plan.

use super::{Event, Numbered, SignPlan, State, Terms, Usage};
use crate::context::Context;
use crate::ids::OpenId;
use crate::plan::{self, Plan};
use crate::rejection::Rejection;
use crate::service_order::IssuedPackage;

/// The user, named in exactly one of two ways, and whether that is as the sub-merchant's application sees them: test
/// users have one name under all applications.
pub fn signer(
    openid: Option<&str>,
    sub_openid: Option<&str>,
    has_sub_appid: bool,
) -> Result<(OpenId, bool), Rejection> {
    match (openid, sub_openid) {
        (Some(openid), None) => Ok((openid.into(), false)),
        (None, Some(_)) if !has_sub_appid => Err(Rejection::SubAppidMissing),
        (None, Some(openid)) => Ok((openid.into(), true)),
        (None, None) | (Some(_), Some(_)) => Err(Rejection::OpenidChoice),
    }
}

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
    let sub_mchid = terms.partner.as_ref().map(|partner| &partner.sub_mchid);
    let Some(plan) = plan.filter(|plan| plan.check_partner(sub_mchid).is_ok()) else {
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
    let stale = sign_plan.package.as_ref().is_some_and(|package| package.is_stale(ctx));
    Ok(if stale { vec![Event::PackageRenewed(IssuedPackage::new(ctx))] } else { Vec::new() })
}
