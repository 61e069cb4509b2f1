//! Create: prices add up, and fall or stay from service to service.

use super::{Detail, Event, Offer, Plan, Terms};
use crate::context::Context;
use crate::fen::Fen;
use crate::merchant::Service;
use crate::rejection::Rejection;

impl Offer {
    /// What the request alone shows, before anybody is looked up. [`create`] asks again.
    pub fn check(&self) -> Result<(), Rejection> {
        if i64::try_from(self.details.len()) != Ok(self.deduction_quantity) {
            let (given, wanted) = (self.details.len(), self.deduction_quantity);
            return Err(Rejection::PlanDetailCount { given, wanted });
        }
        for (index, Detail { original_price, actual_price, .. }) in self.details.iter().enumerate() {
            if actual_price > original_price {
                let (actual, original) = (*actual_price, *original_price);
                return Err(Rejection::PlanDetailAboveOriginal { index, actual, original });
            }
        }
        for (before, pair) in self.details.windows(2).enumerate() {
            let (previous, actual) = (pair[0].actual_price, pair[1].actual_price);
            if actual > previous {
                return Err(Rejection::PlanDetailRises { index: before + 1, actual, previous });
            }
        }
        let original = self.details.iter().map(|detail| detail.original_price);
        check_sum("total_original_price", self.total_original, original)?;
        check_sum("total_actual_price", self.total_actual, self.details.iter().map(|detail| detail.actual_price))
    }
}

fn check_sum(field: &'static str, given: Fen, mut amounts: impl Iterator<Item = Fen>) -> Result<(), Rejection> {
    let sum = amounts.try_fold(Fen::ZERO, Fen::checked_add);
    if sum == Some(given) { Ok(()) } else { Err(Rejection::PlanTotalMismatch { field, given, sum_of_details: sum }) }
}

/// A new plan. Each service becomes an order of its own, so that none may cost more than one order may.
pub fn create(terms: Terms, service: &Service, ctx: &Context) -> Result<Plan, Rejection> {
    terms.offer.check()?;
    let cap = service.risk_cap;
    if let Some(index) = terms.offer.details.iter().position(|detail| detail.actual_price > cap) {
        let given = terms.offer.details[index].actual_price;
        return Err(Rejection::PlanDetailAboveCap { index, given, cap });
    }
    Ok(Plan { plan_id: ctx.draw.plan_id(), terms, created_at: ctx.now, stopped: None })
}

/// The same call again: with the same terms it succeeds again.
pub fn recreate(plan: &Plan, terms: &Terms) -> Result<Vec<Event>, Rejection> {
    terms.offer.check()?;
    if plan.terms == *terms { Ok(Vec::new()) } else { Err(Rejection::ReentryDiffers) }
}
