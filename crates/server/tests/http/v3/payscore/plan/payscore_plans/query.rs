//! `GET /v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}`

use crate::shop::{Shop, assert_names};

#[tokio::test]
async fn a_plan_of_ones_own() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    assert_eq!(shop.query_plan("p-1").await.json()["plan_id"], plan_id);
    insta::assert_json_snapshot!(shop.query_plan("p-2").await.shown());
    assert_names(&shop.query_plan("p%201").await, "/merchant_plan_no", "uri_template");
}

#[tokio::test]
async fn anothers_is_invisible() {
    let shop = Shop::open_partner().await;
    shop.partner_plan("p-1").await;
    assert_eq!(shop.query_plan("p-1").await.status, 404, "a sub-merchant's is not the provider's own");
    let direct = shop.client_of("default");
    let answer = direct.get("/v3/payscore/plan/payscore-plans/merchant-plan-no/p-1").await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")));
}
