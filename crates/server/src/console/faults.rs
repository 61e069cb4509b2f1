//! `/_payscore/console/faults`: the rules in force, and what there is to set.

use super::{Ui, render};
use crate::app::App;
use crate::control::ControlError;
use crate::faults::{CallFault, NotificationFault};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use payscore_api::merchant::media::UPLOADS;
use payscore_api::operations;
use payscore_domain::notification::EventType;
use serde_json::{Map, Value};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "faults.html")]
struct FaultsPage {
    ui: Ui,
    rules: Vec<RuleRow>,
    of_calls: Vec<Told>,
    of_notifications: Vec<Told>,
    operations: Vec<&'static str>,
    events: Vec<&'static str>,
    merchants: Vec<String>,
    /// The request header, with an example.
    header: String,
}

/// A rule in force.
struct RuleRow {
    id: String,
    fault: String,
    /// What narrows it, by the names of the rule's fields.
    only: Vec<(String, String)>,
    left: String,
    struck: String,
    matched: String,
}

/// A fault, in a sentence of both languages.
struct Told {
    name: &'static str,
    english: &'static str,
    chinese: &'static str,
}

/// `GET …/console/faults`
pub(super) async fn show(ui: Ui, State(app): State<Arc<App>>) -> Result<Html<String>, ControlError> {
    let operations = operations().map(|spec| spec.name).chain(UPLOADS.iter().map(|upload| upload.name)).collect();
    render(&FaultsPage {
        ui,
        rules: app.faults.view().into_iter().map(RuleRow::of).collect(),
        of_calls: CallFault::ALL.map(|fault| Told::of(fault.name(), told_of_call(fault))).into(),
        of_notifications: NotificationFault::ALL
            .map(|fault| Told::of(fault.name(), told_of_notification(fault)))
            .into(),
        operations,
        events: EventType::ALL.map(EventType::as_str).into(),
        merchants: app.merchants.all().iter().map(|account| account.merchant.mchid.to_string()).collect(),
        header: format!("Wechatpay-Negative-Test: {}", CallFault::ResetAfterCommit.name()),
    })
}

impl RuleRow {
    fn of(rule: Value) -> Self {
        let mut fields = match rule {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        let mut take = |name: &str| fields.remove(name).map(text).unwrap_or_default();
        let [id, fault, left, struck, matched] = ["id", "fault", "left", "struck", "matched"].map(&mut take);
        // What is left of it says more.
        take("count");
        Self {
            id,
            fault,
            left,
            struck,
            matched,
            only: fields.into_iter().map(|(name, value)| (name, text(value))).collect(),
        }
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

impl Told {
    const fn of(name: &'static str, (english, chinese): (&'static str, &'static str)) -> Self {
        Self { name, english, chinese }
    }
}

const fn told_of_call(fault: CallFault) -> (&'static str, &'static str) {
    match fault {
        CallFault::SystemError => ("500, signed. Nothing was done.", "500，有签名。什么也没做。"),
        CallFault::FrequencyLimited => ("429, signed. Nothing was done.", "429，有签名。什么也没做。"),
        CallFault::SlowAnswer => {
            ("Done; the answer comes late, 6 s if you do not say how late.", "已完成，应答迟到，默认 6 秒。")
        }
        CallFault::ResetBeforeCommit => ("The connection is reset. Nothing was done.", "连接被重置。什么也没做。"),
        CallFault::ResetAfterCommit => ("The connection is reset, and all was done.", "连接被重置，但已完成。"),
        CallFault::WrongSignature => {
            ("Done; the answer's signature is a real one, of another body.", "已完成，应答带着另一个报文的真签名。")
        }
        CallFault::UnknownSerial => {
            ("Done; the answer names a key that nobody has.", "已完成，应答的证书序列号不属于任何密钥。")
        }
        CallFault::SignTest => {
            ("Done; the answer's signature is WeChat Pay's probe.", "已完成，应答的签名是微信支付的签名探测。")
        }
        CallFault::TruncatedBody => {
            ("Done; the connection ends in the middle of the answer.", "已完成，应答只有一半，连接就断了。")
        }
    }
}

const fn told_of_notification(fault: NotificationFault) -> (&'static str, &'static str) {
    match fault {
        NotificationFault::Delay => {
            ("It comes later, by 60 s of the service clock if you do not say.", "迟到，默认 60 秒（服务时钟）。")
        }
        NotificationFault::Duplicate => ("It comes twice, with one id.", "同一通知来两次，id 相同。"),
        NotificationFault::Reorder => (
            "It comes after the next one of the same order, or after 600 s.",
            "在同一订单的下一个通知之后才来，没有下一个则 600 秒后来。",
        ),
        NotificationFault::Drop => {
            ("It is lost on the way; the next attempt follows by the schedule.", "途中丢失，按频率重试。")
        }
        NotificationFault::WrongSignature => {
            ("Its signature is a real one, of another body: refuse it.", "带着另一个报文的真签名，应当拒绝。")
        }
        NotificationFault::SignTest => (
            "WeChat Pay's probe comes first: refuse that, take what follows.",
            "先来签名探测，应当拒绝；随后是通知本身。",
        ),
    }
}
