//! What records of all kinds have in common: handles, several of them in one change, orders in progress.

use super::fixtures::*;
use payscore_domain::permission::Terms;
use payscore_domain::plan::{self, Detail, Offer, Plan};
use payscore_domain::refund::{Ask, Source, Status, refund, settle};
use payscore_domain::service_order::Party;
use payscore_domain::sign_plan::{self, CancelledBy, Numbered, SignPlan, Signer};
use payscore_domain::{
    Fen, Handle, Mchid, OpenId, OrderKey, Paid, Permission, Record, RecordEvent, RecordKey, RecordKind, RefundNumber,
    Refunds, service_account,
};
use payscore_store::{Change, Counted, Listed, Store, Stored, TimelineEntry};
use std::sync::Arc;

fn permission(code: &str) -> Record {
    let user = user().openid;
    Permission::given(Terms::new(MCHID, code, "wx1", "500001"), user, at(0)).into()
}

fn users_handle() -> Handle {
    Permission::of_user(&"500001".into(), &user().openid)
}

/// Both changes as one.
fn together(first: Change, second: Change) -> Change {
    Change { writes: first.writes.into_iter().chain(second.writes).collect(), ..first }
}

fn names(page: &[Listed]) -> Vec<String> {
    page.iter().map(|listed| listed.record.key().number).collect()
}

pub(crate) async fn kinds_have_numbers_of_their_own(store: Arc<dyn Store>) {
    commit(&*store, new_order("A1")).await;
    commit(&*store, new_record(permission("A1"))).await;
    let permission_key = RecordKey::new(MCHID, RecordKind::Permission, "A1");
    assert_eq!(read(&*store, &permission_key).await, Stored { record: permission("A1"), version: 1 });
    assert!(read(&*store, &key("A1")).await.record.as_order().is_some());
    assert_eq!(store.timeline(&permission_key).await.expect("reads")[0].event, permission("A1").created());
    assert_eq!(store.record_by_handle(&MCHID.into(), RecordKind::Order, &users_handle()).await.expect("reads"), None);
}

/// A payment with a refund that was closed and one that the bank has, and what happened to them.
fn refunded() -> (Refunds, Vec<RecordEvent>) {
    let paid = Paid {
        key: order_key("A1"),
        order_id: "1000".into(),
        transaction_id: "4200".into(),
        out_trade_no: "1000".to_owned(),
        appid: "wx1".into(),
        service_id: "500001".into(),
        openid: Some(user().openid),
        sub_mchid: Some(OTHER_MCHID.into()),
        introduction: Some("充电宝".to_owned()),
        attach: None,
        total: Fen::new(300),
        paid_at: at(0),
    };
    let mut refunds = Refunds::none_of(paid, at(0));
    let mut events = Vec::new();
    for number in ["R1", "R2"] {
        let ask = Ask {
            out_refund_no: number.into(),
            amount: Fen::new(100),
            total: Fen::new(300),
            reason: Some("缺货".to_owned()),
            notify_url: None,
            funds_account: None,
            from: vec![Source { account: "AVAILABLE".to_owned(), amount: Fen::new(100) }],
            goods: Vec::new(),
        };
        let asked = refund(&refunds, &ask, &context(at(0))).expect("a refund");
        asked.iter().for_each(|event| refunds.apply(event));
        events.extend(asked);
    }
    let settled = settle(&refunds, &"R1".into(), Status::Closed, &context(at(1))).expect("it is under way");
    settled.iter().for_each(|event| refunds.apply(event));
    events.extend(settled);
    (refunds, events.into_iter().map(Into::into).collect())
}

pub(crate) async fn refunds_are_read_back(store: Arc<dyn Store>) {
    let (refunds, events) = refunded();
    let key = refunds.key();
    let mut change = new_record(refunds.clone().into());
    change.writes[0].events.extend(events.into_iter().map(|event| TimelineEntry { at: at(1), event }));
    let written = change.writes[0].events.clone();
    commit(&*store, change).await;
    assert_eq!(read(&*store, &key).await.into_refunds(), Some(Stored { record: refunds, version: 1 }));
    assert_eq!(store.timeline(&key).await.expect("reads"), written);
    let found = store.record_by_handle(&MCHID.into(), RecordKind::Refunds, &Refunds::by_moved_on(at(0))).await;
    assert!(found.expect("reads").is_some());
    let number = RefundNumber::of(&refunded().0, &refunded().0.refunds[0]);
    commit(&*store, new_record(number.clone().into())).await;
    assert!(conflicts(&store.commit(new_record(number.clone().into())).await), "it is taken");
    assert_eq!(read(&*store, &number.key()).await.record, Record::from(number));
    assert_eq!(store.due_records(at(2), 9).await.expect("reads"), []);
    assert_eq!(store.due_records(at(3), 9).await.expect("reads"), [key]);
}

pub(crate) async fn a_handle_finds_the_newest_and_lists_all(store: Arc<dyn Store>) {
    for code in ["P1", "P2", "P3"] {
        commit(&*store, new_record(permission(code))).await;
    }
    let (mchid, handle) = (Mchid::from(MCHID), users_handle());
    let newest = store.record_by_handle(&mchid, RecordKind::Permission, &handle).await.expect("reads");
    assert_eq!(newest.map(|stored| stored.record), Some(permission("P3")));
    let page = async |before, limit| {
        store.records_by_handle(&mchid, RecordKind::Permission, &handle, before, limit).await.expect("reads")
    };
    let first = page(None, 2).await;
    assert_eq!(names(&first), ["P3", "P2"]);
    assert_eq!(names(&page(first.last().map(|listed| listed.row), 2).await), ["P1"]);
    assert_eq!(names(&page(None, 0).await), Vec::<String>::new());
}

pub(crate) async fn several_records_change_together_or_not_at_all(store: Arc<dyn Store>) {
    commit(&*store, together(new_order("A1"), new_record(permission("P1")))).await;
    let order = read(&*store, &key("A1")).await;
    commit(&*store, confirmation(&order, at(30))).await;
    // The second record is new, the first stale; then the other way round.
    let stale = confirmation(&order, at(40));
    let fresh = new_record(permission("P2"));
    assert!(conflicts(&store.commit(together(stale.clone(), fresh.clone())).await));
    assert!(conflicts(&store.commit(together(fresh, stale)).await));
    let missing = store.record(&RecordKey::new(MCHID, RecordKind::Permission, "P2")).await.expect("reads");
    assert_eq!(missing, None);
    assert_eq!(read(&*store, &key("A1")).await.version, 2);
}

pub(crate) async fn orders_in_progress_are_counted(store: Arc<dyn Store>) {
    let (mchid, openid) = (Mchid::from(MCHID), user().openid);
    let count = async |service: Option<&str>| {
        store.in_progress(&mchid, &openid, service.map(Into::into).as_ref()).await.expect("reads")
    };
    for name in ["A1", "A2", "A3"] {
        commit(&*store, new_order(name)).await;
    }
    assert_eq!(count(None).await, 0, "nobody has confirmed yet");
    for name in ["A1", "A2"] {
        commit(&*store, confirmation(&read(&*store, &key(name)).await, at(30))).await;
    }
    assert_eq!((count(None).await, count(Some("500001")).await, count(Some("500009")).await), (2, 2, 0));
    commit(&*store, cancellation(&read(&*store, &key("A1")).await, "broken")).await;
    assert_eq!(count(None).await, 1);
    let others = OrderKey::new(OTHER_MCHID, "A1");
    commit(&*store, creation(service_order(others.clone(), at(0)))).await;
    commit(&*store, confirmation(&read(&*store, &(&others).into()).await, at(30))).await;
    assert_eq!(count(None).await, 1, "another merchant's orders do not count");
}

pub(crate) async fn orders_in_progress_are_listed(store: Arc<dyn Store>) {
    let (mchid, openid) = (Mchid::from(MCHID), user().openid);
    for name in ["A1", "A2", "A3", "A4"] {
        commit(&*store, new_order(name)).await;
    }
    for name in ["A2", "A1", "A4"] {
        commit(&*store, confirmation(&read(&*store, &key(name)).await, at(30))).await;
    }
    commit(&*store, cancellation(&read(&*store, &key("A4")).await, "broken")).await;
    let list = async |mchid: &Mchid, openid: &OpenId, limit| {
        names(&store.orders_in_progress(mchid, openid, limit).await.expect("reads"))
    };
    assert_eq!(list(&mchid, &openid, 10).await, ["A2", "A1"], "newest first, not by when they were confirmed");
    assert_eq!(list(&mchid, &openid, 1).await, ["A2"]);
    assert_eq!(list(&OTHER_MCHID.into(), &openid, 10).await, [""; 0]);
    assert_eq!(list(&mchid, &"o-other".into(), 10).await, [""; 0]);
}

pub(crate) async fn a_decision_on_another_number_in_progress_conflicts(store: Arc<dyn Store>) {
    for name in ["A1", "A2"] {
        commit(&*store, new_order(name)).await;
    }
    let counting = async |name: &str, openid: OpenId, in_progress: u32| {
        let counted = Counted { mchid: MCHID.into(), openid, service_id: None, in_progress };
        let change = confirmation(&read(&*store, &key(name)).await, at(30));
        store.commit(Change { counted: Some(counted), ..change }).await
    };
    counting("A1", user().openid, 0).await.expect("nothing was in progress");
    assert!(conflicts(&counting("A2", user().openid, 0).await), "one is by now");
    assert_eq!(read(&*store, &key("A2")).await.version, 1);
    counting("A2", user().openid, 1).await.expect("decided anew");
}

fn a_plan() -> Plan {
    let discount_description = Some("享受八折".to_owned());
    let detail =
        Detail { name: "课".into(), original_price: 1000.into(), actual_price: 800.into(), discount_description };
    let offer = Offer {
        name: "瑜伽课".into(),
        duration_days: 30,
        deduction_quantity: 1,
        total_original: 1000.into(),
        total_actual: 800.into(),
        details: vec![detail],
    };
    let terms = plan::Terms {
        mchid: MCHID.into(),
        merchant_plan_no: "P1".into(),
        appid: "wx1".into(),
        service_id: "500005".into(),
        party: Party::Partner { sub_mchid: "1".into(), sub_appid: Some("wx2".into()) },
        offer,
    };
    let service = payscore_domain::Service {
        service_id: "500005".into(),
        kind: payscore_domain::ServiceKind::Plan,
        risk_cap: 1000.into(),
        needs_user_confirm: true,
    };
    plan::create(terms, &service, &context(at(0))).expect("the terms are in order")
}

fn a_sign_plan(plan: &Plan) -> SignPlan {
    let terms = sign_plan::Terms {
        mchid: MCHID.into(),
        merchant_sign_plan_no: "P1".into(),
        appid: "wx1".into(),
        service_id: "500005".into(),
        party: plan.terms.party.clone(),
        plan_id: plan.plan_id.clone(),
        signer: Signer::SubOpenid(user().openid),
        notify_url: "http://127.0.0.1:1/notify".into(),
        numbers: vec![Numbered { detail_no: 1, out_order_no: "A1".into() }],
    };
    sign_plan::create(terms, Some(plan), None, &context(at(0))).expect("the terms are in order")
}

/// The record is read back as it is after each of these events, by its handles, and so is its timeline.
async fn lives(store: &dyn Store, record: Record, events: Vec<payscore_domain::RecordEvent>) {
    commit(store, new_record(record.clone())).await;
    let mut expected = Stored { record, version: 1 };
    let mut happened = vec![expected.record.created()];
    for event in events {
        let read = read(store, &expected.record.key()).await;
        assert_eq!(read, expected);
        expected.record.apply(&event);
        expected.version += 1;
        happened.push(event.clone());
        let line = payscore_store::TimelineEntry { at: at(1), event };
        let write = payscore_store::Write {
            record: expected.record.clone(),
            read_version: Some(read.version),
            events: vec![line],
            new_handles: Vec::new(),
        };
        commit(store, Change { writes: vec![write], ..Change::default() }).await;
    }
    let key = expected.record.key();
    for handle in expected.record.handles() {
        let found = store.record_by_handle(&key.mchid, key.kind, &handle).await.expect("reads");
        assert_eq!(found.as_ref(), Some(&expected), "{handle:?}");
    }
    let timeline = store.timeline(&key).await.expect("reads");
    assert_eq!(timeline.into_iter().map(|line| line.event).collect::<Vec<_>>(), happened);
}

pub(crate) async fn plans_sign_plans_and_applications_are_read_back(store: Arc<dyn Store>) {
    let plan = a_plan();
    let sign_plan = a_sign_plan(&plan);
    let stopped = plan::stop(&plan, &context(at(1))).into_iter().map(Into::into).collect();
    lives(&*store, plan.into(), stopped).await;

    let cancellation = sign_plan::Cancellation { by: CancelledBy::User, reason: String::new(), at: at(4) };
    let events = [
        sign_plan::Event::Signed { at: at(1) },
        sign_plan::Event::DetailStarted { detail_no: 1, order_id: "1000".into(), at: at(2) },
        sign_plan::Event::Cancelled(cancellation),
        sign_plan::Event::DetailPaid { detail_no: 1, paid: 800.into(), at: at(5) },
    ];
    lives(&*store, sign_plan.into(), events.map(Into::into).into()).await;

    let terms = service_account::Terms {
        mchid: MCHID.into(),
        out_apply_no: "P1".into(),
        appid: "wx1".into(),
        service_id: "500001".into(),
        sub_mchid: "1".into(),
        sub_appid: None,
        result_notify_url: None,
    };
    let rejected = service_account::Event::Rejected { reason: "账户异常".into() };
    lives(&*store, service_account::create(terms, &context(at(0))).into(), vec![rejected.into()]).await;
}

pub(crate) async fn a_decision_that_rests_on_an_older_version_conflicts(store: Arc<dyn Store>) {
    let key = RecordKey::new(MCHID, RecordKind::Order, "A1");
    let resting_on = async |name: &str, version| {
        store.commit(Change { rests_on: Some((key.clone(), version)), ..new_order(name) }).await
    };
    assert!(conflicts(&resting_on("B1", 1).await), "it is not there");
    commit(&*store, new_order("A1")).await;
    resting_on("B1", 1).await.expect("it is as it was read");
    commit(&*store, confirmation(&read(&*store, &key).await, at(30))).await;
    assert!(conflicts(&resting_on("B2", 1).await), "it was changed");
    assert_eq!(read(&*store, &key).await.version, 2, "it is not changed by what rests on it");
}
