//! Sign plans as the API shows them. What is not there yet is an empty text, or 0, as in the published sample.

use payscore_api::payscore::sign_plan::serviceorder::SignPlanServiceOrderCreated;
use payscore_api::payscore::sign_plan::user_sign_plans as api;
use payscore_domain::plan::Detail;
use payscore_domain::sign_plan::{Numbered, Usage};
use payscore_domain::{Fen, Moment, ServiceOrder, SignPlan};
use payscore_wire::rfc3339;

/// `cancel_sign_type` of a sign plan that was not cancelled.
const NOT_CANCELLED: &str = "NOT_CANCEL";

/// As a query shows it, and notifications.
pub(crate) fn current(sign_plan: &SignPlan) -> api::UserSignPlan {
    let (terms, offer) = (&sign_plan.terms, &sign_plan.offer);
    let cancellation = sign_plan.cancellation.as_ref();
    let (openid, sub_openid) = terms.signer.wire_names();
    let details = offer.details.iter().zip(&terms.numbers).zip(&sign_plan.usages);
    api::UserSignPlan {
        sign_plan_id: sign_plan.sign_plan_id.to_string(),
        service_id: terms.service_id.to_string(),
        mchid: terms.mchid.to_string(),
        appid: terms.appid.to_string(),
        merchant_sign_plan_no: terms.merchant_sign_plan_no.to_string(),
        merchant_callback_url: terms.notify_url.clone(),
        plan_id: terms.plan_id.to_string(),
        going_detail_no: sign_plan.going_detail_no(),
        sign_state: sign_plan.state.as_str().to_owned(),
        plan_name: offer.name.clone(),
        plan_over_time: rfc3339::format(sign_plan.over_time().unix()),
        total_origin_price: offer.total_original,
        deduction_quantity: offer.deduction_quantity,
        total_actual_price: offer.total_actual,
        sub_mchid: terms.party.sub_mchid().map(ToString::to_string),
        sub_appid: terms.party.sub_appid().map(ToString::to_string),
        openid: openid.map(ToString::to_string),
        sub_openid: sub_openid.map(ToString::to_string),
        cancel_sign_time: Some(time(cancellation.map(|cancellation| cancellation.at))),
        cancel_sign_type: Some(cancellation.map_or(NOT_CANCELLED, |cancellation| cancellation.by.as_str()).to_owned()),
        cancel_reason: Some(cancellation.map(|cancellation| cancellation.reason.clone()).unwrap_or_default()),
        signed_detail_list: Some(
            details.map(|((offered, numbered), usage)| detail(offered, numbered, usage)).collect(),
        ),
        sign_time: Some(time(sign_plan.signed_at)),
    }
}

/// As its creation is answered.
pub(crate) fn created(sign_plan: &SignPlan) -> api::UserSignPlanCreated {
    let package = sign_plan.package.as_ref().map(|issued| issued.package.to_string());
    api::UserSignPlanCreated { sign_plan: current(sign_plan), package: package.unwrap_or_default() }
}

fn detail(offered: &Detail, numbered: &Numbered, usage: &Usage) -> api::SignPlanDetail {
    let (order_id, since) = match usage {
        Usage::NotUsed => (None, None),
        Usage::Using { order_id, since }
        | Usage::Used { order_id, since, .. }
        | Usage::Cancelled { order_id, since, .. } => (Some(order_id), Some(*since)),
    };
    let (paid, completed, cancelled) = match usage {
        Usage::Used { paid, at, .. } => (*paid, Some(*at), None),
        Usage::Cancelled { at, .. } => (Fen::ZERO, None, Some(*at)),
        Usage::NotUsed | Usage::Using { .. } => (Fen::ZERO, None, None),
    };
    api::SignPlanDetail {
        plan_detail_no: numbered.detail_no,
        original_price: offered.original_price,
        actual_price: offered.actual_price,
        plan_detail_state: usage.as_str().to_owned(),
        merchant_plan_detail_no: numbered.out_order_no.to_string(),
        plan_detail_name: offered.name.clone(),
        plan_discount_description: Some(offered.discount_description.clone().unwrap_or_default()),
        order_id: Some(order_id.map(ToString::to_string).unwrap_or_default()),
        actual_pay_price: Some(paid),
        use_time: Some(time(since)),
        complete_time: Some(time(completed)),
        cancel_time: Some(time(cancelled)),
    }
}

fn time(at: Option<Moment>) -> String {
    at.map(|at| rfc3339::format(at.unix())).unwrap_or_default()
}

/// A service's order, as its creation is answered.
pub(crate) fn order_created(order: &ServiceOrder) -> SignPlanServiceOrderCreated {
    let view = super::service_order::current(order);
    SignPlanServiceOrderCreated {
        out_order_no: view.out_order_no,
        service_id: view.service_id,
        appid: view.appid,
        mchid: view.mchid,
        service_introduction: view.service_introduction,
        state: view.state,
        sub_appid: view.sub_appid,
        sub_mchid: view.sub_mchid,
        state_description: view.state_description,
        post_payments: view.post_payments,
        post_discounts: view.post_discounts,
        risk_fund: view.risk_fund,
        time_range: view.time_range,
        location: view.location,
        attach: view.attach,
        notify_url: view.notify_url,
        order_id: view.order_id,
    }
}

pub(crate) fn read_number(detail: &api::NewSignPlanDetail) -> Numbered {
    Numbered { detail_no: detail.plan_detail_no, out_order_no: detail.merchant_plan_detail_no.as_str().into() }
}
