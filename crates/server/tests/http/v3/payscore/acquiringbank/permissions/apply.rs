//! `POST /v3/payscore/acquiringbank/permissions`

use super::pre_authorization;
use crate::authorizations::{BANK_PERMISSIONS, no_auth, refusal, refused};
use crate::shop::{Shop, assert_names, successful, with};
use serde_json::json;

#[tokio::test]
async fn hands_out_a_token_for_a_channels_sub_merchant() {
    let shop = Shop::open_partner().await;
    let answer = successful(shop.client.post(BANK_PERMISSIONS, &pre_authorization(&shop, "p-1")).await);
    insta::assert_json_snapshot!(answer.shown());
    let again = successful(shop.client.post(BANK_PERMISSIONS, &pre_authorization(&shop, "p-1")).await);
    assert_eq!(again.json(), answer.json(), "the same call again");
    let other = with(pre_authorization(&shop, "p-1"), &json!({ "notify_url": null }));
    let answer = shop.client.post(BANK_PERMISSIONS, &other).await;
    assert_eq!(refusal(&answer), refused(400, "PARAM_ERROR", "订单重入参数校验失败"));
}

#[tokio::test]
async fn the_fields_are_checked() {
    let shop = Shop::open_partner().await;
    for changes in [
        json!({ "sub_mchid": "1900000199" }),
        json!({ "service_id": "500009" }),
        // A provider's, not a bank's.
        json!({ "service_id": shop.unconfirmed_service() }),
    ] {
        let body = with(pre_authorization(&shop, "p-1"), &changes);
        assert_eq!(refusal(&shop.client.post(BANK_PERMISSIONS, &body).await), no_auth(), "{changes}");
    }
    let other_channel = with(pre_authorization(&shop, "p-1"), &json!({ "channel_id": "1900000301" }));
    let answer = shop.client.post(BANK_PERMISSIONS, &other_channel).await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("INVALID_REQUEST")), "{}", answer.text());
    for field in ["channel_id", "sub_mchid", "authorization_code"] {
        let mut body = pre_authorization(&shop, "p-1");
        body[field] = json!("");
        assert_names(&shop.client.post(BANK_PERMISSIONS, &body).await, &format!("/{field}"), "body");
    }
}
