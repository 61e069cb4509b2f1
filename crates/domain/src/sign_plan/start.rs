//! Start: a service of a signed plan becomes a service order, in use at once.

use super::{Event, SignPlan, Signer, State, index};
use crate::charges::{Discount, Payment};
use crate::context::Context;
use crate::fen::Fen;
use crate::ids::{Appid, OrderKey, ServiceId};
use crate::period;
use crate::plan::Detail;
use crate::rejection::Rejection;
use crate::service_order::{self, Location, Party, PlanUse, RiskFund, RiskFundName, ServiceOrder, TimeRange};
use crate::user::Candidate;

/// What the price reduction is called where the plan gives no words for it.
const DISCOUNT_NAME: &str = "计划优惠";

/// What a service is used with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Which service of the plan, from 1.
    pub detail_no: i64,
    /// The order's name on the merchant's side.
    pub key: OrderKey,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// On whose behalf.
    pub party: Party,
    /// The user.
    pub signer: Signer,
    /// What the service is, in words.
    pub service_introduction: String,
    /// When.
    pub time_range: TimeRange,
    /// Where.
    pub location: Location,
    /// The merchant's own text, handed back untouched.
    pub attach: Option<String>,
    /// Where notifications of the order go.
    pub notify_url: String,
}

impl Use {
    /// What the request alone shows, before anybody is looked up. [`start`] asks again.
    pub fn check(&self) -> Result<(), Rejection> {
        period::check_order(self.time_range.start, self.time_range.end)
    }
}

/// The terms of the order that a service becomes: its price is the plan's, its number the sign plan's.
pub fn order_terms(sign_plan: &SignPlan, command: Use) -> Result<service_order::Terms, Rejection> {
    if command.service_id != sign_plan.terms.service_id {
        return Err(Rejection::PlanServiceDiffers { given: command.service_id });
    }
    let place = index(command.detail_no);
    let found = place.and_then(|index| sign_plan.offer.details.get(index).zip(sign_plan.terms.numbers.get(index)));
    let Some((detail, numbered)) = found else {
        return Err(Rejection::PlanDetailNotFound { given: command.detail_no });
    };
    if command.key.out_order_no != numbered.out_order_no {
        return Err(Rejection::PlanOrderNumberDiffers { given: command.key.out_order_no });
    }
    let (openid, sub_openid) = command.signer.wire_names();
    Ok(service_order::Terms {
        key: command.key,
        appid: command.appid,
        service_id: command.service_id,
        party: command.party,
        service_introduction: command.service_introduction,
        payments: vec![payment(detail)],
        discounts: discount(detail).into_iter().collect(),
        risk_fund: Some(RiskFund {
            name: RiskFundName::EstimateOrderCost,
            amount: detail.actual_price,
            description: None,
        }),
        time_range: command.time_range,
        location: command.location,
        attach: command.attach,
        notify_url: command.notify_url,
        openid: openid.cloned(),
        sub_openid: sub_openid.cloned(),
        need_user_confirm: false,
        device: None,
        shopping: None,
    })
}

fn payment(detail: &Detail) -> Payment {
    Payment { name: Some(detail.name.clone()), amount: Some(detail.original_price), ..Payment::default() }
}

fn discount(detail: &Detail) -> Option<Discount> {
    let amount = detail.original_price.checked_sub(detail.actual_price).filter(|amount| *amount > Fen::ZERO)?;
    let name = detail.discount_description.clone().unwrap_or_else(|| DISCOUNT_NAME.to_owned());
    Some(Discount { name: Some(name), amount: Some(amount), ..Discount::default() })
}

/// Opens the order of a service. Services are used in their order, one at a time. That the user signed the plan stands
/// in for confirming the order, and for an authorization.
pub fn start(
    sign_plan: &SignPlan,
    detail_no: i64,
    terms: service_order::Terms,
    candidate: &Candidate<'_>,
    ctx: &Context,
) -> Result<(ServiceOrder, Event), Rejection> {
    terms.check()?;
    if sign_plan.state != State::Signed {
        return Err(sign_plan.state.refusal());
    }
    let going = sign_plan.going_detail_no();
    if sign_plan.order_in_use().is_some() {
        return Err(Rejection::PlanDetailInUse { detail_no: going });
    }
    if detail_no != going + 1 {
        return Err(Rejection::PlanDetailOutOfTurn { next: going + 1 });
    }
    period::check_not_past(terms.time_range.start, ctx.strict_start_time, ctx.now)?;
    candidate.user.check_is(Some(sign_plan.terms.signer.openid()))?;
    Candidate { authorized: true, ..candidate.clone() }.admit()?;
    let mut order = service_order::open(terms, ctx);
    let merchant_sign_plan_no = sign_plan.terms.merchant_sign_plan_no.clone();
    order.plan = Some(PlanUse { merchant_sign_plan_no, detail_no });
    let started = Event::DetailStarted { detail_no, order_id: order.order_id.clone(), at: ctx.now };
    Ok((order, started))
}
