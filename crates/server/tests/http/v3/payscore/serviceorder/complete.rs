//! `POST /v3/payscore/serviceorder/{out_order_no}/complete`

use crate::shop::{DAY, SERVICE_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn completes_an_order_in_use() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!(shop.act("a-1", "complete", &shop.completion(300)).await.shown());
    insta::assert_json_snapshot!("completes_an_order_in_use_queried", shop.query("a-1").await.shown());
}

#[tokio::test]
async fn what_costs_nothing_is_done_at_once() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::NeverHasBalance).await;
    insta::assert_json_snapshot!(shop.act("a-1", "complete", &shop.completion(0)).await.shown());
    let order = shop.query("a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]), (&json!("DONE"), &Value::Null));
    assert_eq!(order["need_collection"], false);
    successful(shop.act("a-1", "complete", &shop.completion(0)).await);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysOnThirdAttempt).await;
    let body = shop.completion(300);
    let first = successful(shop.act("a-1", "complete", &body).await);
    let record = shop.record("a-1").await;
    assert_eq!(successful(shop.act("a-1", "complete", &body).await).text(), first.text());
    assert_eq!(shop.record("a-1").await, record);
    shop.server.advance(DAY).await;
    let paid = successful(shop.act("a-1", "complete", &body).await).json();
    assert_eq!((&paid["state"], &paid["total_amount"]), (&json!("DONE"), &json!(300)));
}

#[tokio::test]
async fn other_parameters_the_second_time_are_refused() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    let record = shop.record("a-1").await;
    for changes in [
        json!({ "goods_tag": "TAG" }),
        json!({ "profit_sharing": true }),
        json!({ "location": { "end_location": "四号柜" } }),
        json!({ "time_range": { "end_time": "20261121115959" } }),
        json!({ "total_amount": 301, "post_payments": [{ "name": "租借费", "amount": 401 }] }),
    ] {
        let refused = shop.act("a-1", "complete", &with(shop.completion(300), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
        assert_eq!(refused.json()["message"], "订单重入参数校验失败");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn only_an_order_in_use_can_be_completed() {
    let shop = Shop::open().await;
    let mut seen = serde_json::Map::new();
    shop.create("revoked").await;
    successful(shop.act("revoked", "cancel", &shop.cancellation("用户投诉")).await);
    shop.create("expired").await;
    shop.server.advance(30 * DAY).await;
    shop.create("created").await;
    for number in ["created", "revoked", "expired", "unknown"] {
        let refused = shop.act(number, "complete", &shop.completion(300)).await;
        seen.insert(number.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn the_total_must_fit_to_the_fen() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    for total in [299, 301, 0] {
        let body = with(shop.completion(300), &json!({ "total_amount": total }));
        let refused = shop.act("a-1", "complete", &body).await;
        assert_names(&refused, "/total_amount", "body");
        assert_eq!(refused.json()["detail"]["value"], total);
        assert_eq!(refused.json()["message"], "最终总金额计算非法");
    }
    let below_zero = json!({ "total_amount": 0, "post_payments": [{ "name": "租借费", "amount": 99 }] });
    let refused = shop.act("a-1", "complete", &with(shop.completion(300), &below_zero)).await;
    assert_names(&refused, "/total_amount", "body");
    assert_eq!(shop.record("a-1").await, record, "nothing changed");
}

#[tokio::test]
async fn a_tariff_in_words_leaves_the_total_free_up_to_the_cap() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let words = json!({
        "post_payments": [{ "name": "收费标准", "description": "2元/小时" }, { "name": "使用时长", "description": "3小时" }],
        "post_discounts": null,
        "total_amount": 600,
    });
    let body = with(shop.completion(300), &words);
    let refused = shop.act("a-1", "complete", &with(body.clone(), &json!({ "total_amount": 10_001 }))).await;
    assert_names(&refused, "/total_amount", "body");
    assert_eq!(successful(shop.act("a-1", "complete", &body).await).json()["total_amount"], 600);
}

#[tokio::test]
async fn in_the_deposit_mode_the_risk_fund_is_the_limit() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let refused = shop.act("a-1", "complete", &shop.completion(10_001)).await;
    assert_names(&refused, "/total_amount", "body");
    insta::assert_json_snapshot!(refused.shown());
    successful(shop.act("a-1", "complete", &shop.completion(10_000)).await);
}

#[tokio::test]
async fn in_the_pay_after_mode_the_services_cap_is_the_limit() {
    let shop = Shop::open().await;
    successful(shop.client.post(SERVICE_ORDERS, &shop.new_order_for("a-1", Behaviour::PaysAtOnce)).await);
    let refused = shop.act("a-1", "complete", &shop.unconfirmed(shop.completion(100_001))).await;
    assert_names(&refused, "/total_amount", "body");
    successful(shop.act("a-1", "complete", &shop.unconfirmed(shop.completion(100_000))).await);
}

#[tokio::test]
async fn when_the_service_ended() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let mut seen = serde_json::Map::new();
    for (name, changes) in [
        ("no end anywhere", json!({ "time_range": null })),
        ("a second from now", json!({ "time_range": { "end_time": "20261121120001" } })),
        ("tomorrow", json!({ "time_range": { "start_time": "20261121", "end_time": "20261122" } })),
        ("before the confirmation", json!({ "time_range": { "end_time": "20261121115959" } })),
        ("a day, where the start is a second", json!({ "time_range": { "end_time": "20261121" } })),
    ] {
        let refused = shop.act("a-1", "complete", &with(shop.completion(300), &changes)).await;
        assert_names(&refused, "/time_range/end_time", "body");
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.record("a-1").await, record, "nothing changed");
    let today = json!({ "time_range": { "start_time": "20261121", "end_time": "20261121" } });
    successful(shop.act("a-1", "complete", &with(shop.completion(300), &today)).await);
}

#[tokio::test]
async fn an_end_planned_at_creation_will_do() {
    let shop = Shop::open().await;
    let planned = json!({ "time_range": { "start_time": "20261121110000", "end_time": "20261122110000" } });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &planned)).await);
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    let body = with(shop.completion(300), &json!({ "time_range": null }));
    let completed = successful(shop.act("a-1", "complete", &body).await).json();
    assert_eq!(completed["time_range"]["end_time"], "20261122110000");
}

#[tokio::test]
async fn appid_and_service_must_be_the_orders() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let wrong_appid = with(shop.completion(300), &json!({ "appid": "wx0000000000000000" }));
    assert_names(&shop.act("a-1", "complete", &wrong_appid).await, "/appid", "body");
    let wrong_service = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) });
    let wrong_service = with(shop.completion(300), &wrong_service);
    assert_names(&shop.act("a-1", "complete", &wrong_service).await, "/service_id", "body");
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn ten_calls_at_once_collect_once() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let body = shop.completion(300);
    let answers = futures_util::future::join_all((0..10).map(|_| shop.act("a-1", "complete", &body))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let record = shop.record("a-1").await;
    let named = |what: &str| record[2].as_array().unwrap().iter().filter(|e| e["event"]["event"] == what).count();
    assert_eq!((named("completed"), named("collection")), (1, 1), "{record:#}");
}
