//! `/_payscore/sign-plans…`

use crate::shop::{HOUR, Shop};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

#[tokio::test]
async fn lists_the_newest_first_by_state() {
    let shop = Shop::open().await;
    shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    shop.signed("s-2", Behaviour::PaysAtOnce).await;
    shop.unsigned("s-3", Behaviour::PaysAtOnce).await;
    let listed = async |query: &str| -> Vec<Value> {
        let page = shop.server.get(&format!("sign-plans?{query}")).await.body;
        let sign_plans = page["sign_plans"].as_array().expect("sign plans");
        sign_plans.iter().map(|sign_plan| sign_plan["merchant_sign_plan_no"].clone()).collect()
    };
    assert_eq!(listed("").await, ["s-3", "s-2", "s-1"]);
    assert_eq!(listed("state=SIGNED").await, ["s-2"]);
    assert_eq!(listed("state=UNSIGNED&limit=1").await, ["s-3"]);
}

#[tokio::test]
async fn the_user_signs_once_and_cancels_once() {
    let shop = Shop::open().await;
    shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    let cancelled = shop.user_side("s-1", "cancel").await;
    assert_eq!((cancelled.status, &cancelled.body["code"]), (400, &json!("INVALID_REQUEST")), "not signed yet");
    for _ in 0..2 {
        let signed = shop.user_side("s-1", "sign").await;
        assert_eq!((signed.status, &signed.body["state"]), (200, &json!("SIGNED")));
    }
    for _ in 0..2 {
        let cancelled = shop.user_side("s-1", "cancel").await;
        assert_eq!((cancelled.status, &cancelled.body["state"]), (200, &json!("SIGN_PLAN_CANCEL")));
    }
    let signed = shop.user_side("s-1", "sign").await;
    assert_eq!((signed.status, &signed.body["code"]), (400, &json!("ORDER_CANCELED")));
    let sign_plan = shop.query_sign_plan("s-1").await.json();
    assert_eq!((&sign_plan["cancel_sign_type"], &sign_plan["cancel_reason"]), (&json!("USER"), &json!("")));
    let timeline = shop.kept("sign-plans", "s-1").await[1]["timeline"].as_array().map(Vec::len);
    assert_eq!(timeline, Some(3), "created, signed, cancelled");
}

#[tokio::test]
async fn users_answer_by_their_habits() {
    let shop = Shop::open().await;
    shop.unsigned("declines", Behaviour::Declines).await;
    let declined = shop.user_side("declines", "sign").await;
    let told = (declined.status, &declined.body["state"], &declined.body["declined"]);
    assert_eq!(told, (200, &json!("UNSIGNED"), &json!(true)));
    for (number, behaviour, status) in [
        ("teen", Behaviour::TeenMode, 400),
        ("fails", Behaviour::FailsAssessment, 400),
        ("new", Behaviour::NotAuthorized, 200),
    ] {
        shop.unsigned(number, behaviour).await;
        assert_eq!(shop.user_side(number, "sign").await.status, status, "{number}");
    }
}

#[tokio::test]
async fn somebody_else_signs_nothing() {
    let shop = Shop::open().await;
    shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    let path = format!("sign-plans/{}/s-1/sign", shop.file.mchid);
    let stranger = json!({ "openid": shop.user(Behaviour::NeverHasBalance) });
    assert_eq!(shop.server.post(&path, &stranger).await.status, 400);
    assert_eq!(shop.server.post(&path, &json!({ "openid": "oNobody" })).await.status, 400);
    assert_eq!(shop.server.post(&path, &json!({ "user": "x" })).await.status, 400);
    assert_eq!(shop.user_side("s-2", "sign").await.status, 404);
    let signer = json!({ "openid": shop.user(Behaviour::PaysAtOnce) });
    assert_eq!(shop.server.post(&path, &signer).await.body["state"], "SIGNED");
}

#[tokio::test]
async fn a_plan_that_was_stopped_meanwhile_cannot_be_signed() {
    let shop = Shop::open().await;
    shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    shop.signed("s-2", Behaviour::PaysAtOnce).await;
    shop.stop_plan("s-1").await;
    shop.stop_plan("s-2").await;
    let refused = shop.user_side("s-1", "sign").await;
    assert_eq!((refused.status, &refused.body["code"]), (400, &json!("INVALID_REQUEST")));
    assert_eq!(shop.progress("s-2").await, "SIGNED 0: NOT_USED NOT_USED NOT_USED", "who has signed goes on");
}

#[tokio::test]
async fn the_signing_page_opens_for_two_hours() {
    let shop = Shop::open().await;
    shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    shop.unsigned("s-2", Behaviour::PaysAtOnce).await;
    shop.server.advance(2 * HOUR).await;
    assert_eq!(shop.user_side("s-1", "sign").await.status, 200);
    shop.server.advance(1).await;
    let late = shop.user_side("s-2", "sign").await;
    assert_eq!(late.status, 400);
    assert!(late.body["message"].as_str().is_some_and(|text| text.contains("package")), "{}", late.body);
}

#[tokio::test]
async fn a_closed_service_takes_all_that_was_signed_of_it_along() {
    let shop = Shop::open().await;
    shop.signed("s-1", Behaviour::PaysAtOnce).await;
    shop.signed("s-2", Behaviour::PaysAtOnce).await;
    shop.unsigned("s-3", Behaviour::PaysAtOnce).await;
    shop.signed("s-4", Behaviour::NeverHasBalance).await;
    shop.signed("s-5", Behaviour::PaysAtOnce).await;
    shop.user_side("s-5", "cancel").await;
    assert_eq!(shop.user_side("s-3", "close-service").await.status, 400, "it was not signed");
    for _ in 0..2 {
        let closed = shop.user_side("s-1", "close-service").await;
        assert_eq!((closed.status, &closed.body["state"]), (200, &json!("SIGN_PLAN_CANCEL")));
    }
    let kind = async |number: &str| shop.query_sign_plan(number).await.json()["cancel_sign_type"].clone();
    assert_eq!((kind("s-1").await, kind("s-2").await), (json!("REVOKE_SERVICE"), json!("REVOKE_SERVICE")));
    let others = (kind("s-3").await, kind("s-4").await, kind("s-5").await);
    assert_eq!(others, (json!("NOT_CANCEL"), json!("NOT_CANCEL"), json!("USER")));
    let told = shop.server.notifications("s-2").await;
    assert_eq!(told[0]["event_type"], "PAYSCORE.USER_CANCEL_SIGN_PLAN", "of each the merchant is told");
}
