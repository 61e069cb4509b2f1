//! `POST /v3/payscore/smartretail-orders`

use crate::shop::{RETAIL_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn says_how_to_open_the_confirmation_page() {
    let shop = Shop::open().await;
    insta::assert_json_snapshot!(shop.create_retail("a-1").await.shown());
    insta::assert_json_snapshot!(
        "says_how_to_open_the_confirmation_page_queried",
        shop.query_retail("a-1").await.shown()
    );
}

#[tokio::test]
async fn three_fields_are_enough() {
    let shop = Shop::open().await;
    let service_id = shop.service(ServiceKind::SmartRetail, true);
    let least = json!({ "out_order_no": "a-1", "appid": shop.file.appid, "service_id": service_id });
    successful(shop.client.post(RETAIL_ORDERS, &least).await);
    insta::assert_json_snapshot!(shop.query_retail("a-1").await.shown());
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    let first = shop.create_retail("a-1").await;
    let record = shop.record("a-1").await;
    assert_eq!(shop.create_retail("a-1").await.text(), first.text());
    for changes in [
        json!({ "risk_amount": 9999 }),
        json!({ "attach": null }),
        json!({ "fees": null }),
        json!({ "service_start_time": "20261121" }),
    ] {
        let refused = shop.client.post(RETAIL_ORDERS, &with(shop.new_retail_order("a-1"), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn ten_calls_at_once_make_one_order() {
    let shop = Shop::open().await;
    let body = shop.new_retail_order("a-1");
    let calls = (0..10).map(|_| shop.client.post(RETAIL_ORDERS, &body));
    let answers = futures_util::future::join_all(calls).await;
    let first = successful(answers[0].clone()).text();
    assert!(answers.iter().all(|answer| answer.text() == first), "each names the one order");
    let refused = shop.client.post(RETAIL_ORDERS, &with(body, &json!({ "risk_amount": 50_001 }))).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_598), "that goes before the cap");
}

#[tokio::test]
async fn the_risk_amount_is_at_most_the_services_cap() {
    let shop = Shop::open().await;
    let at = |amount: i64| with(shop.new_retail_order(&format!("a-{amount}")), &json!({ "risk_amount": amount }));
    successful(shop.client.post(RETAIL_ORDERS, &at(50_000)).await);
    let refused = shop.client.post(RETAIL_ORDERS, &at(50_001)).await;
    assert_names(&refused, "/risk_amount", "body");
    insta::assert_json_snapshot!(refused.shown());
}

#[tokio::test]
async fn who_may_use_which_service() {
    let shop = Shop::open().await;
    for changes in [
        json!({ "appid": shop.server.merchant("partner").appid }),
        json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }),
        json!({ "service_id": shop.service(ServiceKind::PayAfter, true) }),
        json!({ "need_user_confirm": false, "openid": shop.user(Behaviour::PaysAtOnce) }),
    ] {
        let refused = shop.client.post(RETAIL_ORDERS, &with(shop.new_retail_order("a-1"), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{changes}");
    }
    assert_eq!(shop.query_retail("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn limits_of_its_own() {
    let shop = Shop::open().await;
    let discounts: Vec<_> = (0..6).map(|n| json!({ "discount_name": n.to_string() })).collect();
    let fees: Vec<_> = (0..101).map(|_| json!({ "fee_name": "商品信息" })).collect();
    for (field, changes) in [
        ("/discounts", json!({ "discounts": discounts })),
        ("/fees", json!({ "fees": fees })),
        ("/fees/1/fee_name", json!({ "fees": [{ "fee_name": "可乐" }, { "fee_name": "可乐" }] })),
        ("/fees/0/fee_desc", json!({ "fees": [{ "fee_desc": "长".repeat(31) }] })),
        ("/service_start_location", json!({ "service_start_location": "长".repeat(21) })),
        ("/attach", json!({ "attach": "a".repeat(201) })),
        ("/service_end_time", json!({ "service_end_time": "OnAccept" })),
        ("/service_end_time", json!({ "service_start_time": "20261122", "service_end_time": "20261121" })),
        ("/risk_amount", json!({ "risk_amount": -1 })),
    ] {
        let refused = shop.client.post(RETAIL_ORDERS, &with(shop.new_retail_order("a-1"), &changes)).await;
        assert_names(&refused, field, "body");
    }
    assert_eq!(shop.query_retail("a-1").await.status, 404, "nothing was created");
}
