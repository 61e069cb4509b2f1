//! `POST /v3/payscore/partner/permissions/authorization-code/{authorization_code}/terminate`

use crate::authorizations::{PARTNER_PERMISSIONS, ended, no_auth, not_found, refusal, refused, unfinished_orders};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

async fn terminate(shop: &Shop, code: &str, changes: &Value) -> Answer {
    let body = with(shop.termination("用户注销"), &json!({ "sub_mchid": shop.file.sub_mchid }));
    let target = format!("{PARTNER_PERMISSIONS}/authorization-code/{code}/terminate");
    shop.client.post(target, &with(body, changes)).await
}

#[tokio::test]
async fn ends_an_authorization() {
    let shop = Shop::open_partner().await;
    assert_eq!(refusal(&terminate(&shop, "p-1", &json!({})).await), not_found());
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    let early = terminate(&shop, "p-1", &json!({})).await;
    assert_eq!(refusal(&early), refused(400, "INVALID_ORDER_STATE", "单据状态错误"), "nobody gave it yet");
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    let answer = terminate(&shop, "p-1", &json!({})).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    successful(terminate(&shop, "p-1", &json!({})).await);
    assert_eq!(refusal(&terminate(&shop, "p-1", &json!({ "reason": "另一个原因" })).await), ended());
}

#[tokio::test]
async fn what_stands_in_the_way() {
    let shop = Shop::open_partner().await;
    let user = Behaviour::NeverHasBalance;
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    shop.open_as("p-1", user).await;
    assert_eq!(refusal(&terminate(&shop, "p-1", &json!({ "sub_mchid": "1900000199" })).await), no_auth());
    assert_names(&terminate(&shop, "p-1", &json!({ "sub_mchid": null })).await, "/sub_mchid", "body");
    assert_names(&terminate(&shop, "p-1", &json!({ "reason": "长".repeat(51) })).await, "/reason", "body");
    let order = with(shop.direct_completion("a-1"), &json!({ "openid": shop.user(user) }));
    successful(shop.complete_directly(&order).await);
    assert_eq!(refusal(&terminate(&shop, "p-1", &json!({})).await), unfinished_orders());
}
