//! Test sign plans, one for each row of the state table. They come about through commands, the way real ones do.

use super::*;
use crate::Order;
use crate::context::Context;
use crate::ids::OrderKey;
use crate::plan::fixtures::{normal, service};
use crate::record::{Record, RecordEvent};
use crate::service_order::{self, Cancel, Complete, Location, ServiceOrder, TimeRange};
use crate::testing::{HOUR, MINUTE, at, candidate, ctx, second, user};
use crate::user::Behaviour;

/// Of the three lessons of the test plan.
pub(crate) fn terms() -> Terms {
    let numbered = |detail_no: i64| Numbered { detail_no, out_order_no: format!("lesson-{detail_no}").into() };
    Terms {
        mchid: "1230000109".into(),
        merchant_sign_plan_no: "sign-1".into(),
        appid: "wxd678efh567hg6787".into(),
        service_id: "500005".into(),
        party: Party::Direct,
        plan_id: normal().plan_id,
        signer: Signer::Openid("o-user".into()),
        notify_url: "http://127.0.0.1/notify".into(),
        numbers: (1..=3).map(numbered).collect(),
    }
}

/// What lesson number `detail_no` is used with.
pub(crate) fn using(detail_no: i64) -> Use {
    Use {
        detail_no,
        key: OrderKey::new("1230000109", format!("lesson-{detail_no}").as_str()),
        appid: "wxd678efh567hg6787".into(),
        service_id: "500005".into(),
        party: Party::Direct,
        signer: Signer::Openid("o-user".into()),
        service_introduction: "瑜伽课".into(),
        time_range: TimeRange { start: second(0), end: second(HOUR), ..TimeRange::default() },
        location: Location::default(),
        attach: None,
        notify_url: "http://127.0.0.1/orders".into(),
    }
}

pub(crate) fn unsigned() -> SignPlan {
    create(terms(), Some(&normal()), None, &ctx()).expect("a fixture is created")
}

/// The sign plan after these events.
pub(crate) fn after(sign_plan: &SignPlan, events: Result<Vec<Event>, Rejection>) -> SignPlan {
    let mut sign_plan = sign_plan.clone();
    for event in events.expect("a fixture's command is accepted") {
        sign_plan.apply(&event);
    }
    sign_plan
}

pub(crate) fn signed() -> SignPlan {
    let sign_plan = unsigned();
    after(&sign_plan, sign(&sign_plan, &normal(), &user(Behaviour::PaysAtOnce), &at(MINUTE)))
}

/// Lesson number `detail_no` in use, and its order.
pub(crate) fn started(sign_plan: &SignPlan, detail_no: i64, ctx: &Context) -> (SignPlan, ServiceOrder) {
    let terms = order_terms(sign_plan, using(detail_no)).expect("a fixture's order");
    let payer = user(Behaviour::PaysAtOnce);
    let (order, event) = start(sign_plan, detail_no, terms, &candidate(&payer), ctx).expect("a fixture starts");
    (after(sign_plan, Ok(vec![event])), order)
}

/// What the order's events leave of the sign plan, the way they reach it from a store.
pub(crate) fn followed(sign_plan: &SignPlan, order: ServiceOrder, events: Vec<service_order::Event>) -> SignPlan {
    let mut sign_plan = Record::from(sign_plan.clone());
    let mut order = Record::from(Order::Service(Box::new(order)));
    for event in events {
        let event = RecordEvent::from(event);
        order.apply(&event);
        if let Some((key, event)) = order.follow_up(&event, at(HOUR).now) {
            assert_eq!(key, sign_plan.key());
            sign_plan.apply(&event);
        }
    }
    match sign_plan {
        Record::SignPlan(sign_plan) => *sign_plan,
        other => panic!("{other:?} was a sign plan"),
    }
}

pub(crate) fn completion(total: i64) -> Complete {
    Complete {
        at: at(HOUR).now,
        payments: vec![service_order::fixtures::payment("瑜伽课", total)],
        discounts: Vec::new(),
        total_amount: Fen::new(total),
        time_range: TimeRange::default(),
        location: Location::default(),
        profit_sharing: None,
        goods_tag: None,
        device: None,
        complete_time: None,
    }
}

/// The lesson's order completed for so much, and paid if the payer pays.
pub(crate) fn finished(sign_plan: &SignPlan, order: ServiceOrder, total: i64, payer: Behaviour) -> SignPlan {
    let events = service_order::complete(&order, &completion(total), &service(), payer, &at(HOUR));
    followed(sign_plan, order, events.expect("a fixture completes"))
}

/// The lesson's order cancelled.
pub(crate) fn dropped(sign_plan: &SignPlan, order: ServiceOrder) -> SignPlan {
    let events = service_order::cancel(&order, &Cancel { reason: "老师生病".into() }).expect("a fixture cancels");
    followed(sign_plan, order, events)
}

/// The first lesson used, the second in use.
pub(crate) fn second_in_use() -> (SignPlan, ServiceOrder) {
    let (sign_plan, order) = started(&signed(), 1, &at(2 * MINUTE));
    let sign_plan = finished(&sign_plan, order, 1_000, Behaviour::PaysAtOnce);
    started(&sign_plan, 2, &at(HOUR))
}

/// Two lessons used, one cancelled.
pub(crate) fn complete() -> SignPlan {
    let (sign_plan, order) = second_in_use();
    let sign_plan = dropped(&sign_plan, order);
    let (sign_plan, order) = started(&sign_plan, 3, &at(HOUR));
    finished(&sign_plan, order, 600, Behaviour::PaysAtOnce)
}

pub(crate) fn stopped_by_merchant() -> SignPlan {
    let sign_plan = signed();
    after(&sign_plan, stop(&sign_plan, "用户协商后停止", &at(HOUR)))
}

pub(crate) fn cancelled_by(by: CancelledBy) -> SignPlan {
    let sign_plan = signed();
    after(&sign_plan, cancel(&sign_plan, &user(Behaviour::PaysAtOnce), by, &at(HOUR)))
}

pub(crate) fn expired() -> SignPlan {
    let sign_plan = signed();
    let event = on_due(&sign_plan, &Context { now: sign_plan.over_time(), ..ctx() }).expect("due");
    after(&sign_plan, Ok(vec![event]))
}
