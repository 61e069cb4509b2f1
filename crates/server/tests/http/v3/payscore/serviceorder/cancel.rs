//! `POST /v3/payscore/serviceorder/{out_order_no}/cancel`

use crate::shop::{DAY, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_that_waits_for_its_user() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    insta::assert_json_snapshot!(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await.shown());
    assert_eq!(shop.state("a-1").await, "REVOKED");
    let confirmed = shop.server.confirm(&shop.file.mchid, "a-1").await;
    assert_eq!((confirmed.status, confirmed.body["code"].as_str()), (400, Some("ORDER_CANCELED")));
    shop.server.advance(31 * DAY).await;
    assert_eq!(shop.state("a-1").await, "REVOKED", "a cancelled order does not expire");
}

#[tokio::test]
async fn an_order_in_use() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    successful(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await);
    insta::assert_json_snapshot!(shop.query("a-1").await.shown());
}

#[tokio::test]
async fn an_order_that_is_not_paid_yet() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    successful(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await);
    let order = shop.query("a-1").await.json();
    assert_eq!((&order["state"], &order["total_amount"]), (&json!("REVOKED"), &json!(300)));
    assert_eq!((&order["need_collection"], &order["collection"]), (&json!(false), &Value::Null));
    let paid = shop.server.pay(&shop.file.mchid, "a-1").await;
    assert_eq!((paid.status, paid.body["code"].as_str()), (400, Some("ORDER_CANCELED")), "{}", paid.body);
}

#[tokio::test]
async fn an_order_that_is_settled_or_over_stays() {
    let shop = Shop::open().await;
    shop.completed("done", Behaviour::PaysAtOnce).await;
    shop.create("expired").await;
    shop.server.advance(30 * DAY).await;
    let mut seen = serde_json::Map::new();
    for number in ["done", "expired", "unknown"] {
        let record = shop.record(number).await;
        let refused = shop.act(number, "cancel", &shop.cancellation("用户投诉")).await;
        seen.insert(number.to_owned(), refused.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_reason_does_not() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let first = successful(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await);
    let record = shop.record("a-1").await;
    let again = successful(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await);
    assert_eq!(again.text(), first.text());
    let other = shop.act("a-1", "cancel", &shop.cancellation("机器故障")).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn the_reason_is_1_to_50_characters() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let too_long = shop.act("a-1", "cancel", &shop.cancellation(&"因".repeat(51))).await;
    assert_names(&too_long, "/reason", "body");
    assert_eq!(too_long.json()["detail"]["value"], 51, "of a length error the value is the length");
    assert_names(&shop.act("a-1", "cancel", &shop.cancellation("")).await, "/reason", "body");
    successful(shop.act("a-1", "cancel", &shop.cancellation(&"因".repeat(50))).await);
}

#[tokio::test]
async fn appid_and_service_must_be_the_orders() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let wrong_appid = with(shop.cancellation("用户投诉"), &json!({ "appid": "wx0000000000000000" }));
    assert_names(&shop.act("a-1", "cancel", &wrong_appid).await, "/appid", "body");
    let other = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) });
    let wrong_service = with(shop.cancellation("用户投诉"), &other);
    assert_names(&shop.act("a-1", "cancel", &wrong_service).await, "/service_id", "body");
    assert_eq!(shop.state("a-1").await, "CREATED");
}
