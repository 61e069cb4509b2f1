//! `POST /v3/payscore/partner/permissions`

use crate::authorizations::{PARTNER_PERMISSIONS, no_auth, refusal, refused};
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn hands_out_a_token_for_a_sub_merchant() {
    let shop = Shop::open_partner().await;
    let answer = successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    insta::assert_json_snapshot!(answer.shown());
    let again = successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    assert_eq!(again.json(), answer.json(), "the same call again");
    assert_eq!(shop.open_as("p-1", Behaviour::NotAuthorized).await.status, 200);
    let order = json!({ "openid": shop.user(Behaviour::NotAuthorized) });
    successful(shop.complete_directly(&with(shop.direct_completion("a-1"), &order)).await);
}

#[tokio::test]
async fn the_same_number_with_other_parameters_is_refused() {
    let shop = Shop::open_partner().await;
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    let other = with(shop.partner_pre_authorization("p-1"), &json!({ "sub_appid": null }));
    let answer = shop.client.post(PARTNER_PERMISSIONS, &other).await;
    assert_eq!(refusal(&answer), refused(400, "PARAM_ERROR", "订单重入参数校验失败"));
    let direct = shop.client.post("/v3/payscore/permissions", &shop.pre_authorization("p-1")).await;
    assert_eq!(
        refusal(&direct),
        refused(400, "PARAM_ERROR", "订单重入参数校验失败"),
        "one number, one merchant number"
    );
}

#[tokio::test]
async fn who_may_ask_for_which_service() {
    let shop = Shop::open_partner().await;
    for changes in [
        json!({ "sub_mchid": "1900000199" }),
        json!({ "sub_appid": "wx-another" }),
        json!({ "appid": "wx-another" }),
        json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }),
    ] {
        let body = with(shop.partner_pre_authorization("p-1"), &changes);
        assert_eq!(refusal(&shop.client.post(PARTNER_PERMISSIONS, &body).await), no_auth(), "{changes}");
    }
    let without = with(shop.partner_pre_authorization("p-1"), &json!({ "sub_mchid": null }));
    assert_names(&shop.client.post(PARTNER_PERMISSIONS, &without).await, "/sub_mchid", "body");
}
