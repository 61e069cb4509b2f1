//! `POST /v3/payscore/permissions/assess-user-risk-level`

use crate::authorizations::{PERMISSIONS, no_auth, not_found, refusal};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

async fn assess(shop: &Shop, changes: &Value) -> Answer {
    let body = json!({ "service_id": shop.unconfirmed_service(), "appid": shop.file.appid });
    shop.client.post(format!("{PERMISSIONS}/assess-user-risk-level"), &with(body, changes)).await
}

#[tokio::test]
async fn every_test_user_has_a_level() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::NotAuthorized).await;
    let mut levels = Vec::new();
    for user in &shop.file.users {
        let answer = successful(assess(&shop, &json!({ "openid": user.openid })).await).json();
        assert_eq!(answer["risk_level_version"], 1);
        levels.push(json!([user.behaviour, answer["user_risk_level"]]));
    }
    insta::assert_json_snapshot!(levels);
}

#[tokio::test]
async fn shows_the_authorization_and_takes_goods() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    let goods = json!([{ "name": "耳机", "picture": "http://x/1", "amount": 550, "count": 1, "category_id": ["1"] }]);
    let asked = json!({ "authorization_code": "p-1", "shopping_info": { "goods": goods } });
    insta::assert_json_snapshot!(successful(assess(&shop, &asked).await).shown());
}

#[tokio::test]
async fn somebody_must_be_named_and_only_one() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    assert_names(&assess(&shop, &json!({})).await, "/authorization_code", "body");
    let both = json!({ "authorization_code": "p-1", "openid": shop.user(Behaviour::PaysAtOnce) });
    assert_names(&assess(&shop, &both).await, "/authorization_code", "body");
    assert_names(&assess(&shop, &json!({ "openid": "o-unknown" })).await, "/openid", "body");
}

#[tokio::test]
async fn whoever_never_authorized_is_not_assessed() {
    let shop = Shop::open().await;
    let stranger = json!({ "openid": shop.user(Behaviour::NotAuthorized) });
    assert_eq!(refusal(&assess(&shop, &stranger).await), not_found());
    assert_eq!(refusal(&assess(&shop, &json!({ "authorization_code": "p-1" })).await), not_found());
    shop.pre_authorize("p-1").await;
    let asked = successful(assess(&shop, &json!({ "authorization_code": "p-1" })).await).json();
    assert_eq!((&asked["authorization_state"], asked.get("user_risk_level")), (&json!("UNBINDUSER"), None));
}

#[tokio::test]
async fn who_may_ask_for_which_service() {
    let shop = Shop::open().await;
    let user = json!({ "openid": shop.user(Behaviour::PaysAtOnce) });
    for changes in [json!({ "appid": "wx-another" }), json!({ "service_id": "500009" })] {
        assert_eq!(refusal(&assess(&shop, &with(user.clone(), &changes)).await), no_auth(), "{changes}");
    }
}

#[tokio::test]
async fn broken_fields_are_named() {
    let shop = Shop::open().await;
    let user = json!({ "openid": shop.user(Behaviour::PaysAtOnce) });
    for (changes, field) in [
        (json!({ "service_id": "" }), "/service_id"),
        (json!({ "shopping_info": {} }), "/shopping_info/goods"),
        (
            json!({ "shopping_info": { "goods": [{ "name": "a", "picture": "b", "amount": -1, "count": 1 }] } }),
            "/shopping_info/goods/0/amount",
        ),
    ] {
        assert_names(&assess(&shop, &with(user.clone(), &changes)).await, field, "body");
    }
}
