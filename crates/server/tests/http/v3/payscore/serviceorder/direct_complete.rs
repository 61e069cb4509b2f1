//! `POST /v3/payscore/serviceorder/direct-complete`

use crate::client::Answer;
use crate::shop::{SERVICE_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_testkit::Receiver;
use serde_json::{Value, json};

fn body(shop: &Shop, number: &str) -> Value {
    with(shop.direct_completion(number), &json!({ "sub_appid": null, "sub_mchid": null }))
}

async fn complete(shop: &Shop, body: &Value) -> Answer {
    shop.client.post(format!("{SERVICE_ORDERS}/direct-complete"), body).await
}

async fn query(shop: &Shop, number: &str) -> Answer {
    let service_id = shop.service(ServiceKind::ServiceOrder, false);
    let key = format!("service_id={service_id}&appid={}&out_order_no={number}", shop.file.appid);
    shop.client.get(format!("{SERVICE_ORDERS}?{key}")).await
}

#[tokio::test]
async fn creates_completes_and_collects() {
    let shop = Shop::open().await;
    insta::assert_json_snapshot!(complete(&shop, &body(&shop, "a-1")).await.shown());
    let order = query(&shop, "a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]["state"]), (&json!("DONE"), &json!("USER_PAID")));
}

#[tokio::test]
async fn is_collected_like_any_other() {
    let shop = Shop::open().await;
    let third = json!({ "openid": shop.user(Behaviour::PaysOnThirdAttempt) });
    successful(complete(&shop, &with(body(&shop, "a-1"), &third)).await);
    assert_eq!(query(&shop, "a-1").await.json()["collection"]["state"], "USER_PAYING");
    shop.server.advance(35 * 60).await;
    assert_eq!(query(&shop, "a-1").await.json()["collection"]["state"], "USER_PAID");
}

#[tokio::test]
async fn what_costs_nothing_is_done_at_once() {
    let shop = Shop::open().await;
    let free = json!({ "total_amount": null, "post_payments": null, "post_discounts": null });
    let done = successful(complete(&shop, &with(body(&shop, "a-1"), &free)).await).json();
    assert_eq!((&done["state"], &done["total_amount"]), (&json!("DONE"), &json!(0)));
    assert_eq!(query(&shop, "a-1").await.json()["collection"], Value::Null);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    let first = successful(complete(&shop, &body(&shop, "a-1")).await).json();
    let record = shop.record("a-1").await;
    let again = successful(complete(&shop, &body(&shop, "a-1")).await).json();
    assert_eq!(again["order_id"], first["order_id"]);
    for changes in [
        json!({ "attach": "other" }),
        json!({ "goods_tag": "TAG" }),
        json!({ "service_introduction": null }),
        json!({ "total_amount": 500, "post_discounts": null }),
    ] {
        let refused = complete(&shop, &with(body(&shop, "a-1"), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn ten_calls_at_once_make_one_order() {
    let shop = Shop::open().await;
    let body = body(&shop, "a-1");
    let answers = futures_util::future::join_all((0..10).map(|_| complete(&shop, &body))).await;
    let first = successful(answers[0].clone()).json();
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.json()["order_id"] == first["order_id"]));
    let other = complete(&shop, &with(body, &json!({ "openid": "oStranger" }))).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598), "that goes before who the user is");
}

#[tokio::test]
async fn without_an_address_the_merchants_own_is_told() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await;
    let path = format!("merchants/{}", shop.file.mchid);
    shop.server.put(&path, &json!({ "notify_url": receiver.url() })).await;
    let nowhere = json!({ "notify_url": null, "service_introduction": null });
    let order = successful(complete(&shop, &with(body(&shop, "a-1"), &nowhere)).await).json();
    assert_eq!((&order["notify_url"], &order["service_introduction"]), (&Value::Null, &json!("")));
    let callback = receiver.next().await;
    assert!(String::from_utf8_lossy(&callback.body).contains("PAYSCORE.USER_PAID"));
}

#[tokio::test]
async fn what_is_refused_creates_nothing() {
    let shop = Shop::open().await;
    let end = |end: &str| json!({ "time_range": { "end_time": end } });
    let payments = json!({ "post_payments": [{ "name": "租借费", "amount": 100_101 }], "total_amount": 100_001 });
    for (field, changes) in [
        ("/total_amount", json!({ "total_amount": 399 })),
        ("/total_amount", json!({ "total_amount": null })),
        ("/total_amount", payments),
        ("/time_range/end_time", end("20261121120001")),
        ("/time_range/end_time", end("20261121095959")),
        ("/time_range/start_time", json!({ "time_range": { "start_time": "OnAccept" } })),
        ("/time_range", json!({ "time_range": null })),
        ("/openid", json!({ "openid": null })),
        ("/openid", json!({ "openid": "oStranger" })),
        ("/service_introduction", json!({ "service_introduction": "服".repeat(21) })),
    ] {
        assert_names(&complete(&shop, &with(body(&shop, "a-1"), &changes)).await, field, "body");
    }
    for behaviour in
        [Behaviour::NotAuthorized, Behaviour::FailsAssessment, Behaviour::TeenMode, Behaviour::HasOverdueOrders]
    {
        let changes = json!({ "openid": shop.user(behaviour) });
        let refused = complete(&shop, &with(body(&shop, "a-1"), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_REQUEST")), "{behaviour:?}");
    }
    let confirms = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) });
    let refused = complete(&shop, &with(body(&shop, "a-1"), &confirms)).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{}", refused.text());
    assert_eq!(query(&shop, "a-1").await.status, 404);
}
