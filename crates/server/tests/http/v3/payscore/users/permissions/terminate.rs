//! `POST /v3/payscore/users/{openid}/permissions/{service_id}/terminate`

use crate::authorizations::{ended, no_auth, not_found, refusal, unfinished_orders};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

fn target(shop: &Shop, behaviour: Behaviour) -> String {
    format!("/v3/payscore/users/{}/permissions/{}/terminate", shop.user(behaviour), shop.unconfirmed_service())
}

async fn terminate(shop: &Shop, target: String, changes: &Value) -> Answer {
    let body = json!({ "appid": shop.file.appid, "reason": "用户注销" });
    shop.client.post(target, &with(body, changes)).await
}

#[tokio::test]
async fn ends_the_users_authorization_with_the_path_in_the_query_or_without() {
    let shop = Shop::open().await;
    let plain = target(&shop, Behaviour::PaysAtOnce);
    let answer = terminate(&shop, plain.clone(), &json!({})).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    let (openid, service_id) = (shop.user(Behaviour::PaysAtOnce), shop.unconfirmed_service());
    let repeated = format!("{plain}?openid={openid}&service_id={service_id}");
    successful(terminate(&shop, repeated, &json!({})).await);
    assert_eq!(refusal(&terminate(&shop, plain, &json!({ "reason": "另一个原因" })).await), ended());
    let shown = successful(shop.permission_of(Behaviour::PaysAtOnce).await).json();
    assert_eq!(shown["authorization_state"], "UNAVAILABLE");
}

#[tokio::test]
async fn what_stands_in_the_way() {
    let shop = Shop::open().await;
    let never = target(&shop, Behaviour::NotAuthorized);
    assert_eq!(refusal(&terminate(&shop, never, &json!({})).await), not_found());
    let plain = target(&shop, Behaviour::PaysAtOnce);
    assert_eq!(refusal(&terminate(&shop, plain.clone(), &json!({ "appid": "wx-another" })).await), no_auth());
    assert_names(&terminate(&shop, plain.clone(), &json!({ "reason": null })).await, "/reason", "body");
    successful(shop.order_for("a-1", Behaviour::PaysAtOnce).await);
    assert_eq!(refusal(&terminate(&shop, plain, &json!({})).await), unfinished_orders());
}
