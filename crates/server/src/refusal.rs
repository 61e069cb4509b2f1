//! The one place where a reason for refusing becomes what a client sees: status, code, message, detail, and the
//! number at the end of `Request-ID`. Sources stand in docs/fidelity.md.

mod plans;

use payscore_api::{ErrorBody, Issue, Location, Violation};
use payscore_domain::Rejection;
use payscore_store::{CommitError, StoreError};
use serde::Serialize;
use serde_json::Value;

/// An answer that is no success.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// The number at the end of `Request-ID`.
    pub(crate) number: u32,
    pub(crate) body: ErrorBody,
    /// Why, as far as it could be found out. Upstream sends nothing like it; clients pass it over.
    pub(crate) explanation: Option<Value>,
}

/// The body as it is sent: upstream's fields, and ours beside them, marked as such.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    body: &'a ErrorBody,
    #[serde(rename = "_payscore", skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a Value>,
}

/// What the fields that a rejection speaks of are called in one family of orders, as paths into where they came from.
pub(crate) struct FieldNames {
    location: Location,
    payments: &'static str,
    payment_name: &'static str,
    discounts: &'static str,
    discount_name: &'static str,
    start_time: &'static [&'static str],
    end_time: &'static [&'static str],
}

/// Service orders.
pub(crate) const SERVICE_ORDER: FieldNames = FieldNames {
    location: Location::Body,
    payments: "post_payments",
    payment_name: "name",
    discounts: "post_discounts",
    discount_name: "name",
    start_time: &["time_range", "start_time"],
    end_time: &["time_range", "end_time"],
};

/// Service orders, query.
pub(crate) const SERVICE_ORDER_QUERY: FieldNames = FieldNames { location: Location::Query, ..SERVICE_ORDER };

/// Refunds.
pub(crate) const REFUND: FieldNames = SERVICE_ORDER;

/// Bills.
pub(crate) const BILL: FieldNames = SERVICE_ORDER_QUERY;
/// Authorizations that a user's openid in the path names.
pub(crate) const OPENID_IN_PATH: FieldNames = FieldNames { location: Location::Path, ..SERVICE_ORDER };

/// Smart retail, creation.
pub(crate) const SMART_RETAIL: FieldNames = FieldNames {
    location: Location::Body,
    payments: "fees",
    payment_name: "fee_name",
    discounts: "discounts",
    discount_name: "discount_name",
    start_time: &["service_start_time"],
    end_time: &["service_end_time"],
};

/// Smart retail, query.
pub(crate) const SMART_RETAIL_QUERY: FieldNames = FieldNames { location: Location::Query, ..SMART_RETAIL };

/// Smart retail, completion.
pub(crate) const SMART_RETAIL_COMPLETION: FieldNames =
    FieldNames { start_time: &["real_service_start_time"], end_time: &["real_service_end_time"], ..SMART_RETAIL };

/// The numbers behind the codes.
mod number {
    // Seen in upstream's answers.
    pub(super) const PARAM_ERROR: u32 = 270_924_337;
    pub(super) const SIGN_ERROR: u32 = 269_546_525;
    pub(super) const UNREADABLE_AUTHORIZATION: u32 = 270_924_346;
    // Upstream's own manual lists them.
    pub(super) const REENTRY: u32 = 271_316_598;
    pub(super) const IN_FLIGHT: u32 = 271_316_754;
    pub(super) const ASSESSMENT: u32 = 271_300_099;
    pub(super) const TEEN_MODE: u32 = 268_560_785;
    pub(super) const OVERDUE: u32 = 271_299_627;
    pub(super) const ORDER_NOT_EXIST: u32 = 271_317_510;
    pub(super) const NO_AUTH: u32 = 268_503_786;
    pub(super) const APPID_NOT_BOUND: u32 = 271_302_149;
    pub(super) const INVALID_STATE: u32 = 271_302_262;
    pub(super) const ORDER_CANCELED: u32 = 271_302_333;
    pub(super) const NOT_CANCELLABLE: u32 = 271_316_592;
    pub(super) const TRADE_ERROR: u32 = 271_316_574;
    pub(super) const ABOVE_CAP: u32 = 271_316_656;
    pub(super) const END_BEFORE_START: u32 = 271_316_637;
    pub(super) const FREQUENCY: u32 = 268_435_472;
    // Upstream's on the confirmation page.
    pub(super) const OTHER_USER: u32 = 271_314_188;
    pub(super) const PACKAGE: u32 = 271_314_186;
    // Ours, in upstream's ranges.
    pub(super) const ORDER_DONE: u32 = 271_316_502;
    pub(super) const NOT_AUTHORIZED: u32 = 271_300_101;
    pub(super) const REFUND: u32 = 268_483_601;
    pub(super) const REFUND_NOT_FOUND: u32 = 268_483_602;
    pub(super) const NOT_ENOUGH: u32 = 268_483_603;
    pub(super) const ACCOUNT_ABNORMAL: u32 = 268_483_604;
    pub(super) const NO_STATEMENT: u32 = 268_483_605;
    pub(super) const STATEMENT_CREATING: u32 = 268_483_606;
    pub(super) const DOWNLOAD: u32 = 268_483_607;
    pub(super) const SUPERSEDED: u32 = 271_300_102;
    pub(super) const ORDERS_UNDER_WAY: u32 = 271_300_103;
    pub(super) const SYSTEM_ERROR: u32 = 268_435_457;
    pub(super) const NOT_FOUND: u32 = 270_924_404;
}

impl Refusal {
    fn new(status: u16, code: &str, number: u32, message: impl Into<String>) -> Self {
        let body = ErrorBody { code: code.to_owned(), message: message.into(), detail: None };
        Self { status, number, body, explanation: None }
    }

    /// The body as it is sent.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let explained = Explained { body: &self.body, explanation: self.explanation.as_ref() };
        serde_json::to_vec(&explained).unwrap_or_default()
    }

    fn with_detail(mut self, detail: Value) -> Self {
        self.body.detail = Some(detail);
        self
    }

    /// 400: a field that breaks its declaration or a rule.
    pub(crate) fn violation(violation: &Violation) -> Self {
        Self::new(400, "PARAM_ERROR", number::PARAM_ERROR, violation.message()).with_detail(violation.detail())
    }

    /// 400: a body that cannot be had.
    pub(crate) fn no_body(reason: impl Into<String>) -> Self {
        Self::violation(&Violation::unreadable(Location::Body, reason))
    }

    /// 408: a body that is not waited for any longer.
    pub(crate) fn body_too_slow(reason: &str) -> Self {
        Self { status: 408, ..Self::no_body(reason) }
    }

    /// 401: not signed, or not rightly.
    pub(crate) fn sign_error(message: &str, detail: Option<Value>) -> Self {
        let refusal = Self::new(401, "SIGN_ERROR", number::SIGN_ERROR, message);
        match detail {
            Some(detail) => refusal.with_detail(detail),
            None => refusal,
        }
    }

    /// 401: an Authorization header that cannot be read.
    pub(crate) fn unreadable_authorization(message: &str, detail: Value) -> Self {
        Self::new(401, "SIGN_ERROR", number::UNREADABLE_AUTHORIZATION, message).with_detail(detail)
    }

    /// 404: no platform certificate for a merchant that uses the public key only.
    pub(crate) fn no_platform_certificate() -> Self {
        let message = "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。可查看指引https://pay.weixin.qq.com/doc/v3/merchant/4012153196";
        Self::new(404, "RESOURCE_NOT_EXISTS", number::NOT_FOUND, message)
    }

    /// 404 and 405: no such operation.
    pub(crate) fn no_such_operation(status: u16, method: &str, path: &str) -> Self {
        let (code, what) =
            if status == 405 { ("METHOD_NOT_ALLOWED", "请求方法") } else { ("NOT_FOUND", "请求地址") };
        Self::new(status, code, number::NOT_FOUND, format!("{what}不存在：{method} {path}"))
    }

    /// 404: no such order.
    pub(crate) fn order_not_found() -> Self {
        Self::new(404, "ORDER_NOT_EXIST", number::ORDER_NOT_EXIST, "查询单据不存在")
    }

    /// 404: no such payment or refund.
    fn not_exists(message: &str) -> Self {
        Self::new(404, "RESOURCE_NOT_EXISTS", number::REFUND_NOT_FOUND, message)
    }

    /// 400: a bill's address that was not used in time.
    pub(crate) fn download_expired() -> Self {
        Self::new(400, "INVALID_REQUEST", number::DOWNLOAD, "下载链接过期，请重新请求文件下载")
    }

    /// 403: another merchant's bill.
    pub(crate) fn not_your_download() -> Self {
        Self::new(403, "NO_AUTH", number::NO_AUTH, "请求的商户与申请账单的商户不一致")
    }

    /// 403: a deduction that the merchant asked for found no money. It was made, and did not lead anywhere.
    pub(crate) fn deduction_failed() -> Self {
        Self::new(403, "TRADE_ERROR", number::TRADE_ERROR, "支付分扣款失败")
    }

    /// 429.
    pub(crate) fn frequency_limited() -> Self {
        Self::new(429, "FREQUENCY_LIMITED", number::FREQUENCY, "频率超限，请求量不要超过接口调用频率限制")
    }

    /// 500: ours.
    pub(crate) fn system_error() -> Self {
        Self::new(500, "SYSTEM_ERROR", number::SYSTEM_ERROR, "系统异常，请稍后重试")
    }

    /// What a rejection becomes; `names` says what its fields are called here.
    pub(crate) fn of(rejection: &Rejection, names: &FieldNames) -> Self {
        if let Some(violation) = as_violation(rejection, names) {
            let number = match rejection {
                Rejection::AboveCap { .. } => number::ABOVE_CAP,
                Rejection::EndBeforeStart { .. } => number::END_BEFORE_START,
                _ => number::PARAM_ERROR,
            };
            return Self { number, ..Self::violation(&violation) };
        }
        if let Some(refusal) = Self::of_refund_or_bill(rejection) {
            return refusal;
        }
        let invalid = |number, message: &str| Self::new(400, "INVALID_REQUEST", number, message);
        match rejection {
            Rejection::AppidNotBound { .. } => {
                Self::new(403, "NO_AUTH", number::APPID_NOT_BOUND, "商户暂无权限使用此服务")
                    .with_detail(reason(rejection))
            }
            Rejection::NotASubMerchant { .. }
            | Rejection::ServiceNotGranted { .. }
            | Rejection::ConfirmationMode { .. }
            | Rejection::NothingToAuthorize => {
                Self::new(403, "NO_AUTH", number::NO_AUTH, "商户暂无权限使用此服务").with_detail(reason(rejection))
            }
            Rejection::NotAChannel { .. } => {
                let message = "从业机构与渠道商户号之间不存在渠道关系，请检查渠道商户号是否正确";
                invalid(number::NO_AUTH, message).with_detail(reason(rejection))
            }
            Rejection::NoDeduction => Self::new(404, "ORDER_NOT_EXIST", number::ORDER_NOT_EXIST, "扣款单不存在"),
            Rejection::BindingNotGranted { .. } => {
                Self::new(403, "NO_AUTH", number::NO_AUTH, "商户暂无权限，绑定失败").with_detail(reason(rejection))
            }
            Rejection::OrderNotFound => Self::order_not_found(),
            Rejection::PermissionNotFound => {
                Self::new(404, "ORDER_NOT_EXIST", number::ORDER_NOT_EXIST, "请求操作的授权记录不存在")
            }
            Rejection::ReentryDiffers => Self::new(400, "PARAM_ERROR", number::REENTRY, "订单重入参数校验失败"),
            Rejection::OrderCanceled => Self::new(400, "ORDER_CANCELED", number::ORDER_CANCELED, "单据已取消"),
            Rejection::OrderDone => Self::new(400, "ORDER_DONE", number::ORDER_DONE, "订单已完成"),
            Rejection::NotCompletable => invalid(number::INVALID_STATE, "当前订单状态不合法"),
            Rejection::NotCancellable => {
                Self::new(400, "PARAM_ERROR", number::NOT_CANCELLABLE, "当前订单状态不满足撤销条件")
            }
            Rejection::InvalidState => Self::new(400, "INVALID_ORDER_STATE", number::INVALID_STATE, "单据状态错误"),
            Rejection::PlanStopped => invalid(number::INVALID_STATE, "支付分计划已停止，无法签约"),
            Rejection::SignPlanUnsigned => invalid(number::INVALID_STATE, "用户未签约此计划"),
            Rejection::PlanDetailInUse { .. } => invalid(number::INVALID_STATE, "签约计划存在服务中的订单"),
            Rejection::PlanDetailOutOfTurn { .. } => invalid(number::INVALID_STATE, "签约计划详情必须按序号依次使用"),
            Rejection::DeductionInFlight => invalid(number::IN_FLIGHT, "单据正在扣款中,请稍后再试"),
            Rejection::PackageExpired => invalid(number::PACKAGE, "订单跳转信息已失效，请重新获取package"),
            Rejection::TokenExpired => invalid(number::PACKAGE, "预授权token已失效，请重新获取"),
            Rejection::Superseded => invalid(number::SUPERSEDED, "商户解除授权的授权码不是这个用户签约的授权"),
            Rejection::OrdersUnderWay(_) => invalid(number::ORDERS_UNDER_WAY, "存在未完成订单"),
            Rejection::NotAuthorized => invalid(number::NOT_AUTHORIZED, "用户未授权此服务"),
            Rejection::TeenMode => invalid(number::TEEN_MODE, "已开启青少年模式支付限额，暂无法使用支付分先用后付服务"),
            Rejection::OverdueOrders => invalid(number::OVERDUE, "存在待处理的超时未支付订单"),
            Rejection::AssessmentFailed => invalid(number::ASSESSMENT, "综合评估未通过"),
            Rejection::TooManyOrders { .. } => {
                invalid(number::ASSESSMENT, "综合评估未通过").with_detail(reason(rejection))
            }
            Rejection::OtherUser => invalid(number::OTHER_USER, "订单不属于当前用户"),
            // Every rejection that names a field was dealt with above.
            _ => Self::new(400, "PARAM_ERROR", number::PARAM_ERROR, rejection.to_string()),
        }
    }

    /// What a rejection of a refund or of a bill becomes.
    fn of_refund_or_bill(rejection: &Rejection) -> Option<Self> {
        let invalid = |message: &str| Self::new(400, "INVALID_REQUEST", number::REFUND, message);
        Some(match rejection {
            Rejection::PaymentNotFound => Self::not_exists("订单不存在"),
            Rejection::RefundNotFound => Self::not_exists("退款单不存在"),
            Rejection::RefundReentryDiffers | Rejection::RefundTotalDiffers { .. } => {
                invalid("订单金额或退款金额与之前请求不一致，请核实后再试").with_detail(reason(rejection))
            }
            Rejection::RefundSettled(_) => invalid("退款单状态不允许").with_detail(reason(rejection)),
            Rejection::RefundTooLate(_) => invalid("订单已经超过退款期限").with_detail(reason(rejection)),
            Rejection::FullyRefunded => invalid("订单已全额退款"),
            Rejection::AboveRefundable { .. } => invalid("累计退款金额大于支付金额").with_detail(reason(rejection)),
            Rejection::TooManyRefunds => invalid("该订单部分退款次数已达上限"),
            Rejection::NotEnough => {
                Self::new(403, "NOT_ENOUGH", number::NOT_ENOUGH, "基本账户余额不足，请充值后重新发起")
            }
            Rejection::UserAccountAbnormal => {
                Self::new(403, "USER_ACCOUNT_ABNORMAL", number::ACCOUNT_ABNORMAL, "用户账号异常或已注销")
            }
            Rejection::NoBill => Self::new(400, "NO_STATEMENT_EXIST", number::NO_STATEMENT, "请求的账单文件不存在"),
            Rejection::BillNotReady(_) => {
                Self::new(400, "STATEMENT_CREATING", number::STATEMENT_CREATING, "账单生成中")
                    .with_detail(reason(rejection))
            }
            _ => return None,
        })
    }
}

/// A field that a rejection names: where it is, upstream's words for what is wrong with it, and what was given.
type Named = (Vec<String>, String, Value);

fn named(path: &[&str], message: impl Into<String>, given: impl Into<Value>) -> Named {
    (path.iter().map(|segment| (*segment).to_owned()).collect(), message.into(), given.into())
}

/// The field that a rejection names, what was given, and upstream's words for it.
fn as_violation(rejection: &Rejection, names: &FieldNames) -> Option<Violation> {
    let (path, message, value) = of_identity(rejection)
        .or_else(|| of_times(rejection, names))
        .or_else(|| of_charges(rejection, names))
        .or_else(|| plans::named_field(rejection))
        .or_else(|| of_refunds_and_bills(rejection))?;
    let issue = rejection.to_string();
    Some(Violation {
        location: names.location,
        path,
        label: "",
        issue: Box::new(Issue::Rule { message, issue }),
        value,
    })
}

/// Who calls, for whom, about which order.
fn of_identity(rejection: &Rejection) -> Option<Named> {
    Some(match rejection {
        Rejection::QueryKeys => named(&["out_order_no"], "商户服务订单号和回跳查询ID必须且只能填写一个", Value::Null),
        Rejection::OpenidMissing => named(&["openid"], "免确认订单用户标识必填", Value::Null),
        Rejection::PermissionChoice => {
            named(&["authorization_code"], "授权协议号与用户标识必须且只能填写一个", Value::Null)
        }
        Rejection::LevelVersionUnknown(given) => named(&["risk_level_version"], "分层版本不存在", *given),
        Rejection::OpenidChoice => named(&["openid"], "openid与sub_openid必须且只能填写一个", Value::Null),
        Rejection::SubAppidMissing => named(&["sub_appid"], "填写sub_openid时，子商户应用ID必填", Value::Null),
        Rejection::MchidDiffers(given) => {
            named(&["mchid"], "http header中的mchid与post payload中的mchid不匹配", given.as_str())
        }
        Rejection::IdentityMalformed { field, .. } => named(&[field], "用户身份信息格式错误", Value::Null),
        Rejection::UnknownUser { openid } => named(&["openid"], "用户标识与公众账号ID不匹配", openid.as_str()),
        Rejection::UnknownSubUser(sub_openid) => {
            named(&["sub_openid"], "用户标识与子商户应用ID不匹配", sub_openid.as_str())
        }
        Rejection::OrderAppidDiffers { given } => named(&["appid"], "公众账号ID与创建订单时不一致", given.as_str()),
        Rejection::OrderServiceDiffers { given } => named(&["service_id"], "服务ID与创建订单时不一致", given.as_str()),
        Rejection::CurrencyDiffers { given, .. } => {
            named(&["currency"], "货币类型与收款商户的结算币种不一致", given.as_str())
        }
        Rejection::DeductionNoUsed { given } => {
            named(&["out_trade_no"], "商户扣款单号已使用，请更换单号重新登记", given.as_str())
        }
        Rejection::FinishTicketWrong { given } => named(&["finish_ticket"], "校验完结凭证错误", given.as_str()),
        _ => return None,
    })
}

/// When.
fn of_times(rejection: &Rejection, names: &FieldNames) -> Option<Named> {
    Some(match rejection {
        Rejection::EndBeforeStart { end, .. } => named(names.end_time, "真实结束时间小于预计开始时间", end.as_str()),
        Rejection::StartInPast { start } => named(
            names.start_time,
            "服务开始时间不能早于调用接口时间，或传入固定值OnAccept表示用户确认订单成功时间为服务开始时间",
            start.as_str(),
        ),
        Rejection::OnAcceptUnconfirmed => named(names.start_time, "服务开始时间格式不合法", "OnAccept"),
        Rejection::EndTimeMissing => named(names.end_time, "创建订单未填写服务结束时间，则结束时间必填", Value::Null),
        Rejection::PrecisionDiffers => named(names.end_time, "服务开始时间与结束时间精度必须一致", Value::Null),
        Rejection::EndInFuture { end } => named(names.end_time, "实际结束时间不能晚于使用完结接口的时间", end.as_str()),
        Rejection::PaidInFuture { paid_time } => {
            named(&["detail", "paid_time"], "收款成功时间不能晚于调用接口的时间", paid_time.as_str())
        }
        Rejection::PrepaidTooSoon { given, earliest } => {
            named(&["prepaid_time"], format!("预计扣费时间不能早于{earliest}"), given.as_str())
        }
        _ => return None,
    })
}

/// What it costs.
fn of_charges(rejection: &Rejection, names: &FieldNames) -> Option<Named> {
    Some(match rejection {
        Rejection::PaymentNameTwice { index, name } => {
            named(&[names.payments, &index.to_string(), names.payment_name], "付费项目名称重复", name.as_str())
        }
        Rejection::DiscountNameTwice { index, name } => {
            named(&[names.discounts, &index.to_string(), names.discount_name], "优惠名称重复", name.as_str())
        }
        Rejection::TotalMismatch { given, .. } => named(&["total_amount"], "最终总金额计算非法", given.get()),
        Rejection::CancelReasonMissing => named(&["cancel_reason"], "取消原因必填", Value::Null),
        Rejection::UnusedButCharged { given } => named(&["total_amount"], "取消订单时总金额必须为0", given.get()),
        Rejection::NotBelow { given, .. } => named(&["total_amount"], "修改后的总金额必须小于当前总金额", given.get()),
        Rejection::AboveCap { field, given, .. } => {
            let path: Vec<&str> = field.split('.').collect();
            named(&path, "总金额超过此服务的服务风险金额", given.get())
        }
        _ => return None,
    })
}

/// Refunds and bills.
fn of_refunds_and_bills(rejection: &Rejection) -> Option<Named> {
    Some(match rejection {
        Rejection::RefundKeys => {
            named(&["transaction_id"], "微信支付订单号和商户订单号必须且只能填写一个", Value::Null)
        }
        Rejection::RefundAboveTotal { given, .. } => {
            named(&["amount", "refund"], "退款金额大于原订单金额", given.get())
        }
        Rejection::RefundSourcesMismatch { .. } => {
            named(&["amount", "from"], "退款出资金额之和与退款金额不一致", Value::Null)
        }
        Rejection::BillDateUnreadable(given) => named(&["bill_date"], "账单日期格式错误", given.as_str()),
        Rejection::BillTooOld(given) => named(&["bill_date"], "仅支持三个月内的账单下载申请", given.as_str()),
        _ => return None,
    })
}

/// What exactly is wrong, where upstream's message would leave one guessing.
fn reason(rejection: &Rejection) -> Value {
    serde_json::json!({ "issue": rejection.to_string() })
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
        Self::system_error()
    }
}

impl From<CommitError> for Refusal {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => Self::system_error(),
            CommitError::Store(error) => error.into(),
        }
    }
}
