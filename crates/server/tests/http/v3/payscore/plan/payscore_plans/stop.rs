//! `POST /v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop`

use crate::plan_shop::PLANS;
use crate::shop::{HOUR, Shop, successful};

#[tokio::test]
async fn a_stopped_plan_says_who_stopped_it_and_when() {
    let shop = Shop::open().await;
    shop.plan("p-1").await;
    shop.server.advance(HOUR).await;
    let stopped = successful(shop.stop_plan("p-1").await);
    insta::assert_json_snapshot!(stopped.shown());
    assert_eq!(shop.query_plan("p-1").await.json(), stopped.json());
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_with_or_without_a_body() {
    let shop = Shop::open().await;
    shop.plan("p-1").await;
    let first = successful(shop.stop_plan("p-1").await);
    let kept = shop.kept("plans", "p-1").await;
    shop.server.advance(HOUR).await;
    let target = format!("{PLANS}/merchant-plan-no/p-1/stop");
    let again = shop.client.request("POST", target).send().await;
    assert_eq!((again.status, again.text()), (200, first.text()));
    assert_eq!(shop.kept("plans", "p-1").await, kept);
    let recreated = successful(shop.client.post(PLANS, &shop.new_plan("p-1")).await).json();
    assert_eq!(recreated["plan_state"], "STOP", "to create it again does not start it again");
}

#[tokio::test]
async fn only_a_plan_of_ones_own() {
    let shop = Shop::open_partner().await;
    shop.partner_plan("p-1").await;
    for number in ["p-1", "p-2"] {
        let answer = shop.stop_plan(number).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")));
    }
    assert_eq!(shop.kept("plans", "p-1").await[1]["state"], "NORMAL");
}
