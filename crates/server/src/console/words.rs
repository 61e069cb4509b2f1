//! What several pages say in the same words.

use payscore_domain::notification::{EventType, Phase};
use serde_json::Value;

/// A short coloured mark: its class, and its words in English and Chinese.
pub(super) struct Mark {
    pub(super) class: &'static str,
    pub(super) english: &'static str,
    pub(super) chinese: &'static str,
}

/// Where a notification stands.
pub(super) const fn standing(phase: Phase) -> Mark {
    let (class, english, chinese) = match phase {
        Phase::Waiting { attempt: 1, .. } => ("info", "waiting", "待发送"),
        Phase::Waiting { .. } => ("warn", "will be tried again", "待重试"),
        Phase::Delivered { .. } => ("good", "delivered", "已送达"),
        Phase::GivenUp { .. } => ("bad", "given up", "已放弃"),
        Phase::Unaddressed => ("bad", "no address", "没有地址"),
        Phase::Held { .. } => ("warn", "held", "已扣留"),
        Phase::Dropped { .. } => ("bad", "dropped", "已丢弃"),
    };
    Mark { class, english, chinese }
}

/// What a notification tells, in English and Chinese.
pub(super) const fn event_words(event: EventType) -> (&'static str, &'static str) {
    match event {
        EventType::UserConfirm | EventType::UserAccepted => ("order confirmed", "用户已确认订单"),
        EventType::UserPaid => ("order paid", "订单已支付"),
        EventType::MchPrepay => ("payment by hand asked for", "商户预下单"),
        EventType::UserOpenService => ("service authorized", "用户已授权"),
        EventType::UserCloseService => ("authorization ended", "授权已解除"),
        EventType::UserSignPlan => ("plan signed", "用户已签约"),
        EventType::UserCancelSignPlan => ("signed plan cancelled", "签约已取消"),
        EventType::BindServiceAccount => ("service account decided", "服务账户绑定结果"),
        EventType::RefundSuccess => ("refunded", "退款成功"),
        EventType::RefundClosed => ("refund closed", "退款关闭"),
        EventType::RefundAbnormal => ("refund failed", "退款异常"),
    }
}

/// JSON with indents; whatever else it is, as it is.
pub(super) fn json_text(bytes: &[u8]) -> String {
    let pretty = serde_json::from_slice::<Value>(bytes).and_then(|value| serde_json::to_string_pretty(&value));
    pretty.unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())
}
