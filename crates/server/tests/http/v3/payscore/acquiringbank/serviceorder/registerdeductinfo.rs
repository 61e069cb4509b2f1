//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/registerdeductinfo`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use payscore_testkit::Receiver;
use serde_json::{Value, json};

#[tokio::test]
async fn deducts_and_tells() {
    let receiver = Receiver::start().await;
    let shop = Shop::open_partner().await.notified_at(receiver.url());
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!(shop.register("a-1", "d-1").await.shown());
    insta::assert_json_snapshot!("deducts_and_tells_queried", shop.query_bank("a-1").await.shown());
    let paid = shop.server.tried("a-1", "PAYSCORE.USER_PAID", 1).await;
    assert_eq!(plaintext(&paid)["out_trade_no"], "d-1", "{paid}");
    assert_eq!(plaintext(&paid)["channel_id"], super::CHANNEL, "{paid}");
}

fn plaintext(notification: &Value) -> Value {
    match &notification["plaintext"] {
        Value::String(text) => serde_json::from_str(text).expect("JSON"),
        other => other.clone(),
    }
}

#[tokio::test]
async fn each_attempt_has_a_number_of_its_own() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::PaysOnThirdAttempt).await;
    for number in ["d-1", "d-2"] {
        successful(shop.register("a-1", number).await);
        assert_eq!(shop.bank_state("a-1").await, "DOING/MCH_COMPLETE", "no money yet");
    }
    let record = shop.record("a-1").await;
    for used in ["d-1", "d-2"] {
        assert_names(&shop.register("a-1", used).await, "/out_trade_no", "body");
    }
    assert_eq!(shop.record("a-1").await, record);
    successful(shop.register("a-1", "d-3").await);
    assert_eq!(shop.bank_state("a-1").await, "DONE");
}

#[tokio::test]
async fn a_number_serves_for_one_order() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    shop.owing_bank("a-2", Behaviour::PaysAtOnce).await;
    successful(shop.register("a-1", "d-1").await);
    let record = shop.record("a-2").await;
    assert_names(&shop.register("a-2", "d-1").await, "/out_trade_no", "body");
    assert_eq!(shop.record("a-2").await, record);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    let first = successful(shop.register("a-1", "d-1").await);
    let record = shop.record("a-1").await;
    assert_eq!(successful(shop.register("a-1", "d-1").await).text(), first.text());
    let other = shop.register("a-1", "d-2").await;
    assert_eq!((other.status, other.json()["code"].as_str()), (400, Some("ORDER_DONE")));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn while_one_is_under_way_nothing_else_moves() {
    let shop = slow_shop().await;
    shop.owing_bank("a-1", Behaviour::PaysOnThirdAttempt).await;
    successful(shop.register("a-1", "d-1").await);
    let record = shop.record("a-1").await;
    successful(shop.register("a-1", "d-1").await);
    let cancellation = with(shop.bank_party(), &json!({ "reason": "用户投诉" }));
    for (what, body) in [
        ("registerdeductinfo", shop.bank_registration("d-2")),
        ("cancel", cancellation),
        ("modify", shop.bank_modification(200)),
        ("sync", with(shop.bank_party(), &json!({ "type": "Order_Paid", "detail": { "paid_time": "20261121" } }))),
    ] {
        let refused = shop.act_bank("a-1", what, &body).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_754), "{what}: {}", refused.text());
    }
    assert_eq!(shop.record("a-1").await, record);
    shop.server.advance(60).await;
    successful(shop.act_bank("a-1", "modify", &shop.bank_modification(200)).await);
}

async fn slow_shop() -> Shop {
    let shop = Shop::open_with(|config| config.deduction_seconds = 60).await;
    let client = shop.client_of("partner");
    Shop { file: shop.server.merchant("partner"), client, ..shop }
}

#[tokio::test]
async fn only_what_is_owed_can_be_deducted() {
    let shop = Shop::open_partner().await;
    shop.create_bank("created").await;
    shop.doing_bank("doing", Behaviour::PaysAtOnce).await;
    shop.create_bank("revoked").await;
    let cancellation = with(shop.bank_party(), &json!({ "reason": "用户投诉" }));
    successful(shop.act_bank("revoked", "cancel", &cancellation).await);
    let mut seen = serde_json::Map::new();
    for number in ["created", "doing", "revoked", "unknown"] {
        let record = shop.record(number).await;
        seen.insert(number.to_owned(), shop.register(number, "d-1").await.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn what_it_must_say() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    for (field, changes) in [
        ("/out_trade_no", json!({ "out_trade_no": null })),
        ("/out_trade_no", json!({ "out_trade_no": "a b" })),
        ("/channel_id", json!({ "channel_id": null })),
        ("/appid", json!({ "appid": "wx0000000000000000" })),
    ] {
        let body = with(shop.bank_registration("d-1"), &changes);
        assert_names(&shop.act_bank("a-1", "registerdeductinfo", &body).await, field, "body");
    }
    assert_eq!(shop.record("a-1").await, record);
    let least = with(shop.bank_registration("d-1"), &json!({ "appid": null }));
    successful(shop.act_bank("a-1", "registerdeductinfo", &least).await);
}
