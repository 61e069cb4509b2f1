//! `GET /v3/payscore/permissions/openid/{openid}`

use crate::authorizations::{PERMISSIONS, no_auth, not_found, refusal};
use crate::shop::{Shop, assert_names, successful};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn shows_the_users_authorization() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::NotAuthorized).await;
    insta::assert_json_snapshot!(shop.permission_of(Behaviour::NotAuthorized).await.shown());
}

#[tokio::test]
async fn never_given_is_not_found_and_taken_back_is_shown() {
    let shop = Shop::open().await;
    let user = Behaviour::NotAuthorized;
    assert_eq!(refusal(&shop.permission_of(user).await), not_found());
    shop.pre_authorize("p-1").await;
    assert_eq!(refusal(&shop.permission_of(user).await), not_found(), "nobody knows yet whose it will be");
    shop.open_as("p-1", user).await;
    shop.close("p-1").await;
    assert_eq!(successful(shop.permission_of(user).await).json()["authorization_state"], "UNAVAILABLE");
}

#[tokio::test]
async fn of_several_that_ended_the_last_one_is_shown() {
    let shop = Shop::open().await;
    let user = Behaviour::NotAuthorized;
    for code in ["p-1", "p-2", "p-3"] {
        shop.pre_authorize(code).await;
    }
    for code in ["p-3", "p-1", "p-2"] {
        shop.server.advance(60).await;
        shop.open_as(code, user).await;
        shop.close(code).await;
    }
    assert_eq!(successful(shop.permission_of(user).await).json()["authorization_code"], "p-2");
}

#[tokio::test]
async fn the_one_in_force_is_found_behind_many_that_were_asked_for_later() {
    let shop = Shop::open().await;
    let user = Behaviour::NotAuthorized;
    shop.pre_authorize("first").await;
    for n in 1..=20 {
        shop.authorized(&format!("p-{n}"), user).await;
    }
    shop.open_as("first", user).await;
    let shown = successful(shop.permission_of(user).await).json();
    assert_eq!((&shown["authorization_code"], &shown["authorization_state"]), (&json!("first"), &json!("AVAILABLE")));
}

#[tokio::test]
async fn an_authorization_that_was_not_asked_for_shows_no_number() {
    let shop = Shop::open().await;
    shop.authorize(Behaviour::NotAuthorized).await;
    let shown = successful(shop.permission_of(Behaviour::NotAuthorized).await).json();
    assert_eq!((&shown["authorization_state"], shown.get("authorization_code")), (&json!("AVAILABLE"), None));
}

#[tokio::test]
async fn application_service_and_user_must_be_known() {
    let shop = Shop::open().await;
    let openid = shop.user(Behaviour::PaysAtOnce);
    let target =
        |service_id: &str, appid: &str| format!("{PERMISSIONS}/openid/{openid}?service_id={service_id}&appid={appid}");
    let (service_id, appid) = (shop.unconfirmed_service(), shop.file.appid.as_str());
    assert_eq!(refusal(&shop.client.get(target(service_id, "wx-another")).await), no_auth());
    assert_eq!(refusal(&shop.client.get(target("500009", appid)).await), no_auth());
    assert_names(&shop.client.get(target(service_id, "")).await, "/appid", "query");
    assert_names(&shop.client.get(shop.permission_of_target("o-unknown")).await, "/openid", "uri_template");
}
