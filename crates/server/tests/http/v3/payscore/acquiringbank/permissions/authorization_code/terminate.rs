//! `POST /v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}/terminate`

use super::super::{CHANNEL, order, pre_authorization, service};
use crate::authorizations::{BANK_PERMISSIONS, ended, no_auth, not_found, refusal, refused, unfinished_orders};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use crate::v3::payscore::acquiringbank::serviceorder::BANK_ORDERS;
use payscore_domain::Behaviour;
use serde_json::{Value, json};

async fn terminate(shop: &Shop, code: &str, changes: &Value) -> Answer {
    let body = json!({
        "service_id": service(shop),
        "sub_mchid": shop.file.sub_mchid,
        "channel_id": CHANNEL,
        "reason": "用户注销",
    });
    let target = format!("{BANK_PERMISSIONS}/authorization-code/{code}/terminate");
    shop.client.post(target, &with(body, changes)).await
}

#[tokio::test]
async fn ends_an_authorization() {
    let shop = Shop::open_partner().await;
    successful(shop.client.post(BANK_PERMISSIONS, &pre_authorization(&shop, "p-1")).await);
    let early = terminate(&shop, "p-1", &json!({})).await;
    assert_eq!(refusal(&early), refused(400, "INVALID_ORDER_STATE", "单据状态错误"), "nobody gave it yet");
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    let answer = terminate(&shop, "p-1", &json!({})).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    successful(terminate(&shop, "p-1", &json!({ "channel_id": null })).await);
    assert_eq!(refusal(&terminate(&shop, "p-1", &json!({ "reason": "另一个原因" })).await), ended());
}

#[tokio::test]
async fn what_stands_in_the_way() {
    let shop = Shop::open_partner().await;
    let user = Behaviour::NotAuthorized;
    successful(shop.client.post(BANK_PERMISSIONS, &pre_authorization(&shop, "p-1")).await);
    shop.open_as("p-1", user).await;
    assert_eq!(refusal(&terminate(&shop, "p-2", &json!({})).await), not_found());
    let other_channel = terminate(&shop, "p-1", &json!({ "channel_id": "1900000301" })).await;
    assert_eq!((other_channel.status, other_channel.json()["code"].as_str()), (400, Some("INVALID_REQUEST")));
    assert_eq!(refusal(&terminate(&shop, "p-1", &json!({ "sub_mchid": "1900000199" })).await), no_auth());
    assert_names(&terminate(&shop, "p-1", &json!({ "reason": null })).await, "/reason", "body");
    successful(shop.client.post(BANK_ORDERS, &order(&shop, "a-1", shop.user(user))).await);
    assert_eq!(refusal(&terminate(&shop, "p-1", &json!({})).await), unfinished_orders());
}
