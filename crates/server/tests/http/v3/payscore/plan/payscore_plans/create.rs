//! `POST /v3/payscore/plan/payscore-plans`

use crate::plan_shop::PLANS;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::ServiceKind;
use serde_json::{Value, json};

/// The plan of three lessons with one of them changed.
fn with_lesson(shop: &Shop, lesson: usize, changes: &Value) -> Value {
    let mut body = shop.new_plan("p-1");
    let details = body["plan_detail_list"].as_array_mut().expect("lessons");
    details[lesson] = with(details[lesson].clone(), changes);
    body
}

#[tokio::test]
async fn a_plan_can_be_signed_from_now_on() {
    let shop = Shop::open().await;
    let created = successful(shop.client.post(PLANS, &shop.new_plan("p-1")).await);
    insta::assert_json_snapshot!(created.shown());
    assert_eq!(shop.query_plan("p-1").await.json(), created.json());
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    let first = successful(shop.client.post(PLANS, &shop.new_plan("p-1")).await);
    let kept = shop.kept("plans", "p-1").await;
    assert_eq!(successful(shop.client.post(PLANS, &shop.new_plan("p-1")).await).text(), first.text());
    let other = shop.client.post(PLANS, &with(shop.new_plan("p-1"), &json!({ "plan_duration": 31 }))).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598), "{}", other.text());
    assert_eq!(shop.kept("plans", "p-1").await, kept);
}

#[tokio::test]
async fn prices_add_up_and_never_rise() {
    let shop = Shop::open().await;
    let refused = [
        ("/plan_detail_list", with(shop.new_plan("p-1"), &json!({ "deduction_quantity": 2 }))),
        ("/plan_detail_list", with(shop.new_plan("p-1"), &json!({ "plan_detail_list": null }))),
        ("/plan_detail_list/1/actual_price", with_lesson(&shop, 1, &json!({ "actual_price": 1001 }))),
        ("/plan_detail_list/2/actual_price", with_lesson(&shop, 2, &json!({ "actual_price": 801 }))),
        ("/total_original_price", with(shop.new_plan("p-1"), &json!({ "total_original_price": 3001 }))),
        ("/total_actual_price", with(shop.new_plan("p-1"), &json!({ "total_actual_price": 2399 }))),
    ];
    for (field, body) in refused {
        assert_names(&shop.client.post(PLANS, &body).await, field, "body");
    }
    assert_eq!(shop.query_plan("p-1").await.status, 404, "nothing came of them");
}

#[tokio::test]
async fn no_lesson_costs_more_than_one_order_may() {
    let shop = Shop::open().await;
    let cap = shop.file.services.iter().find(|service| service.kind == ServiceKind::Plan).expect("a service").risk_cap;
    let priced = |price: i64| {
        let mut body = with_lesson(&shop, 0, &json!({ "original_price": price, "actual_price": price }));
        body["total_original_price"] = json!(2000 + price);
        body["total_actual_price"] = json!(1400 + price);
        body
    };
    let refused = shop.client.post(PLANS, &priced(cap.get() + 1)).await;
    assert_names(&refused, "/plan_detail_list/0/actual_price", "body");
    successful(shop.client.post(PLANS, &priced(cap.get())).await);
}

#[tokio::test]
async fn the_service_must_be_one_that_users_confirm_by_plan() {
    let shop = Shop::open().await;
    for changes in [
        json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }),
        json!({ "service_id": "500001000000000000000000009999" }),
        json!({ "appid": "wx0000000000000000" }),
    ] {
        let refused = shop.client.post(PLANS, &with(shop.new_plan("p-1"), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{}", refused.text());
    }
    let order = with(shop.new_order("a-1"), &shop.of_plan_service());
    let refused = shop.client.post("/v3/payscore/serviceorder", &order).await;
    assert_eq!(refused.status, 403, "and no order by itself can be made with it");
}

#[tokio::test]
async fn limits_of_its_own() {
    let shop = Shop::open().await;
    for (field, changes) in [
        ("/plan_name", json!({ "plan_name": "课".repeat(21) })),
        ("/plan_duration", json!({ "plan_duration": 0 })),
        ("/plan_duration", json!({ "plan_duration": 367 })),
        ("/deduction_quantity", json!({ "deduction_quantity": 101 })),
        ("/merchant_plan_no", json!({ "merchant_plan_no": "p 1" })),
    ] {
        assert_names(&shop.client.post(PLANS, &with(shop.new_plan("p-1"), &changes)).await, field, "body");
    }
    let changes = json!({ "plan_name": "课".repeat(20), "plan_duration": 366 });
    successful(shop.client.post(PLANS, &with(shop.new_plan("p-1"), &changes)).await);
}

#[tokio::test]
async fn plans_and_orders_have_numbers_of_their_own() {
    let shop = Shop::open().await;
    shop.create("p-1").await;
    shop.plan("p-1").await;
    assert_eq!(shop.state("p-1").await, "CREATED");
}
