//! `POST /v3/payscore/permissions/openid/{openid}/terminate`

use crate::authorizations::{PERMISSIONS, ended, no_auth, not_found, refusal, unfinished_orders};
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn ends_the_users_authorization() {
    let shop = Shop::open().await;
    let user = Behaviour::PaysAtOnce;
    let answer = shop.terminate_of(user, "用户注销").await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    let ended_one = successful(shop.permission_of(user).await).json();
    assert_eq!(ended_one["authorization_state"], "UNAVAILABLE");
    successful(shop.terminate_of(user, "用户注销").await);
    assert_eq!(refusal(&shop.terminate_of(user, "另一个原因").await), ended());
    assert_eq!(successful(shop.permission_of(user).await).json(), ended_one);
}

#[tokio::test]
async fn an_unfinished_order_stands_in_the_way() {
    let shop = Shop::open().await;
    successful(shop.order_for("a-1", Behaviour::PaysAtOnce).await);
    assert_eq!(refusal(&shop.terminate_of(Behaviour::PaysAtOnce, "用户注销").await), unfinished_orders());
    let shown = successful(shop.permission_of(Behaviour::PaysAtOnce).await).json();
    assert_eq!(shown["authorization_state"], "AVAILABLE");
}

#[tokio::test]
async fn whoever_never_authorized_cannot_be_parted_from() {
    let shop = Shop::open().await;
    assert_eq!(refusal(&shop.terminate_of(Behaviour::NotAuthorized, "用户注销").await), not_found());
}

#[tokio::test]
async fn the_fields_are_checked() {
    let shop = Shop::open().await;
    let body = with(shop.termination("用户注销"), &json!({ "appid": shop.file.appid }));
    let target = format!("{PERMISSIONS}/openid/{}/terminate", shop.user(Behaviour::PaysAtOnce));
    for changes in [json!({ "appid": "wx-another" }), json!({ "service_id": "500009" })] {
        assert_eq!(refusal(&shop.client.post(target.as_str(), &with(body.clone(), &changes)).await), no_auth());
    }
    for (changes, field) in [(json!({ "appid": null }), "/appid"), (json!({ "reason": "" }), "/reason")] {
        assert_names(&shop.client.post(target.as_str(), &with(body.clone(), &changes)).await, field, "body");
    }
    let unknown = shop.client.post(format!("{PERMISSIONS}/openid/o-unknown/terminate"), &body).await;
    assert_names(&unknown, "/openid", "uri_template");
}
