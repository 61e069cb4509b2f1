//! The fields that plans, sign plans and the orders of their services are refused for.

use super::{FieldNames, at};
use payscore_api::Violation;
use payscore_domain::{Fen, Rejection};
use serde_json::Value;

/// The field that a rejection names, what was given, and the words for it. Upstream's are not published.
pub(super) fn as_violation(rejection: &Rejection, names: &FieldNames) -> Option<Violation> {
    let at = |path: &[&str], message: &str, value: Value| Some(at(rejection, names, path, message, value));
    let detail = |index: &usize, field: &str, message: &str, value: Value| {
        at(&["plan_detail_list", &index.to_string(), field], message, value)
    };
    let number = |index: &usize, message: &str, value: &str| {
        at(&["sign_plan_detail", &index.to_string(), "merchant_plan_detail_no"], message, value.into())
    };
    let fen = |amount: &Fen| Value::from(amount.get());
    match rejection {
        Rejection::PlanDetailCount { given, .. } => {
            at(&["plan_detail_list"], "计划明细数量必须等于支付分计划扣费次数", (*given).into())
        }
        Rejection::PlanDetailAboveOriginal { index, actual, .. } => {
            detail(index, "actual_price", "计划明细实际支付金额不能大于原支付金额", fen(actual))
        }
        Rejection::PlanDetailRises { index, actual, .. } => {
            detail(index, "actual_price", "计划明细实际支付金额不能大于上一个计划明细的实际支付金额", fen(actual))
        }
        Rejection::PlanTotalMismatch { field, given, .. } => at(&[field], "总金额与计划明细金额之和不一致", fen(given)),
        Rejection::PlanDetailAboveCap { index, given, cap } => {
            detail(index, "actual_price", &format!("金额不能大于 {cap} 分"), fen(given))
        }
        Rejection::OpenidChoice => at(&["openid"], "openid和sub_openid必须且只能填写一个", Value::Null),
        Rejection::SubAppidMissing => at(&["sub_appid"], "填写sub_openid则sub_appid必填", Value::Null),
        Rejection::PlanOrderNumberTwice { index, number: given } => {
            number(index, "商户侧计划明细使用订单号重复", given.as_str())
        }
        Rejection::PlanOrderNumberTaken { index, number: given } => {
            number(index, "商户侧计划明细使用订单号已被使用", given.as_str())
        }
        Rejection::PlanNotFound { plan_id } => at(&["plan_id"], "支付分计划不存在", plan_id.as_str().into()),
        Rejection::SignPlanNotFound { sign_plan_id } => {
            at(&["sign_plan_id"], "签约计划不存在", sign_plan_id.as_str().into())
        }
        Rejection::PlanServiceDiffers { given } => {
            at(&["service_id"], "服务ID与支付分计划所属服务不一致", given.as_str().into())
        }
        Rejection::PlanDetailsNotCovered { .. } => {
            at(&["sign_plan_detail"], "签约计划详情必须与支付分计划明细一一对应", Value::Null)
        }
        Rejection::PlanDetailNotFound { given } => at(&["plan_detail_no"], "签约计划详情序号不存在", (*given).into()),
        Rejection::PlanOrderNumberDiffers { given } => {
            at(&["out_trade_no"], "商户侧订单号与签约计划详情的订单号不一致", given.as_str().into())
        }
        _ => None,
    }
}
