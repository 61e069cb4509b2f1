//! What merchants are told, in what words and where; of which events is a rule, `RecordEvent::owes`.

use crate::app::App;
use crate::identity::Account;
use crate::views;
use payscore_domain::notification::{EventType, Notification, Phase};
use payscore_domain::{Moment, Order, Record, RecordEvent};

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
        Record::Permission(_) => return None,
    };
    let plaintext =
        plaintext.inspect_err(|error| tracing::error!(%error, "a notification could not be written")).ok()?;
    let key = record.key();
    Some(Notification {
        id: app.entropy.uuid(),
        mchid: key.mchid,
        subject: key.number,
        event_type,
        phase: Phase::new(url.is_some(), now),
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

/// The envelope's `summary`, as seen on the wire.
pub(crate) const fn summary(event_type: EventType) -> &'static str {
    match event_type {
        EventType::UserConfirm | EventType::UserAccepted => "微信支付分服务订单用户已确认",
        EventType::UserPaid => "微信支付分服务订单支付成功",
        EventType::MchPrepay => "商户预下单",
    }
}
