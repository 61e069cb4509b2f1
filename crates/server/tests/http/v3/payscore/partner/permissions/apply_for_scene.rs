//! `POST /v3/payscore/partner/permissions/apply-for-scene`

use crate::authorizations::{PARTNER_PERMISSIONS, no_auth, refusal, refused};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

async fn apply(shop: &Shop, changes: &Value) -> Answer {
    let scene = json!({
        "scene": "TRANSACTION",
        "transaction_scene_info": { "mchid": shop.file.mchid, "sub_mchid": shop.file.sub_mchid },
    });
    let body = with(with(shop.partner_pre_authorization("p-1"), &scene), changes);
    shop.client.post(format!("{PARTNER_PERMISSIONS}/apply-for-scene"), &body).await
}

#[tokio::test]
async fn hands_out_a_token_for_a_payment() {
    let shop = Shop::open_partner().await;
    let answer = successful(apply(&shop, &json!({})).await);
    insta::assert_json_snapshot!(answer.shown());
    assert_eq!(successful(apply(&shop, &json!({})).await).json(), answer.json(), "the same call again");
    assert_eq!(shop.open_as("p-1", Behaviour::NotAuthorized).await.status, 200);
}

#[tokio::test]
async fn a_number_is_for_one_way_of_asking() {
    let shop = Shop::open_partner().await;
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    assert_eq!(refusal(&apply(&shop, &json!({})).await), refused(400, "PARAM_ERROR", "订单重入参数校验失败"));
}

#[tokio::test]
async fn the_fields_are_checked() {
    let shop = Shop::open_partner().await;
    assert_eq!(refusal(&apply(&shop, &json!({ "sub_mchid": "1900000199" })).await), no_auth());
    for (changes, field) in [
        (json!({ "scene": "OTHER" }), "/scene"),
        (json!({ "scene": null }), "/scene"),
        (json!({ "transaction_scene_info": { "mchid": null } }), "/transaction_scene_info/mchid"),
    ] {
        assert_names(&apply(&shop, &changes).await, field, "body");
    }
}
