//! `GET /v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}`

use crate::plan_shop::SIGN_PLANS;
use crate::shop::{Shop, assert_names};
use payscore_domain::Behaviour;

#[tokio::test]
async fn a_sign_plan_of_ones_own() {
    let shop = Shop::open().await;
    let sign_plan_id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    let queried = shop.query_sign_plan("s-1").await;
    assert_eq!(queried.json()["sign_plan_id"], sign_plan_id);
    insta::assert_json_snapshot!(queried.shown());
    let unknown = shop.query_sign_plan("s-2").await;
    assert_eq!((unknown.status, unknown.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")));
    assert_names(&shop.query_sign_plan("s%201").await, "/merchant_sign_plan_no", "uri_template");
}

#[tokio::test]
async fn anothers_is_invisible() {
    let shop = Shop::open_partner().await;
    shop.partner_signed("s-1").await;
    assert_eq!(shop.query_sign_plan("s-1").await.status, 404, "a sub-merchant's is not the provider's own");
    let direct = shop.client_of("default").get(format!("{SIGN_PLANS}/merchant-sign-plan-no/s-1")).await;
    assert_eq!(direct.status, 404);
}
