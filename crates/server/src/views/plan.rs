//! Plans as the API shows them.

use payscore_api::payscore::plan::payscore_plans as api;
use payscore_domain::Plan;
use payscore_domain::plan::Detail;
use payscore_wire::rfc3339;

/// As every operation shows it.
pub(crate) fn current(plan: &Plan) -> api::PayScorePlan {
    let (terms, offer) = (&plan.terms, &plan.terms.offer);
    api::PayScorePlan {
        plan_id: plan.plan_id.to_string(),
        service_id: terms.service_id.to_string(),
        mchid: terms.mchid.to_string(),
        appid: terms.appid.to_string(),
        merchant_plan_no: terms.merchant_plan_no.to_string(),
        plan_name: offer.name.clone(),
        plan_duration: offer.duration_days,
        plan_state: plan.state().as_str().to_owned(),
        total_original_price: offer.total_original,
        deduction_quantity: offer.deduction_quantity,
        total_actual_price: offer.total_actual,
        sub_mchid: terms.party.sub_mchid().map(ToString::to_string),
        sub_appid: terms.party.sub_appid().map(ToString::to_string),
        plan_detail_list: Some((1..).zip(&offer.details).map(detail).collect()),
        stop_mchid: plan.stopped.as_ref().map(|stopped| stopped.by.to_string()),
        stop_time: plan.stopped.as_ref().map(|stopped| rfc3339::format(stopped.at.unix())),
    }
}

fn detail((number, detail): (i64, &Detail)) -> api::PlanDetail {
    api::PlanDetail {
        plan_detail_no: number,
        plan_detail_name: detail.name.clone(),
        original_price: detail.original_price,
        actual_price: detail.actual_price,
        plan_discount_description: detail.discount_description.clone(),
    }
}

pub(crate) fn read_detail(detail: &api::NewPlanDetail) -> Detail {
    Detail {
        name: detail.plan_detail_name.clone(),
        original_price: detail.original_price,
        actual_price: detail.actual_price,
        discount_description: detail.plan_discount_description.clone(),
    }
}
