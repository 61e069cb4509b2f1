//! Test orders, one for each row of the state table. They come about through commands, the way real ones do.

use super::*;
use crate::charges::Charges;
use crate::ids::OrderKey;
use crate::merchant::{Service, ServiceKind};
use crate::testing::{HOUR, MINUTE, NOON, at, at_slow_bank, candidate, ctx, second, user};
use crate::user::Behaviour;

pub(crate) const CAP: Fen = Fen::new(10_000);

pub(crate) fn service(needs_user_confirm: bool) -> Service {
    Service { service_id: "500001".into(), kind: ServiceKind::ServiceOrder, risk_cap: CAP, needs_user_confirm }
}

pub(crate) fn payment(name: &str, amount: i64) -> Payment {
    Payment { name: Some(name.into()), amount: Some(amount.into()), ..Payment::default() }
}

pub(crate) fn discount(name: &str, amount: i64) -> Discount {
    Discount { name: Some(name.into()), amount: Some(amount.into()), ..Discount::default() }
}

pub(crate) fn fund(name: RiskFundName, amount: i64) -> Option<RiskFund> {
    Some(RiskFund { name, amount: amount.into(), description: None })
}

/// A deposit of 50 yuan, from the moment of confirmation.
pub(crate) fn terms() -> Terms {
    Terms {
        key: OrderKey::new("1230000109", "order-1"),
        appid: "wxd678efh567hg6787".into(),
        service_id: "500001".into(),
        party: Party::Direct,
        service_introduction: "某某充电宝".into(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: fund(RiskFundName::Deposit, 5_000),
        time_range: TimeRange { start: Some(ServiceTime::OnAccept), ..TimeRange::default() },
        location: Location::default(),
        attach: None,
        notify_url: "http://127.0.0.1/notify".into(),
        openid: None,
        sub_openid: None,
        need_user_confirm: true,
        device: None,
        shopping: None,
    }
}

/// The same for a service whose user has agreed once and for all.
pub(crate) fn unconfirmed_terms() -> Terms {
    Terms { need_user_confirm: false, openid: Some("o-user".into()), ..terms() }
}

/// 3 yuan less 1, after an hour.
pub(crate) fn complete_command() -> Complete {
    Complete {
        at: NOON,
        payments: vec![payment("租借", 300)],
        discounts: vec![discount("满减", 100)],
        total_amount: Fen::new(200),
        time_range: TimeRange { end: second(HOUR), ..TimeRange::default() },
        location: Location::default(),
        profit_sharing: None,
        goods_tag: None,
        device: None,
        complete_time: None,
    }
}

pub(crate) fn free_command() -> Complete {
    Complete { payments: vec![payment("租借", 100)], total_amount: Fen::ZERO, ..complete_command() }
}

pub(crate) fn cancel_command() -> Cancel {
    Cancel { reason: "用户投诉".into() }
}

/// The merchant was paid a minute after the completion.
pub(crate) fn sync_command() -> Sync {
    Sync { paid_time: NOON.plus(HOUR + MINUTE) }
}

/// 1.50 yuan instead of 2.
pub(crate) fn modify_command() -> Modify {
    Modify { charges: charges(250, 100), reason: "用户投诉".into(), device: None }
}

/// 2 yuan, to be deducted in eight days.
pub(crate) fn reminder() -> Reminder {
    Reminder { charges: charges(300, 100), prepaid_time: NOON.plus(8 * 24 * HOUR - 12 * HOUR) }
}

/// So much less so much.
pub(crate) fn charges(price: i64, off: i64) -> Charges {
    Charges {
        payments: vec![payment("租借", price)],
        discounts: vec![discount("满减", off)],
        total_amount: Fen::new(price - off),
    }
}

/// The order after these events.
pub(crate) fn after(order: &ServiceOrder, events: Result<Vec<Event>, Rejection>) -> ServiceOrder {
    let mut order = order.clone();
    for event in events.expect("a fixture's command is accepted") {
        order.apply(&event);
    }
    order
}

pub(crate) fn created() -> ServiceOrder {
    create(terms(), &service(true), None, &ctx()).expect("a fixture is created")
}

pub(crate) fn confirmed() -> ServiceOrder {
    let order = created();
    after(&order, confirm(&order, &candidate(&user(Behaviour::PaysAtOnce)), &at(MINUTE)))
}

/// Completed an hour after noon by a user of that behaviour.
pub(crate) fn completed_by(payer: Behaviour) -> ServiceOrder {
    let order = confirmed();
    after(&order, complete(&order, &complete_command(), &service(true), payer, &at(HOUR)))
}

/// Owes 2 yuan; the second deduction starts five minutes after the hour.
pub(crate) fn paying() -> ServiceOrder {
    completed_by(Behaviour::PaysOnThirdAttempt)
}

/// The first deduction is with the bank until a minute after the hour.
pub(crate) fn in_flight() -> ServiceOrder {
    let order = confirmed();
    let slow = at_slow_bank(HOUR, MINUTE);
    after(&order, complete(&order, &complete_command(), &service(true), Behaviour::PaysAtOnce, &slow))
}

pub(crate) fn free() -> ServiceOrder {
    let order = confirmed();
    after(&order, complete(&order, &free_command(), &service(true), Behaviour::PaysAtOnce, &at(HOUR)))
}

pub(crate) fn synced() -> ServiceOrder {
    let order = paying();
    after(&order, sync(&order, &sync_command(), &at(3 * HOUR)))
}

/// Owes 1.50 yuan by now.
pub(crate) fn modified() -> ServiceOrder {
    let order = paying();
    after(&order, modify(&order, &modify_command()))
}

/// In use; its user was told of the deduction.
pub(crate) fn reminded() -> ServiceOrder {
    let order = confirmed();
    after(&order, remind(&order, Message::Prepaid, &reminder(), &service(true), &at(MINUTE)))
}

/// Cancelled in whatever state it is in.
pub(crate) fn revoked(order: &ServiceOrder) -> ServiceOrder {
    after(order, cancel(order, &cancel_command()))
}

pub(crate) fn expired() -> ServiceOrder {
    let order = created();
    let event = on_due(&order, Behaviour::PaysAtOnce, &at(30 * 24 * HOUR)).expect("due");
    after(&order, Ok(vec![event]))
}
