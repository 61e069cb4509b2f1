//! What happened to an order, and around it, in one line of time: its events, the merchant's calls, the notifications
//! with their attempts.

use super::super::words::standing;
use super::money::written;
use crate::app::App;
use crate::console::Ui;
use crate::control::{mchid_of, operation_of};
use crate::journal::Entry;
use payscore_domain::collection::{Channel, CollectionEvent};
use payscore_domain::notification::Phase;
use payscore_domain::{Fen, Moment, Order, OrderEvent, RecordEvent, retail, service_order};
use payscore_store::{Delivery, TimelineEntry};
use payscore_wire::rfc3339;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use std::sync::Arc;

/// A line of the history.
pub(super) struct Item {
    key: (i64, usize, u8),
    /// For machines, and as it is shown.
    pub(super) at: (String, String),
    /// Who or what did it: the name of a mark.
    pub(super) mark: &'static str,
    pub(super) who: &'static str,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) href: Option<String>,
}

/// Who did something.
#[derive(Clone, Copy)]
enum Who {
    Merchant,
    User,
    Bank,
    Time,
    Platform,
}

impl Who {
    fn words(self, ui: &Ui) -> (&'static str, &'static str) {
        let (mark, english, chinese) = match self {
            Self::Merchant => ("info", "merchant", "商户"),
            Self::User => ("good", "user", "用户"),
            Self::Bank => ("warn", "deduction", "扣款"),
            Self::Time => ("", "time", "时间"),
            Self::Platform => ("", "platform", "平台"),
        };
        (mark, ui.pick(&(english, chinese)))
    }
}

/// Where a line belongs besides its time: what calls for an event stands before it, what follows from it after.
mod place {
    pub(super) const CALL: u8 = 0;
    pub(super) const EVENT: u8 = 1;
    pub(super) const NOTICE: u8 = 2;
    pub(super) const ATTEMPT: u8 = 3;
    pub(super) const OTHER: u8 = 4;
}

/// The history, oldest first.
pub(super) fn of(ui: &Ui, app: &App, order: &Order, timeline: &[TimelineEntry], deliveries: &[Delivery]) -> Vec<Item> {
    let events: Vec<(Moment, &OrderEvent)> = timeline.iter().filter_map(order_event).collect();
    let mut items: Vec<Item> = Vec::new();
    for (number, (at, event)) in events.iter().enumerate() {
        let (who, title, detail) = event_words(ui, order, event);
        items.push(Item::new(ui, (at.unix(), number, place::EVENT), who, (title, detail), None));
    }
    let after = |at: i64| events.iter().rposition(|(event, _)| event.unix() <= at).unwrap_or_default();
    let mut claimed = vec![false; events.len()];
    for entry in app.journal.latest().iter().rev().filter(|entry| is_about(entry, order)) {
        let caused = caused_by(entry, &events, &claimed);
        let key = match caused {
            Some(number) => {
                claimed[number] = true;
                (events[number].0.unix(), number, place::CALL)
            }
            None => (entry.service_at, after(entry.service_at), place::OTHER),
        };
        items.push(call(ui, key, entry));
    }
    for delivery in deliveries {
        let notification = &delivery.notification;
        let owes = |entry: &TimelineEntry| {
            entry.at == notification.created_at && entry.event.owes() == Some(notification.event_type)
        };
        let cause = timeline.iter().position(owes).unwrap_or_else(|| after(notification.created_at.unix()));
        items.extend(notice(ui, delivery, cause, after));
    }
    items.sort_by_key(|item| item.key);
    items
}

pub(super) fn order_event(entry: &TimelineEntry) -> Option<(Moment, &OrderEvent)> {
    match &entry.event {
        RecordEvent::Order(event) => Some((entry.at, event)),
        _ => None,
    }
}

impl Item {
    fn new(ui: &Ui, key: (i64, usize, u8), who: Who, (title, detail): (String, String), href: Option<String>) -> Self {
        let (mark, who) = who.words(ui);
        let at = (rfc3339::format(key.0), Moment::from_unix(key.0).spaced());
        Self { key, at, mark, who, title, detail, href }
    }
}

/// The event that a successful call brought about, unless another call has it.
fn caused_by(entry: &Entry, events: &[(Moment, &OrderEvent)], claimed: &[bool]) -> Option<usize> {
    if entry.status >= 300 || entry.method != http::Method::POST {
        return None;
    }
    let path = path_of(entry);
    let verb = path.rsplit('/').next().unwrap_or_default();
    let until = entry.service_at.saturating_add(i64::try_from(entry.took.as_secs()).unwrap_or_default() + 1);
    let fits = |(number, (at, event)): &(usize, &(Moment, &OrderEvent))| {
        !claimed[*number] && (entry.service_at..=until).contains(&at.unix()) && is_result(verb, event)
    };
    events.iter().enumerate().find(fits).map(|(number, _)| number)
}

fn is_result(verb: &str, event: &OrderEvent) -> bool {
    use service_order::Event as Service;
    let asked = |event: &CollectionEvent| match verb {
        "pay" => matches!(event, CollectionEvent::Asked),
        "sync" => matches!(event, CollectionEvent::Paid { attempt: None, .. }),
        _ => false,
    };
    match event {
        OrderEvent::Service(Service::Created) | OrderEvent::Retail(retail::Event::Created) => {
            !["complete", "cancel", "modify", "sync", "pay"].contains(&verb)
        }
        OrderEvent::Service(Service::Completed(_)) | OrderEvent::Retail(retail::Event::Completed(_)) => {
            verb == "complete"
        }
        OrderEvent::Service(Service::Cancelled { .. }) | OrderEvent::Retail(retail::Event::Cancelled { .. }) => {
            verb == "cancel"
        }
        OrderEvent::Service(Service::Modified(_)) => verb == "modify",
        OrderEvent::Service(Service::Collection(event)) | OrderEvent::Retail(retail::Event::Collection(event)) => {
            asked(event)
        }
        _ => false,
    }
}

fn call(ui: &Ui, key: (i64, usize, u8), entry: &Arc<Entry>) -> Item {
    let name = operation_of(entry).map_or_else(|| path_of(entry).to_owned(), ToOwned::to_owned);
    let said: Value = if entry.status < 400 {
        Value::Null
    } else {
        serde_json::from_slice(entry.answered().bytes).unwrap_or_default()
    };
    let text = |field: &str| said[field].as_str().unwrap_or_default().to_owned();
    let detail = format!("{} {}", text("code"), text("message")).trim().to_owned();
    let href = format!("/_payscore/console/requests/{}", utf8_percent_encode(entry.request_id(), NON_ALPHANUMERIC));
    Item::new(ui, key, Who::Merchant, (format!("{} {name} → {}", entry.method, entry.status), detail), Some(href))
}

fn path_of(entry: &Entry) -> &str {
    entry.stripped().split('?').next().unwrap_or_default()
}

/// Whether a call of the order's merchant names it.
fn is_about(entry: &Entry, order: &Order) -> bool {
    let names = names(order);
    let named = |text: &str| names.contains(&text);
    let target = entry.stripped();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let in_path = || path.split('/').any(|part| percent_decode_str(part).decode_utf8().is_ok_and(|part| named(&part)));
    let in_query = || {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        pairs.iter().any(|(_, value)| named(value))
    };
    let in_body = || {
        let body: Value = serde_json::from_slice(entry.received().bytes).unwrap_or_default();
        NAMING.iter().any(|field| body[*field].as_str().is_some_and(named))
    };
    (in_path() || in_query() || in_body()) && mchid_of(entry).is_some_and(|mchid| mchid == order.key().mchid.as_str())
}

/// The fields of a body in which an order is named.
const NAMING: [&str; 4] = ["out_order_no", "out_trade_no", "transaction_id", "query_id"];

fn names(order: &Order) -> Vec<&str> {
    let mut names = vec![order.key().out_order_no.as_str(), order.order_id().as_str()];
    names.extend(order.query_id().map(payscore_domain::QueryId::as_str));
    if let Some(Channel::Wechat { transaction_id }) =
        order.collection().and_then(|collection| collection.receipt()).map(|receipt| &receipt.channel)
    {
        names.push(transaction_id.as_str());
    }
    names
}

fn notice<'a>(
    ui: &'a Ui,
    delivery: &'a Delivery,
    cause: usize,
    after: impl Fn(i64) -> usize + Copy + 'a,
) -> impl Iterator<Item = Item> + 'a {
    let notification = &delivery.notification;
    let id = utf8_percent_encode(&notification.id, NON_ALPHANUMERIC);
    let href = format!("/_payscore/console/notifications/{id}");
    let event = notification.event_type.as_str();
    let standing = standing(notification.phase);
    let mut state = ui.t(standing.english, standing.chinese).to_owned();
    if let Phase::Waiting { due, .. } = notification.phase {
        state = format!("{state}: {}", due.spaced());
    }
    let created = notification.created_at.unix();
    let title = format!("{} {event}", ui.t("Notification", "通知"));
    let first = Item::new(ui, (created, cause, place::NOTICE), Who::Platform, (title, state), Some(href.clone()));
    let attempts = delivery.attempts.iter().map(move |attempt| {
        let at = attempt.at.unix();
        let answer = attempt.status.map_or_else(
            || attempt.error.clone().unwrap_or_default(),
            |status| format!("HTTP {status}, {} ms", attempt.duration_ms),
        );
        let title = format!("{event} · {} {}", ui.t("attempt", "第几次尝试:"), attempt.number);
        let place = if at == created { cause } else { after(at) };
        Item::new(ui, (at, place, place::ATTEMPT), Who::Platform, (title, answer), Some(href.clone()))
    });
    std::iter::once(first).chain(attempts)
}

fn event_words(ui: &Ui, order: &Order, event: &OrderEvent) -> (Who, String, String) {
    use service_order::Event as Service;
    let said = |who, english, chinese, detail: String| (who, ui.t(english, chinese).to_owned(), detail);
    let total = |total: Fen| format!("{} {}", ui.t("total", "总金额"), written(order)(total));
    match event {
        OrderEvent::Service(Service::Created) | OrderEvent::Retail(retail::Event::Created) => {
            said(Who::Merchant, "Created", "创建订单", String::new())
        }
        OrderEvent::Service(Service::PackageRenewed(_)) => {
            said(Who::Merchant, "Got a new package: the old one was an hour old", "重新获取 package", String::new())
        }
        OrderEvent::Service(Service::Confirmed { openid, .. })
        | OrderEvent::Retail(retail::Event::Confirmed { openid, .. }) => {
            said(Who::User, "Confirmed", "确认订单", openid.to_string())
        }
        OrderEvent::Service(Service::Declined { openid }) | OrderEvent::Retail(retail::Event::Declined { openid }) => {
            said(Who::User, "Declined; the order waits on", "拒绝,订单仍待确认", openid.to_string())
        }
        OrderEvent::Service(Service::Completed(completion)) => {
            said(Who::Merchant, "Completed", "完结订单", total(completion.total_amount))
        }
        OrderEvent::Retail(retail::Event::Completed(completion)) => {
            said(Who::Merchant, "Completed", "完结订单", total(completion.total_amount))
        }
        OrderEvent::Service(Service::Reminded { .. }) => {
            said(Who::Merchant, "Told the user of a deduction to come", "发送扣款提醒", String::new())
        }
        OrderEvent::Service(Service::Modified(modification)) => {
            let detail = format!("{}; {}", total(modification.charges.total_amount), modification.reason);
            said(Who::Merchant, "Lowered the amount", "修改订单金额", detail)
        }
        OrderEvent::Service(Service::DeductionRegistered { deduction_no }) => {
            said(Who::Merchant, "Registered a deduction", "登记扣款单号", deduction_no.to_string())
        }
        OrderEvent::Service(Service::PrepayAsked) => {
            said(Who::User, "Wants to pay by hand", "要求主动支付", String::new())
        }
        OrderEvent::Service(Service::Cancelled { reason })
        | OrderEvent::Retail(retail::Event::Cancelled { reason }) => {
            said(Who::Merchant, "Cancelled", "取消订单", reason.clone())
        }
        OrderEvent::Service(Service::Expired) | OrderEvent::Retail(retail::Event::Expired) => {
            said(Who::Time, "Expired: nobody confirmed in time", "超时未确认,订单失效", String::new())
        }
        OrderEvent::Service(Service::Collection(event)) | OrderEvent::Retail(retail::Event::Collection(event)) => {
            money_words(ui, event)
        }
    }
}

fn money_words(ui: &Ui, event: &CollectionEvent) -> (Who, String, String) {
    let number = |attempt: u32| format!("{} {attempt}", ui.t("Deduction", "扣款"));
    match event {
        CollectionEvent::Asked => {
            (Who::Merchant, ui.t("Asked for a deduction now", "请求立即扣款").to_owned(), String::new())
        }
        CollectionEvent::Started { attempt, settles } => {
            let detail = format!("{} {}", ui.t("the bank answers at", "银行答复时间"), settles.spaced());
            (Who::Bank, number(*attempt), detail)
        }
        CollectionEvent::Failed { attempt, next_attempt } => {
            let detail = format!(
                "{} {}",
                ui.t("found no money; the next one comes at", "余额不足;下次扣款时间"),
                next_attempt.spaced()
            );
            (Who::Bank, number(*attempt), detail)
        }
        CollectionEvent::Paid { attempt: Some(attempt), receipt } => (
            Who::Bank,
            number(*attempt),
            format!("{} {}", ui.t("brought the money", "扣款成功"), channel(&receipt.channel)),
        ),
        CollectionEvent::Paid { attempt: None, receipt } => match &receipt.channel {
            Channel::Wechat { .. } => (Who::User, ui.t("Paid", "主动支付").to_owned(), channel(&receipt.channel)),
            Channel::Merchant => {
                let title = ui.t("Reported a payment outside WeChat Pay", "同步线下收款");
                (Who::Merchant, title.to_owned(), receipt.paid_time.spaced())
            }
        },
    }
}

fn channel(channel: &Channel) -> String {
    match channel {
        Channel::Wechat { transaction_id } => transaction_id.to_string(),
        Channel::Merchant => String::new(),
    }
}
