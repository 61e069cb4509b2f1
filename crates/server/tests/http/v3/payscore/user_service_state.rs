//! `GET /v3/payscore/user-service-state`

use crate::authorizations::{no_auth, refusal};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};

async fn state(shop: &Shop, service_id: &str, appid: &str, openid: &str) -> Answer {
    let query = format!("appid={appid}&service_id={service_id}&openid={openid}");
    shop.client.get(format!("/v3/payscore/user-service-state?{query}")).await
}

async fn state_of(shop: &Shop, behaviour: Behaviour) -> String {
    let answer = state(shop, shop.unconfirmed_service(), &shop.file.appid, shop.user(behaviour)).await;
    successful(answer).json()["use_service_state"].as_str().expect("a state").to_owned()
}

#[tokio::test]
async fn available_while_the_authorization_is_in_force() {
    let shop = Shop::open().await;
    let user = Behaviour::NotAuthorized;
    assert_eq!(state_of(&shop, user).await, "UNAVAILABLE");
    shop.pre_authorize("p-1").await;
    assert_eq!(state_of(&shop, user).await, "UNAVAILABLE");
    shop.open_as("p-1", user).await;
    assert_eq!(state_of(&shop, user).await, "AVAILABLE");
    successful(shop.terminate("p-1", &shop.termination("用户注销")).await);
    assert_eq!(state_of(&shop, user).await, "UNAVAILABLE");
}

#[tokio::test]
async fn the_answer_says_whose_state_it_is() {
    let shop = Shop::open().await;
    let user = shop.user(Behaviour::PaysAtOnce);
    insta::assert_json_snapshot!(state(&shop, shop.unconfirmed_service(), &shop.file.appid, user).await.shown());
    let confirmed = shop.service(ServiceKind::SmartRetail, true);
    let answer = successful(state(&shop, confirmed, &shop.file.appid, user).await).json();
    assert_eq!(answer["use_service_state"], "UNAVAILABLE", "nobody authorizes what is confirmed order by order");
}

#[tokio::test]
async fn application_service_and_user_must_be_known() {
    let shop = Shop::open().await;
    let (service_id, appid, user) =
        (shop.unconfirmed_service(), shop.file.appid.as_str(), shop.user(Behaviour::PaysAtOnce));
    assert_eq!(refusal(&state(&shop, service_id, "wx-another", user).await), no_auth());
    assert_eq!(refusal(&state(&shop, "500009", appid, user).await), no_auth());
    assert_names(&state(&shop, service_id, appid, "o-unknown").await, "/openid", "query");
    assert_names(&state(&shop, service_id, appid, "").await, "/openid", "query");
}
