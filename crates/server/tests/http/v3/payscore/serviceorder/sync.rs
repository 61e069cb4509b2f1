//! `POST /v3/payscore/serviceorder/{out_order_no}/sync`

use crate::shop::{DAY, HOUR, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn paid_outside_wechat_pay() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    shop.server.advance(HOUR).await;
    let synced = shop.act("a-1", "sync", &shop.sync("20261121123000")).await;
    insta::assert_json_snapshot!(synced.shown());
    let order = shop.query("a-1").await.json();
    assert_eq!(order, synced.json());
    let detail = &order["collection"]["details"][0];
    assert_eq!((&detail["paid_type"], &detail["transaction_id"]), (&json!("MCH"), &Value::Null));
    let told = shop.server.notifications("a-1").await;
    assert_eq!(told.len(), 1, "of the confirmation only: the merchant knows of this payment");
}

#[tokio::test]
async fn a_day_is_its_first_moment() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let synced = successful(shop.act("a-1", "sync", &shop.sync("20261121")).await).json();
    assert_eq!(synced["collection"]["details"][0]["paid_time"], "20261121000000");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_time_does_not() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let first = successful(shop.act("a-1", "sync", &shop.sync("20261121120000")).await);
    let record = shop.record("a-1").await;
    let again = successful(shop.act("a-1", "sync", &shop.sync("20261121120000")).await);
    assert_eq!(again.text(), first.text());
    let other = shop.act("a-1", "sync", &shop.sync("20261121115959")).await;
    assert_eq!((other.status, other.json()["code"].as_str()), (400, Some("ORDER_DONE")));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn only_what_is_owed_can_be_paid() {
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
        let refused = shop.act(number, "sync", &shop.sync("20261121120000")).await;
        seen.insert(number.to_owned(), refused.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn money_from_the_future_does_not_count() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    for paid_time in ["20261121120001", "20261122"] {
        let refused = shop.act("a-1", "sync", &shop.sync(paid_time)).await;
        assert_names(&refused, "/detail/paid_time", "body");
    }
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
}

#[tokio::test]
async fn order_paid_is_the_only_type() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let other = with(shop.sync("20261121120000"), &json!({ "type": "Order_Cancelled" }));
    let refused = shop.act("a-1", "sync", &other).await;
    assert_names(&refused, "/type", "body");
    assert_eq!(refused.json()["detail"]["value"], "Order_Cancelled");
    let without = with(shop.sync("20261121120000"), &json!({ "detail": null }));
    assert_names(&shop.act("a-1", "sync", &without).await, "/detail", "body");
    let service = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) });
    let wrong_service = with(shop.sync("20261121120000"), &service);
    assert_names(&shop.act("a-1", "sync", &wrong_service).await, "/service_id", "body");
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
}
