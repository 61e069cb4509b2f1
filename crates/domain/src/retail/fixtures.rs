//! Test orders, one for each row of the state table. They come about through commands, the way real ones do.

use super::*;
use crate::merchant::{Service, ServiceKind};
use crate::service_order::Sync;
use crate::service_order::fixtures::{CAP, discount, payment};
use crate::testing::{HOUR, MINUTE, NOON, at, at_slow_bank, candidate, ctx, second, user};
use crate::user::Behaviour;

pub(crate) fn service(needs_user_confirm: bool) -> Service {
    Service { service_id: "500002".into(), kind: ServiceKind::SmartRetail, risk_cap: CAP, needs_user_confirm }
}

/// 50 yuan at risk, from the moment of confirmation.
pub(crate) fn terms() -> Terms {
    Terms {
        kind: RetailKind::SmartRetail,
        key: OrderKey::new("1230000109", "cabinet-1"),
        appid: "wxd678efh567hg6787".into(),
        service_id: "500002".into(),
        service_start_time: Some(ServiceTime::OnAccept),
        service_end_time: None,
        service_start_location: Some("A1".into()),
        service_end_location: None,
        service_introduction: Some("智能货柜".into()),
        fees: Vec::new(),
        discounts: Vec::new(),
        risk_amount: Some(Fen::new(5_000)),
        attach: None,
        need_user_confirm: true,
        openid: None,
        identity_mark: None,
    }
}

/// The same for a service whose user has agreed once and for all.
pub(crate) fn unconfirmed_terms() -> Terms {
    Terms { need_user_confirm: false, openid: Some("o-user".into()), ..terms() }
}

/// 3 yuan less 1, after half an hour. The ticket is that of orders created by [`ctx`].
pub(crate) fn complete_command() -> Complete {
    Complete {
        at: NOON,
        finish_type: FinishType::Used,
        cancel_reason: None,
        real_service_start_time: None,
        real_service_end_time: second(HOUR / 2),
        real_service_end_location: None,
        fees: vec![payment("可乐", 300)],
        discounts: vec![discount("满减", 100)],
        total_amount: Fen::new(200),
        finish_ticket: ctx().draw.finish_ticket(),
        profit_sharing: None,
    }
}

pub(crate) fn free_command() -> Complete {
    Complete { fees: vec![payment("可乐", 100)], total_amount: Fen::ZERO, ..complete_command() }
}

/// Nothing was taken.
pub(crate) fn unused_command() -> Complete {
    Complete {
        finish_type: FinishType::NotUsed,
        cancel_reason: Some("未取货".into()),
        real_service_end_time: None,
        fees: Vec::new(),
        discounts: Vec::new(),
        total_amount: Fen::ZERO,
        ..complete_command()
    }
}

pub(crate) fn cancel_command() -> Cancel {
    Cancel { reason: "柜门故障".into() }
}

/// The order after these events.
pub(crate) fn after(order: &RetailOrder, events: Result<Vec<Event>, Rejection>) -> RetailOrder {
    let mut order = order.clone();
    for event in events.expect("a fixture's command is accepted") {
        order.apply(&event);
    }
    order
}

pub(crate) fn created() -> RetailOrder {
    create(terms(), &service(true), None, &ctx()).expect("a fixture is created")
}

pub(crate) fn accepted() -> RetailOrder {
    let order = created();
    after(&order, confirm(&order, &candidate(&user(Behaviour::PaysAtOnce)), &at(MINUTE)))
}

/// Completed half an hour after noon.
pub(crate) fn completed(command: &Complete, payer: Behaviour, deduction_seconds: i64) -> RetailOrder {
    let order = accepted();
    let ctx = at_slow_bank(HOUR / 2, deduction_seconds);
    after(&order, complete(&order, command, &service(true), payer, &ctx))
}

/// Owes 2 yuan; the second deduction starts five minutes later.
pub(crate) fn finished() -> RetailOrder {
    completed(&complete_command(), Behaviour::PaysOnThirdAttempt, 0)
}

/// Paid at the counter, half an hour after noon.
pub(crate) fn sync_command() -> Sync {
    Sync { paid_time: NOON.plus(HOUR / 2) }
}

/// Owed, and then paid at the counter.
pub(crate) fn synced() -> RetailOrder {
    let order = finished();
    after(&order, sync(&order, &sync_command(), &at(HOUR)))
}

pub(crate) fn revoked() -> RetailOrder {
    let order = created();
    after(&order, cancel(&order, &cancel_command()))
}

pub(crate) fn expired() -> RetailOrder {
    let order = created();
    let event = on_due(&order, Behaviour::PaysAtOnce, &at(HOUR)).expect("due");
    after(&order, Ok(vec![event]))
}
