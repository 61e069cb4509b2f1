//! What merchants are told, in what words and where; of which events is a rule, `RecordEvent::owes`.

use crate::app::App;
use crate::identity::Account;
use crate::views;
use payscore_domain::notification::{EventType, Notification, Phase};
use payscore_domain::{Moment, Order, OutRefundNo, Permission, Record, RecordEvent, Refunds, refund};

/// The notification that `event` owes, where it owes one. `record` has already taken it in.
pub(crate) fn of(
    app: &App,
    account: &Account,
    record: &Record,
    event: &RecordEvent,
    now: Moment,
) -> Option<Notification> {
    let event_type = event.owes()?;
    let (url, plaintext) = match record {
        Record::Order(order) => of_order(app, account, order, event_type, now),
        Record::Permission(permission) => of_permission(account, permission, event_type),
        Record::SignPlan(sign_plan) => {
            let view = views::sign_plan::current(sign_plan);
            (Some(sign_plan.terms.notify_url.clone()), serde_json::to_string(&view))
        }
        // Who gives no address wants to be told nothing.
        Record::ServiceAccount(application) => {
            let url = application.terms.result_notify_url.clone()?;
            (Some(url), serde_json::to_string(&views::service_account::notice(application)))
        }
        Record::Refunds(refunds) => of_refund(account, refunds, event)?,
        Record::Plan(_) | Record::RefundNumber(_) => return None,
    };
    let plaintext =
        plaintext.inspect_err(|error| tracing::error!(%error, "a notification could not be written")).ok()?;
    let key = record.key();
    // Whoever forwards notifications needs no address.
    let goes_somewhere = url.is_some() || app.listening.takes(key.mchid.as_str(), event_type);
    Some(Notification {
        id: app.entropy.uuid(),
        mchid: key.mchid,
        subject: subject(event).map_or(key.number, ToString::to_string),
        event_type,
        phase: Phase::new(goes_somewhere, now),
        url: url.unwrap_or_default(),
        created_at: now,
        plaintext,
    })
}

/// Where to, and the resource before encryption.
type Words = (Option<String>, serde_json::Result<String>);

fn of_order(app: &App, account: &Account, order: &Order, event_type: EventType, now: Moment) -> Words {
    match order {
        Order::Service(order) => {
            let plaintext = match event_type {
                EventType::MchPrepay => {
                    serde_json::to_string(&views::prepay::notice(order, app.entropy.alphanumeric(32), now))
                }
                EventType::UserPaid => serde_json::to_string(&views::service_order::paid_notice(order)),
                _ => serde_json::to_string(&views::service_order::confirm_notice(order)),
            };
            // A direct completion may name no address: then the merchant's setting counts, too.
            let url = Some(order.terms.notify_url.clone()).filter(|url| !url.is_empty());
            (url.or_else(|| account.settings().notify_url), plaintext)
        }
        // These operations have no notify_url of their own: the merchant's setting counts.
        Order::Retail(order) => (account.settings().notify_url, serde_json::to_string(&views::retail::current(order))),
    }
}

fn of_refund(account: &Account, refunds: &Refunds, event: &RecordEvent) -> Option<Words> {
    let refund = refunds.get(subject(event)?)?;
    let url = refund.ask.notify_url.clone().or_else(|| account.settings().notify_url);
    Some((url, serde_json::to_string(&views::refund::notice(refunds, refund))))
}

/// The number of the refund that this happened to: merchants know no number of all refunds of a payment.
fn subject(event: &RecordEvent) -> Option<&OutRefundNo> {
    match event {
        RecordEvent::Refunds(refund::Event::Settled { out_refund_no, .. }) => Some(out_refund_no),
        _ => None,
    }
}

/// The envelope's `original_type`, also what the ciphertext is bound to.
pub(crate) const fn original_type(event_type: EventType) -> &'static str {
    match event_type {
        EventType::RefundSuccess | EventType::RefundClosed | EventType::RefundAbnormal => "refund",
        _ => "payscore",
    }
}

/// Where a pre-authorization named no address, and where there was none, the merchant's setting counts.
fn of_permission(account: &Account, permission: &Permission, event_type: EventType) -> Words {
    let url = permission.terms.notify_url.clone().or_else(|| account.settings().notify_url);
    (url, serde_json::to_string(&views::permission::notice(permission, event_type)))
}

/// The envelope's `summary`, as seen on the wire.
pub(crate) const fn summary(event_type: EventType) -> &'static str {
    match event_type {
        EventType::UserConfirm | EventType::UserAccepted => "微信支付分服务订单用户已确认",
        EventType::UserPaid => "微信支付分服务订单支付成功",
        EventType::UserOpenService => "授权成功",
        EventType::UserCloseService => "解除授权成功",
        EventType::MchPrepay => "商户预下单",
        EventType::UserSignPlan => "用户签约计划成功",
        EventType::UserCancelSignPlan => "用户取消签约计划",
        EventType::BindServiceAccount => "服务账户绑定结果",
        EventType::RefundSuccess => "退款成功",
        EventType::RefundClosed => "退款关闭",
        EventType::RefundAbnormal => "退款异常",
    }
}
