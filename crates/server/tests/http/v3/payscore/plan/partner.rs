//! `/v3/payscore/plan/partner/payscore-plans`

use crate::plan_shop::PARTNER_PLANS;
use crate::shop::{Shop, assert_names, successful, with};
use serde_json::{Value, json};

fn number(number: &str, rest: &str) -> String {
    format!("{PARTNER_PLANS}/merchant-plan-no/{number}{rest}")
}

#[tokio::test]
async fn create_query_and_stop_for_a_sub_merchant() {
    let shop = Shop::open_partner().await;
    let body = shop.for_sub(shop.new_plan("p-1"));
    let created = successful(shop.client.post(PARTNER_PLANS, &body).await);
    insta::assert_json_snapshot!("created", created.shown());
    assert_eq!(successful(shop.client.post(PARTNER_PLANS, &body).await).text(), created.text(), "and again");

    let query = number("p-1", &format!("?sub_mchid={}", shop.sub_mchid()));
    assert_eq!(successful(shop.client.get(query.as_str()).await).json(), created.json());

    let stopped = shop.client.post(number("p-1", "/stop"), &json!({ "sub_mchid": shop.sub_mchid() })).await;
    let expected =
        json!({ "plan_state": "STOP", "stop_mchid": "1900000100", "stop_time": "2026-11-21T12:00:00+08:00" });
    assert_eq!(successful(stopped).json(), with(created.json(), &expected));
}

#[tokio::test]
async fn without_its_application() {
    let shop = Shop::open_partner().await;
    let body = with(shop.for_sub(shop.new_plan("p-1")), &json!({ "sub_appid": null }));
    let created = successful(shop.client.post(PARTNER_PLANS, &body).await).json();
    assert_eq!((&created["sub_mchid"], &created["sub_appid"]), (&json!(shop.sub_mchid()), &Value::Null));
}

#[tokio::test]
async fn the_sub_merchant_must_be_the_providers() {
    let shop = Shop::open_partner().await;
    for changes in [json!({ "sub_mchid": "1900000199" }), json!({ "sub_appid": "wx0000000000000000" })] {
        let refused = shop.client.post(PARTNER_PLANS, &with(shop.for_sub(shop.new_plan("p-1")), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
    }
    shop.partner_plan("p-1").await;
    let query = shop.client.get(number("p-1", "?sub_mchid=1900000199")).await;
    let stop = shop.client.post(number("p-1", "/stop"), &json!({ "sub_mchid": "1900000199" })).await;
    assert_eq!((query.status, stop.status), (403, 403));
    assert_names(&shop.client.get(number("p-1", "")).await, "/sub_mchid", "query");
    assert_names(&shop.client.post(number("p-1", "/stop"), &json!({})).await, "/sub_mchid", "body");
    assert_eq!(shop.kept("plans", "p-1").await[1]["state"], "NORMAL");
}

#[tokio::test]
async fn the_providers_own_is_not_the_sub_merchants() {
    let shop = Shop::open_partner().await;
    shop.plan("p-1").await;
    let query = shop.client.get(number("p-1", &format!("?sub_mchid={}", shop.sub_mchid()))).await;
    let stop = shop.client.post(number("p-1", "/stop"), &json!({ "sub_mchid": shop.sub_mchid() })).await;
    assert_eq!((query.status, stop.status), (404, 404));
    let same_number = shop.client.post(PARTNER_PLANS, &shop.for_sub(shop.new_plan("p-1"))).await;
    assert_eq!(same_number.number(), 271_316_598, "one number space");
}

#[tokio::test]
async fn the_same_rules_hold() {
    let shop = Shop::open_partner().await;
    let body = with(shop.for_sub(shop.new_plan("p-1")), &json!({ "total_actual_price": 2401 }));
    assert_names(&shop.client.post(PARTNER_PLANS, &body).await, "/total_actual_price", "body");
}
