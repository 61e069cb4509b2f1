//! `POST /v3/payscore/partner/permissions/assess-user-risk-level`

use crate::authorizations::{PARTNER_PERMISSIONS, no_auth, not_found, refusal};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

async fn assess(shop: &Shop, query: &str, changes: &Value) -> Answer {
    let body = json!({ "service_id": shop.unconfirmed_service(), "appid": shop.file.appid });
    shop.client.post(format!("{PARTNER_PERMISSIONS}/assess-user-risk-level{query}"), &with(body, changes)).await
}

fn named(shop: &Shop) -> String {
    format!("?sub_mchid={}", shop.sub_mchid())
}

#[tokio::test]
async fn takes_the_sub_merchant_from_the_query_and_the_rest_from_the_body() {
    let shop = Shop::open_partner().await;
    let openid = shop.user(Behaviour::PaysOnThirdAttempt);
    let answer = successful(assess(&shop, &named(&shop), &json!({ "openid": openid })).await);
    insta::assert_json_snapshot!(answer.shown());
    let by_sub_openid = json!({ "sub_openid": openid, "sub_appid": shop.file.sub_appid });
    assert_eq!(successful(assess(&shop, &named(&shop), &by_sub_openid).await).json(), answer.json());
    assert_names(&assess(&shop, &named(&shop), &json!({ "sub_openid": openid })).await, "/sub_appid", "body");
}

#[tokio::test]
async fn the_sub_merchant_must_be_there_and_the_providers() {
    let shop = Shop::open_partner().await;
    let user = json!({ "openid": shop.user(Behaviour::PaysAtOnce) });
    assert_names(&assess(&shop, "", &user).await, "/sub_mchid", "query");
    assert_eq!(refusal(&assess(&shop, "?sub_mchid=1900000199", &user).await), no_auth());
}

#[tokio::test]
async fn somebody_must_be_named_who_has_authorized() {
    let shop = Shop::open_partner().await;
    assert_names(&assess(&shop, &named(&shop), &json!({})).await, "/authorization_code", "body");
    let stranger = json!({ "openid": shop.user(Behaviour::NotAuthorized) });
    assert_eq!(refusal(&assess(&shop, &named(&shop), &stranger).await), not_found());
}
