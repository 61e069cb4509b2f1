//! `POST /v3/payscore/permissions`

use crate::authorizations::{PERMISSIONS, no_auth, refusal, refused};
use crate::shop::{HOUR, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn hands_out_a_token() {
    let shop = Shop::open().await;
    let answer = successful(shop.client.post(PERMISSIONS, &shop.pre_authorization("p-1")).await);
    insta::assert_json_snapshot!(answer.shown());
    assert_eq!(shop.permission_state("p-1").await, "UNBINDUSER");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again() {
    let shop = Shop::open().await;
    let token = shop.pre_authorize("p-1").await;
    let before = shop.permission_record("p-1").await;
    shop.server.advance(HOUR).await;
    assert_eq!(shop.pre_authorize("p-1").await, token, "good for an hour");
    assert_eq!(shop.permission_record("p-1").await, before);
    shop.server.advance(1).await;
    assert_ne!(shop.pre_authorize("p-1").await, token, "then another one");
}

#[tokio::test]
async fn the_same_number_with_other_parameters_is_refused() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    let before = shop.permission_record("p-1").await;
    let other = with(shop.pre_authorization("p-1"), &json!({ "notify_url": null }));
    let answer = shop.client.post(PERMISSIONS, &other).await;
    assert_eq!(refusal(&answer), refused(400, "PARAM_ERROR", "订单重入参数校验失败"));
    assert_eq!(shop.permission_record("p-1").await, before);
}

#[tokio::test]
async fn a_token_opens_the_page_for_an_hour() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    shop.server.advance(HOUR + 1).await;
    let late = shop.open_as("p-1", Behaviour::PaysAtOnce).await;
    assert_eq!((late.status, &late.body["code"]), (400, &json!("INVALID_REQUEST")));
    let message = late.body["message"].as_str().expect("a message");
    assert!(message.contains("预授权token已失效") && message.contains("pre-authorize again"), "{message}");
    shop.pre_authorize("p-1").await;
    shop.server.advance(HOUR).await;
    assert_eq!(shop.open_as("p-1", Behaviour::PaysAtOnce).await.status, 200);
}

#[tokio::test]
async fn who_may_ask_for_which_service() {
    let shop = Shop::open().await;
    for changes in [
        json!({ "appid": "wx-another" }),
        json!({ "service_id": "500009" }),
        // Its orders are confirmed one by one: there is nothing to authorize.
        json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }),
    ] {
        let answer = shop.client.post(PERMISSIONS, &with(shop.pre_authorization("p-1"), &changes)).await;
        assert_eq!(refusal(&answer), no_auth(), "{changes}");
        assert!(answer.json()["detail"]["issue"].is_string(), "{}", answer.text());
    }
    assert_eq!(shop.permission("p-1").await.status, 404);
}

#[tokio::test]
async fn broken_fields_are_named() {
    let shop = Shop::open().await;
    for (changes, field) in [
        (json!({ "service_id": null }), "/service_id"),
        (json!({ "appid": "" }), "/appid"),
        (json!({ "authorization_code": "汉字" }), "/authorization_code"),
        (json!({ "authorization_code": "1".repeat(33) }), "/authorization_code"),
        (json!({ "notify_url": "ftp://x" }), "/notify_url"),
    ] {
        let answer = shop.client.post(PERMISSIONS, &with(shop.pre_authorization("p-1"), &changes)).await;
        assert_names(&answer, field, "body");
    }
}

#[tokio::test]
async fn a_strict_server_wants_a_public_address() {
    let shop = Shop::open_with(|config| config.strict_notify_url = true).await;
    assert_names(&shop.client.post(PERMISSIONS, &shop.pre_authorization("p-1")).await, "/notify_url", "body");
    let without = with(shop.pre_authorization("p-1"), &json!({ "notify_url": null }));
    successful(shop.client.post(PERMISSIONS, &without).await);
}
