//! `POST /v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop`

use crate::shop::{HOUR, Shop, assert_names, successful};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn a_stopped_sign_plan_says_why() {
    let shop = Shop::open().await;
    shop.signed("s-1", Behaviour::PaysAtOnce).await;
    shop.server.advance(HOUR).await;
    let stopped = successful(shop.stop_sign_plan("s-1", "用户协商后停止").await);
    insta::assert_json_snapshot!(stopped.shown());
    assert_eq!(shop.query_sign_plan("s-1").await.json(), stopped.json());
}

#[tokio::test]
async fn one_that_nobody_has_signed_yet() {
    let shop = Shop::open().await;
    shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    successful(shop.stop_sign_plan("s-1", "用户协商后停止").await);
    let signed = shop.user_side("s-1", "sign").await;
    assert_eq!((signed.status, &signed.body["code"]), (400, &json!("ORDER_CANCELED")));
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_reason_does_not() {
    let shop = Shop::open().await;
    shop.signed("s-1", Behaviour::PaysAtOnce).await;
    let first = successful(shop.stop_sign_plan("s-1", "用户协商后停止").await);
    let kept = shop.kept("sign-plans", "s-1").await;
    shop.server.advance(HOUR).await;
    assert_eq!(successful(shop.stop_sign_plan("s-1", "用户协商后停止").await).text(), first.text());
    let other = shop.stop_sign_plan("s-1", "其他").await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.kept("sign-plans", "s-1").await, kept);
}

#[tokio::test]
async fn what_the_user_cancelled_is_cancelled() {
    let shop = Shop::open().await;
    shop.signed("s-1", Behaviour::PaysAtOnce).await;
    assert_eq!(shop.user_side("s-1", "cancel").await.body["state"], "SIGN_PLAN_CANCEL");
    let kept = shop.kept("sign-plans", "s-1").await;
    let refused = shop.stop_sign_plan("s-1", "用户协商后停止").await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("ORDER_CANCELED")));
    assert_eq!(shop.kept("sign-plans", "s-1").await, kept);
}

#[tokio::test]
async fn only_a_sign_plan_of_ones_own() {
    let shop = Shop::open_partner().await;
    shop.partner_signed("s-1").await;
    for number in ["s-1", "s-2"] {
        assert_eq!(shop.stop_sign_plan(number, "用户协商后停止").await.status, 404);
    }
    assert_eq!(shop.kept("sign-plans", "s-1").await[1]["state"], "SIGNED");
}

#[tokio::test]
async fn the_reason_is_1_to_128_characters() {
    let shop = Shop::open().await;
    shop.signed("s-1", Behaviour::PaysAtOnce).await;
    assert_names(&shop.stop_sign_plan("s-1", "").await, "/stop_reason", "body");
    assert_names(&shop.stop_sign_plan("s-1", &"因".repeat(129)).await, "/stop_reason", "body");
    successful(shop.stop_sign_plan("s-1", &"因".repeat(128)).await);
}
