//! `POST /v3/payscore/serviceorder/{out_order_no}/pay`

use crate::shop::{DAY, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

fn asking(shop: &Shop) -> Value {
    json!({ "appid": shop.file.appid, "service_id": shop.service(ServiceKind::ServiceOrder, true) })
}

#[tokio::test]
async fn a_deduction_now() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::PaysOnThirdAttempt).await;
    let failed = shop.act("a-1", "pay", &asking(&shop)).await;
    insta::assert_json_snapshot!("a_deduction_that_found_no_money", failed.shown());
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
    let paid = shop.act("a-1", "pay", &asking(&shop)).await;
    insta::assert_json_snapshot!(paid.shown());
    let order = shop.query("a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]["state"]), (&json!("DONE"), &json!("USER_PAID")));
    assert_eq!(order["collection"]["details"][0]["paid_type"], "NEWTON");
    assert_eq!(shop.server.notifications("a-1").await.len(), 2, "confirmed and paid");
}

#[tokio::test]
async fn what_fails_is_on_record_and_leaves_the_schedule_alone() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let before = shop.server.order(&shop.file.mchid, "a-1").await.body;
    shop.server.advance(60).await;
    for _ in 0..2 {
        assert_eq!(shop.act("a-1", "pay", &asking(&shop)).await.status, 403);
    }
    let after = shop.server.order(&shop.file.mchid, "a-1").await.body;
    assert_eq!(after["next_due"], before["next_due"]);
    let timeline = after["timeline"].as_array().expect("a timeline");
    let asked: Vec<_> = timeline[before["timeline"].as_array().map_or(0, Vec::len)..]
        .iter()
        .map(|entry| (entry["at"].as_str(), entry["event"]["what"].as_str(), entry["event"]["attempt"].as_i64()))
        .collect();
    let at = Some("2026-11-21T12:01:00+08:00");
    let (told, failed) = (Some("asked"), Some("failed"));
    assert_eq!(asked, [(at, told, None), (at, failed, Some(2)), (at, told, None), (at, failed, Some(3))]);
}

#[tokio::test]
async fn a_slow_bank_answers_later() {
    let shop = Shop::open_with(|config| config.deduction_seconds = 60).await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let busy = shop.act("a-1", "pay", &asking(&shop)).await;
    assert_eq!((busy.status, busy.number()), (400, 271_316_754), "{}", busy.text());
    shop.server.advance(60).await;
    successful(shop.act("a-1", "pay", &asking(&shop)).await);
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
    let busy = shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await;
    assert_eq!((busy.status, busy.number()), (400, 271_316_754), "its own deduction is one like any other");
    shop.server.advance(60).await;
    successful(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await);
}

#[tokio::test]
async fn only_what_is_owed_can_be_asked_for() {
    let shop = Shop::open().await;
    shop.create("expired").await;
    shop.server.advance(30 * DAY).await;
    shop.create("created").await;
    shop.doing("in-use", Behaviour::PaysAtOnce).await;
    shop.create("revoked").await;
    successful(shop.act("revoked", "cancel", &shop.cancellation("用户投诉")).await);
    shop.doing("done", Behaviour::PaysAtOnce).await;
    let late = json!({ "time_range": { "end_time": "20261221120000" } });
    successful(shop.act("done", "complete", &with(shop.completion(300), &late)).await);
    let mut seen = serde_json::Map::new();
    for number in ["expired", "created", "in-use", "revoked", "done", "unknown"] {
        let record = shop.record(number).await;
        seen.insert(number.to_owned(), shop.act(number, "pay", &asking(&shop)).await.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn what_is_named_must_be_the_orders() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let record = shop.record("a-1").await;
    let other = shop.service(ServiceKind::ServiceOrder, false);
    let wrong_appid = with(asking(&shop), &json!({ "appid": "wx0000000000000000" }));
    assert_names(&shop.act("a-1", "pay", &wrong_appid).await, "/appid", "body");
    let wrong_service = with(asking(&shop), &json!({ "service_id": other }));
    assert_names(&shop.act("a-1", "pay", &wrong_service).await, "/service_id", "body");
    assert_eq!(shop.record("a-1").await, record);
    let nothing = shop.act("a-1", "pay", &json!({})).await;
    assert_eq!((nothing.status, nothing.json()["code"].as_str()), (403, Some("TRADE_ERROR")), "neither is required");
}

#[tokio::test]
async fn of_two_at_once_each_is_a_deduction() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::PaysOnThirdAttempt).await;
    let body = asking(&shop);
    let (one, two) = tokio::join!(shop.act("a-1", "pay", &body), shop.act("a-1", "pay", &body));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "the second and the third attempt");
    assert_eq!(shop.state("a-1").await, "DONE");
}
