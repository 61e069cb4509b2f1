//! `POST /v3/payscore/smartretail-orders/{out_order_no}/complete`

use crate::shop::{HOUR, RETAIL_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

/// What an unused cabinet is closed with.
async fn unused(shop: &Shop, number: &str) -> Value {
    let ticket = shop.query_retail(number).await.json()["finish_ticket"].clone();
    json!({
        "appid": shop.file.appid,
        "service_id": shop.service(ServiceKind::SmartRetail, true),
        "finish_type": 1,
        "cancel_reason": "用户未取货",
        "total_amount": 0,
        "finish_ticket": ticket,
    })
}

#[tokio::test]
async fn completes_an_order_in_use() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let body = shop.retail_completion("a-1", 300).await;
    insta::assert_json_snapshot!(shop.act_retail("a-1", "complete", &body).await.shown());
    insta::assert_json_snapshot!("completes_an_order_in_use_queried", shop.query_retail("a-1").await.shown());
}

#[tokio::test]
async fn nothing_was_taken() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let body = unused(&shop, "a-1").await;
    let no_reason = shop.act_retail("a-1", "complete", &with(body.clone(), &json!({ "cancel_reason": null }))).await;
    assert_names(&no_reason, "/cancel_reason", "body");
    let charged = json!({ "total_amount": 1, "fees": [{ "fee_name": "可乐", "fee_amount": 1 }] });
    let charged = shop.act_retail("a-1", "complete", &with(body.clone(), &charged)).await;
    assert_names(&charged, "/total_amount", "body");
    assert_eq!(shop.record("a-1").await, record, "nothing changed");

    successful(shop.act_retail("a-1", "complete", &body).await);
    insta::assert_json_snapshot!(shop.query_retail("a-1").await.shown());
    successful(shop.act_retail("a-1", "complete", &body).await);
    let other = with(body, &json!({ "cancel_reason": "机器故障" }));
    assert_eq!(shop.act_retail("a-1", "complete", &other).await.number(), 271_316_598);
    let cancelled = shop.act_retail("a-1", "cancel", &shop.retail_cancellation("用户未取货")).await;
    assert_eq!(cancelled.status, 400, "a cancellation is another call");
}

#[tokio::test]
async fn what_costs_nothing_is_paid_at_once() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::NeverHasBalance).await;
    let body = shop.retail_completion("a-1", 0).await;
    successful(shop.act_retail("a-1", "complete", &body).await);
    let order = shop.query_retail("a-1").await.json();
    assert_eq!((&order["state"], &order["finish_transaction_id"]), (&json!("USER_PAID"), &Value::Null));
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::NeverHasBalance).await;
    let body = shop.retail_completion("a-1", 300).await;
    let first = successful(shop.act_retail("a-1", "complete", &body).await);
    shop.server.advance(HOUR).await;
    let record = shop.record("a-1").await;
    assert_eq!(successful(shop.act_retail("a-1", "complete", &body).await).text(), first.text());
    for changes in [
        json!({ "real_service_end_location": "二号货柜" }),
        json!({ "profit_sharing": false }),
        json!({ "finish_ticket": "other" }),
        json!({ "finish_type": 1, "cancel_reason": "未使用", "total_amount": 0, "fees": null, "discounts": null }),
    ] {
        let refused = shop.act_retail("a-1", "complete", &with(body.clone(), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn the_ticket_must_be_the_querys() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let body = shop.retail_completion("a-1", 300).await;
    let refused = shop.act_retail("a-1", "complete", &with(body, &json!({ "finish_ticket": "f".repeat(32) }))).await;
    assert_names(&refused, "/finish_ticket", "body");
    insta::assert_json_snapshot!(refused.shown());
    assert_eq!(shop.record("a-1").await, record);

    shop.accepted("b-1", Behaviour::PaysAtOnce).await;
    let theirs = shop.retail_completion("b-1", 300).await;
    assert_names(&shop.act_retail("a-1", "complete", &theirs).await, "/finish_ticket", "body");
}

#[tokio::test]
async fn only_an_accepted_order_can_be_completed() {
    let shop = Shop::open().await;
    for number in ["expired", "revoked"] {
        shop.create_retail(number).await;
    }
    successful(shop.act_retail("revoked", "cancel", &shop.retail_cancellation("用户投诉")).await);
    shop.server.advance(HOUR).await;
    shop.create_retail("created").await;
    let ticket = json!({ "finish_ticket": "f".repeat(32) });
    let mut seen = serde_json::Map::new();
    for number in ["created", "revoked", "expired", "unknown"] {
        let body = with(json!({ "total_amount": 300 }), &ticket);
        let body = with(body, &json!({ "appid": shop.file.appid, "finish_type": 2, "fees": [{ "fee_amount": 300 }] }));
        let body = with(body, &json!({ "service_id": shop.service(ServiceKind::SmartRetail, true) }));
        let record = shop.record(number).await;
        seen.insert(number.to_owned(), shop.act_retail(number, "complete", &body).await.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn the_total_must_fit_to_the_fen_and_under_the_cap() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let body = shop.retail_completion("a-1", 300).await;
    for total in [299, 301] {
        let refused = shop.act_retail("a-1", "complete", &with(body.clone(), &json!({ "total_amount": total }))).await;
        assert_names(&refused, "/total_amount", "body");
        assert_eq!(refused.json()["detail"]["value"], total);
    }
    let above = shop.retail_completion("a-1", 10_001).await;
    assert_names(&shop.act_retail("a-1", "complete", &above).await, "/total_amount", "body");
    assert_eq!(shop.record("a-1").await, record);
    let at_the_cap = shop.retail_completion("a-1", 10_000).await;
    successful(shop.act_retail("a-1", "complete", &at_the_cap).await);
}

#[tokio::test]
async fn without_a_risk_amount_the_services_cap_is_the_limit() {
    let shop = Shop::open().await;
    let body = with(shop.new_retail_order("a-1"), &json!({ "risk_amount": null }));
    successful(shop.client.post(RETAIL_ORDERS, &body).await);
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    let above = shop.retail_completion("a-1", 50_001).await;
    assert_names(&shop.act_retail("a-1", "complete", &above).await, "/total_amount", "body");
    let at_the_cap = shop.retail_completion("a-1", 50_000).await;
    successful(shop.act_retail("a-1", "complete", &at_the_cap).await);
}

#[tokio::test]
async fn when_the_service_ended() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let body = shop.retail_completion("a-1", 300).await;
    let mut seen = serde_json::Map::new();
    for (name, changes) in [
        ("no end anywhere", json!({ "real_service_end_time": null })),
        ("a second from now", json!({ "real_service_end_time": "20261121120001" })),
        ("before the confirmation", json!({ "real_service_end_time": "20261121115959" })),
        (
            "before the real start",
            json!({ "real_service_start_time": "20261121", "real_service_end_time": "20261120" }),
        ),
    ] {
        let refused = shop.act_retail("a-1", "complete", &with(body.clone(), &changes)).await;
        assert_names(&refused, "/real_service_end_time", "body");
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn finish_type_is_1_or_2() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let body = shop.retail_completion("a-1", 300).await;
    for finish_type in [json!(0), json!(3), json!("2"), json!(null)] {
        let mut body = body.clone();
        body["finish_type"] = finish_type;
        assert_names(&shop.act_retail("a-1", "complete", &body).await, "/finish_type", "body");
    }
    assert_eq!(shop.retail_state("a-1").await, "USER_ACCEPTED");
}

#[tokio::test]
async fn ten_calls_at_once_collect_once() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let body = shop.retail_completion("a-1", 300).await;
    let calls = (0..10).map(|_| shop.act_retail("a-1", "complete", &body));
    assert!(futures_util::future::join_all(calls).await.iter().all(|answer| answer.status == 200));
    let record = shop.record("a-1").await;
    let named = |what: &str| record[2].as_array().unwrap().iter().filter(|e| e["event"]["event"] == what).count();
    assert_eq!((named("completed"), named("collection")), (1, 1), "{record:#}");
}
