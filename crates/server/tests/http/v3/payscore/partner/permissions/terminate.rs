//! `POST /v3/payscore/partner/permissions/terminate`

use crate::authorizations::{PARTNER_PERMISSIONS, ended, no_auth, not_found, refusal, unfinished_orders};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

async fn terminate(shop: &Shop, changes: &Value) -> Answer {
    let body = json!({
        "service_id": shop.unconfirmed_service(),
        "appid": shop.file.appid,
        "sub_mchid": shop.file.sub_mchid,
        "openid": shop.user(Behaviour::NeverHasBalance),
        "reason": "用户注销",
    });
    shop.client.post(format!("{PARTNER_PERMISSIONS}/terminate"), &with(body, changes)).await
}

#[tokio::test]
async fn ends_the_users_authorization() {
    let shop = Shop::open_partner().await;
    let answer = terminate(&shop, &json!({})).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    let sub = json!({
        "openid": null,
        "sub_openid": shop.user(Behaviour::NeverHasBalance),
        "sub_appid": shop.file.sub_appid,
    });
    successful(terminate(&shop, &sub).await);
    assert_eq!(refusal(&terminate(&shop, &json!({ "reason": "另一个原因" })).await), ended());
}

#[tokio::test]
async fn an_unfinished_order_stands_in_the_way() {
    let shop = Shop::open_partner().await;
    let order = json!({ "openid": shop.user(Behaviour::NeverHasBalance) });
    successful(shop.complete_directly(&with(shop.direct_completion("a-1"), &order)).await);
    assert_eq!(refusal(&terminate(&shop, &json!({})).await), unfinished_orders());
    shop.server.pay(&shop.file.mchid, "a-1").await;
    successful(terminate(&shop, &json!({})).await);
}

#[tokio::test]
async fn what_stands_in_the_way() {
    let shop = Shop::open_partner().await;
    let stranger = json!({ "openid": shop.user(Behaviour::NotAuthorized) });
    assert_eq!(refusal(&terminate(&shop, &stranger).await), not_found());
    assert_eq!(refusal(&terminate(&shop, &json!({ "sub_mchid": "1900000199" })).await), no_auth());
    for (changes, field) in [
        (json!({ "openid": null }), "/openid"),
        (json!({ "openid": null, "sub_openid": "o" }), "/sub_appid"),
        (json!({ "reason": null }), "/reason"),
        (json!({ "sub_mchid": null }), "/sub_mchid"),
    ] {
        assert_names(&terminate(&shop, &changes).await, field, "body");
    }
}
