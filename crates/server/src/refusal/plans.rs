//! The fields that plans, sign plans and the orders of their services are refused for.

use super::{Named, named};
use payscore_domain::Rejection;
use serde_json::Value;

/// The field that a rejection names, what was given, and the words for it. Upstream's are not published.
pub(super) fn named_field(rejection: &Rejection) -> Option<Named> {
    let detail = |index: &usize, message: &str, price: i64| {
        named(&["plan_detail_list", &index.to_string(), "actual_price"], message, price)
    };
    let number = |index: &usize, message: &str, number: &str| {
        named(&["sign_plan_detail", &index.to_string(), "merchant_plan_detail_no"], message, number)
    };
    Some(match rejection {
        Rejection::PlanDetailCount { given, .. } => {
            named(&["plan_detail_list"], "计划明细数量必须等于支付分计划扣费次数", *given)
        }
        Rejection::PlanDetailAboveOriginal { index, actual, .. } => {
            detail(index, "计划明细实际支付金额不能大于原支付金额", actual.get())
        }
        Rejection::PlanDetailRises { index, actual, .. } => {
            detail(index, "计划明细实际支付金额不能大于上一个计划明细的实际支付金额", actual.get())
        }
        Rejection::PlanTotalMismatch { field, given, .. } => {
            named(&[field], "总金额与计划明细金额之和不一致", given.get())
        }
        Rejection::PlanDetailAboveCap { index, given, cap } => {
            detail(index, &format!("金额不能大于 {cap} 分"), given.get())
        }
        Rejection::PlanOrderNumberTwice { index, number: given } => {
            number(index, "商户侧计划明细使用订单号重复", given.as_str())
        }
        Rejection::PlanOrderNumberTaken { index, number: given } => {
            number(index, "商户侧计划明细使用订单号已被使用", given.as_str())
        }
        Rejection::PlanNotFound { plan_id } => named(&["plan_id"], "支付分计划不存在", plan_id.as_str()),
        Rejection::SignPlanNotFound { sign_plan_id } => {
            named(&["sign_plan_id"], "签约计划不存在", sign_plan_id.as_str())
        }
        Rejection::PlanServiceDiffers { given } => {
            named(&["service_id"], "服务ID与支付分计划所属服务不一致", given.as_str())
        }
        Rejection::PlanDetailsNotCovered { .. } => {
            named(&["sign_plan_detail"], "签约计划详情必须与支付分计划明细一一对应", Value::Null)
        }
        Rejection::PlanDetailNotFound { given } => named(&["plan_detail_no"], "签约计划详情序号不存在", *given),
        Rejection::PlanOrderNumberDiffers { given } => {
            named(&["out_trade_no"], "商户侧订单号与签约计划详情的订单号不一致", given.as_str())
        }
        _ => return None,
    })
}
