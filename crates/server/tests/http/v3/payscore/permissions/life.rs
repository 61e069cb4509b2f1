//! From asking to the end, and what orders make of it.

use crate::authorizations::{refusal, refused};
use crate::shop::{HOUR, Shop, successful};
use crate::shown::redacted;
use payscore_domain::Behaviour;
use serde_json::json;

/// What an order without confirmation is told, where its user has not authorized the service.
fn not_authorized() -> (u16, String, String) {
    refused(400, "INVALID_REQUEST", "用户未授权此服务")
}

#[tokio::test]
async fn asked_given_taken_back_given_again() {
    let shop = Shop::open().await;
    let user = Behaviour::NotAuthorized;
    shop.pre_authorize("p-1").await;
    shop.server.advance(60).await;
    assert_eq!(shop.open_as("p-1", user).await.status, 200);
    shop.server.advance(60).await;
    let closed = shop.close("p-1").await;
    assert_eq!((closed.status, &closed.body["state"]), (200, &json!("UNAVAILABLE")));
    shop.server.advance(HOUR).await;
    shop.pre_authorize("p-1").await;
    assert_eq!(shop.open_as("p-1", user).await.status, 200);
    insta::assert_json_snapshot!(redacted(shop.permission_record("p-1").await));
}

#[tokio::test]
async fn an_order_without_confirmation_needs_it() {
    let shop = Shop::open().await;
    let user = Behaviour::NotAuthorized;
    assert_eq!(refusal(&shop.order_for("a-1", user).await), not_authorized());
    shop.pre_authorize("p-1").await;
    assert_eq!(refusal(&shop.order_for("a-1", user).await), not_authorized(), "asked for is not given");
    shop.open_as("p-1", user).await;
    successful(shop.order_for("a-1", user).await);
}

#[tokio::test]
async fn an_order_without_confirmation_is_refused_after_the_end_and_allowed_again_after_a_new_opening() {
    let shop = Shop::open().await;
    let user = Behaviour::PaysAtOnce;
    successful(shop.terminate_of(user, "用户注销").await);
    assert_eq!(refusal(&shop.order_for("a-1", user).await), not_authorized());
    shop.authorized("p-1", user).await;
    successful(shop.order_for("a-1", user).await);
    assert_eq!(shop.close("p-1").await.status, 200);
    assert_eq!(refusal(&shop.order_for("a-2", user).await), not_authorized());
    shop.authorize(user).await;
    successful(shop.order_for("a-2", user).await);
}

#[tokio::test]
async fn an_end_does_not_stop_the_orders_under_way() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    successful(shop.order_for("a-1", Behaviour::PaysAtOnce).await);
    assert_eq!(shop.close("p-1").await.status, 200, "orders under way do not hold the user");
    successful(shop.act("a-1", "complete", &shop.unconfirmed(shop.completion(300))).await);
    let order = shop.server.order(&shop.file.mchid, "a-1").await.body;
    assert_eq!(order["state"], "DONE", "deducted all the same");
}

#[tokio::test]
async fn what_users_have_from_the_start_stays_ended_over_a_restart() {
    let mut shop = Shop::open().await;
    successful(shop.terminate_of(Behaviour::PaysAtOnce, "用户注销").await);
    let before = successful(shop.permission_of(Behaviour::PaysAtOnce).await).json();
    shop.restart().await;
    assert_eq!(successful(shop.permission_of(Behaviour::PaysAtOnce).await).json(), before);
    assert_eq!(refusal(&shop.order_for("a-1", Behaviour::PaysAtOnce).await), not_authorized());
}

#[tokio::test]
async fn users_whom_payscore_turns_down_cannot_authorize() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    let before = shop.permission_record("p-1").await;
    for (behaviour, message) in [
        (Behaviour::TeenMode, "青少年模式"),
        (Behaviour::HasOverdueOrders, "超时未支付"),
        (Behaviour::FailsAssessment, "综合评估未通过"),
    ] {
        let answer = shop.open_as("p-1", behaviour).await;
        assert_eq!((answer.status, &answer.body["code"]), (400, &json!("INVALID_REQUEST")), "{behaviour:?}");
        assert!(answer.body["message"].as_str().is_some_and(|text| text.contains(message)), "{}", answer.body);
    }
    assert_eq!(shop.permission_record("p-1").await, before);
}

#[tokio::test]
async fn the_user_who_declines_leaves_it_asked_for() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    let declined = shop.open_as("p-1", Behaviour::Declines).await;
    assert_eq!((declined.status, &declined.body["declined"]), (200, &json!(true)), "{}", declined.body);
    assert_eq!(shop.permission_state("p-1").await, "UNBINDUSER");
}

#[tokio::test]
async fn a_number_is_for_one_user() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    shop.close("p-1").await;
    shop.pre_authorize("p-1").await;
    let other = shop.open_as("p-1", Behaviour::NeverHasBalance).await;
    assert_eq!((other.status, &other.body["code"]), (400, &json!("INVALID_REQUEST")), "{}", other.body);
    assert_eq!(shop.open_as("p-1", Behaviour::PaysAtOnce).await.status, 200);
}

#[tokio::test]
async fn a_new_number_takes_the_place_of_the_old_one() {
    let shop = Shop::open().await;
    let user = Behaviour::NotAuthorized;
    // Asked for in one order, given in the other.
    shop.pre_authorize("p-1").await;
    shop.pre_authorize("p-2").await;
    shop.open_as("p-2", user).await;
    shop.server.advance(1).await;
    shop.open_as("p-1", user).await;
    assert_eq!(
        (shop.permission_state("p-1").await, shop.permission_state("p-2").await),
        ("AVAILABLE".into(), "UNAVAILABLE".into())
    );
    assert_eq!(successful(shop.permission_of(user).await).json()["authorization_code"], "p-1", "the one in force");
    let old = shop.terminate("p-2", &shop.termination("用户注销")).await;
    assert_eq!(refusal(&old), refused(400, "INVALID_REQUEST", "商户解除授权的授权码不是这个用户签约的授权"));
    successful(shop.order_for("a-1", user).await);
}
