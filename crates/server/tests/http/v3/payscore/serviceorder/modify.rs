//! `POST /v3/payscore/serviceorder/{out_order_no}/modify`

use crate::shop::{DAY, HOUR, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn lowers_what_is_collected() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::PaysOnThirdAttempt).await;
    let modified = shop.act("a-1", "modify", &shop.modification(200)).await;
    insta::assert_json_snapshot!(modified.shown());
    let mut order = shop.query("a-1").await.json();
    assert!(order["openid"].is_string());
    order.as_object_mut().expect("an order").remove("openid");
    assert_eq!(order, modified.json(), "the query tells of the user, too");
    shop.server.advance(HOUR).await;
    let collection = shop.query("a-1").await.json()["collection"].clone();
    assert_eq!((&collection["state"], &collection["paid_amount"]), (&json!("USER_PAID"), &json!(200)));
    assert_eq!(collection["details"][0]["amount"], 200);
}

#[tokio::test]
async fn once_and_the_same_call_again_succeeds_again() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let first = successful(shop.act("a-1", "modify", &shop.modification(200)).await);
    let record = shop.record("a-1").await;
    let again = successful(shop.act("a-1", "modify", &shop.modification(200)).await);
    assert_eq!(again.text(), first.text());
    for changes in [
        json!({ "reason": "用户投诉" }),
        json!({ "total_amount": 250, "post_discounts": null }),
        json!({ "device": { "end_device_id": "HG1" } }),
    ] {
        let other = shop.act("a-1", "modify", &with(shop.modification(200), &changes)).await;
        assert_eq!((other.status, other.number()), (400, 271_316_598), "{changes}");
    }
    let lower = shop.act("a-1", "modify", &shop.modification(100)).await;
    assert_eq!((lower.status, lower.number()), (400, 271_316_598), "not a second time, lower or not");
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn only_downwards_and_to_the_fen() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let record = shop.record("a-1").await;
    for (what, body) in [
        ("as much", shop.modification(300)),
        ("more", shop.modification(301)),
        ("a total that is not the difference", with(shop.modification(200), &json!({ "total_amount": 199 }))),
    ] {
        let refused = shop.act("a-1", "modify", &body).await;
        assert_names(&refused, "/total_amount", "body");
        assert_eq!(shop.record("a-1").await, record, "{what}");
    }
    successful(shop.act("a-1", "modify", &shop.modification(299)).await);
}

#[tokio::test]
async fn to_nothing_it_is_done() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let order = successful(shop.act("a-1", "modify", &shop.modification(0)).await).json();
    assert_eq!((&order["state"], &order["total_amount"]), (&json!("DONE"), &json!(0)));
    assert_eq!((&order["need_collection"], &order["collection"]), (&json!(false), &Value::Null));
    shop.server.advance(2 * DAY).await;
    assert_eq!(shop.server.notifications("a-1").await.len(), 1, "of the confirmation: nobody paid");
    successful(shop.act("a-1", "modify", &shop.modification(0)).await);
}

#[tokio::test]
async fn only_what_is_owed_can_be_modified() {
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
        let refused = shop.act(number, "modify", &shop.modification(200)).await;
        seen.insert(number.to_owned(), refused.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn not_while_a_deduction_is_under_way() {
    let shop = Shop::open_with(|config| config.deduction_seconds = 60).await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let refused = shop.act("a-1", "modify", &shop.modification(200)).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_754), "{}", refused.text());
    shop.server.advance(60).await;
    successful(shop.act("a-1", "modify", &shop.modification(200)).await);
}

#[tokio::test]
async fn what_is_broken_is_named() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let record = shop.record("a-1").await;
    let other = shop.service(ServiceKind::ServiceOrder, false);
    let twice = json!([{ "name": "减", "amount": 25 }, { "name": "减", "amount": 25 }]);
    for (field, changes) in [
        ("/reason", json!({ "reason": null })),
        ("/reason", json!({ "reason": "因".repeat(51) })),
        ("/post_payments", json!({ "post_payments": null })),
        ("/post_payments/0/name", json!({ "post_payments": [{ "amount": 250 }] })),
        ("/post_discounts/1/name", json!({ "post_discounts": twice })),
        ("/total_amount", json!({ "total_amount": -1 })),
        ("/appid", json!({ "appid": "wx0000000000000000" })),
        ("/service_id", json!({ "service_id": other })),
    ] {
        let refused = shop.act("a-1", "modify", &with(shop.modification(200), &changes)).await;
        assert_names(&refused, field, "body");
    }
    assert_eq!(shop.record("a-1").await, record);
}
