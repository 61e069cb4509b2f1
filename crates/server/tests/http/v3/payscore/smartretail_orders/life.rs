//! The states of a smart-retail order, from creation to its end, as queries show them.

use crate::shop::{DAY, HOUR, Shop, successful};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn created_accepted_finished_paid() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    assert_eq!(shop.retail_state("a-1").await, "CREATED");
    shop.confirm("a-1", Behaviour::PaysOnThirdAttempt).await;
    insta::assert_json_snapshot!("user_accepted", shop.query_retail("a-1").await.shown());

    let body = shop.retail_completion("a-1", 300).await;
    successful(shop.act_retail("a-1", "complete", &body).await);
    insta::assert_json_snapshot!("finished", shop.query_retail("a-1").await.shown());
    shop.server.advance(35 * 60 - 1).await;
    assert_eq!(shop.retail_state("a-1").await, "FINISHED", "two deductions found no money");
    shop.server.advance(1).await;
    insta::assert_json_snapshot!("user_paid", shop.query_retail("a-1").await.shown());
}

#[tokio::test]
async fn who_never_has_balance_pays_by_hand() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::NeverHasBalance).await;
    let body = shop.retail_completion("a-1", 300).await;
    successful(shop.act_retail("a-1", "complete", &body).await);
    shop.server.advance(60 * DAY).await;
    assert_eq!(shop.retail_state("a-1").await, "FINISHED", "unpaid orders do not expire");
    let paid = shop.server.pay(&shop.file.mchid, "a-1").await;
    assert_eq!((paid.status, paid.body["state"].as_str()), (200, Some("USER_PAID")), "{}", paid.body);
    let order = shop.query_retail("a-1").await.json();
    assert_eq!(order["pay_succ_time"], "20270120120000");
}

#[tokio::test]
async fn an_unconfirmed_order_expires_after_an_hour() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    shop.server.advance(HOUR - 1).await;
    assert_eq!(shop.retail_state("a-1").await, "CREATED");
    shop.server.advance(1).await;
    assert_eq!(shop.retail_state("a-1").await, "EXPIRED");
    insta::assert_json_snapshot!("expired", shop.query_retail("a-1").await.shown());
    let late = shop.server.confirm(&shop.file.mchid, "a-1").await;
    assert_eq!((late.status, late.body["code"].as_str()), (400, Some("INVALID_ORDER_STATE")), "{}", late.body);
}

#[tokio::test]
async fn a_confirmed_order_does_not_expire() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    shop.server.advance(31 * DAY).await;
    assert_eq!(shop.retail_state("a-1").await, "USER_ACCEPTED");
}

#[tokio::test]
async fn a_deduction_under_way_lets_nobody_pay_twice() {
    let shop = Shop::open_with(|config| config.deduction_seconds = 60).await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let body = shop.retail_completion("a-1", 300).await;
    successful(shop.act_retail("a-1", "complete", &body).await);
    let record = shop.record("a-1").await;
    let paid = shop.server.pay(&shop.file.mchid, "a-1").await;
    assert_eq!((paid.status, paid.body["code"].as_str()), (400, Some("INVALID_REQUEST")), "{}", paid.body);
    assert_eq!(shop.record("a-1").await, record);
    shop.server.advance(59).await;
    assert_eq!(shop.retail_state("a-1").await, "FINISHED");
    shop.server.advance(1).await;
    assert_eq!(shop.retail_state("a-1").await, "USER_PAID");
}

#[tokio::test]
async fn users_who_say_no_or_whom_payscore_turns_down() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    let mchid = &shop.file.mchid;
    let declined = shop.server.confirm_as(mchid, "a-1", shop.user(Behaviour::Declines)).await;
    assert_eq!((declined.status, &declined.body["declined"]), (200, &json!(true)), "{}", declined.body);
    for behaviour in [Behaviour::FailsAssessment, Behaviour::TeenMode, Behaviour::HasOverdueOrders] {
        let refused = shop.server.confirm_as(mchid, "a-1", shop.user(behaviour)).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("INVALID_REQUEST")), "{behaviour:?}");
    }
    assert_eq!(shop.retail_state("a-1").await, "CREATED");
    let stranger = shop.server.confirm_as(mchid, "a-1", "oStranger").await;
    assert_eq!(stranger.status, 400, "{}", stranger.body);
}
