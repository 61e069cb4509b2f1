//! `POST /v3/payscore/oversea/partner/serviceorder`

use super::OVERSEA_ORDERS;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn is_in_the_sub_merchants_currency() {
    let shop = Shop::open_partner().await;
    insta::assert_json_snapshot!(shop.create_oversea("a-1").await.shown());
    for currency in ["CNY", "USD", "hkd"] {
        let body = with(shop.new_oversea("a-2"), &json!({ "currency": currency }));
        let refused = shop.client.post(OVERSEA_ORDERS, &body).await;
        assert_names(&refused, "/currency", "body");
        assert_eq!(refused.json()["detail"]["value"], currency);
    }
    let none = with(shop.new_oversea("a-2"), &json!({ "currency": null }));
    assert_names(&shop.client.post(OVERSEA_ORDERS, &none).await, "/currency", "body");
    assert_eq!(shop.query_oversea("a-2").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open_partner().await;
    let first = shop.create_oversea("a-1").await.json();
    let record = shop.record("a-1").await;
    assert_eq!(shop.create_oversea("a-1").await.json(), first);
    let other = with(shop.new_oversea("a-1"), &json!({ "attach": "other" }));
    let refused = shop.client.post(OVERSEA_ORDERS, &other).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn without_confirmation_the_user_is_named_in_one_of_two_ways() {
    let shop = Shop::open_partner().await;
    let user = shop.user(Behaviour::PaysAtOnce);
    let body = |changes: &serde_json::Value| {
        let service = json!({ "service_id": shop.service(ServiceKind::Oversea, false), "need_user_confirm": false });
        with(with(shop.new_oversea("a-1"), &service), changes)
    };
    for changes in [json!({}), json!({ "openid": user, "sub_openid": user })] {
        assert_names(&shop.client.post(OVERSEA_ORDERS, &body(&changes)).await, "/openid", "body");
    }
    let order = successful(shop.client.post(OVERSEA_ORDERS, &body(&json!({ "sub_openid": user }))).await).json();
    assert_eq!((&order["state"], &order["state_description"]), (&json!("DOING"), &json!("USER_CONFIRM")));
}

#[tokio::test]
async fn who_may_call_for_whom() {
    let shop = Shop::open_partner().await;
    for changes in [
        json!({ "sub_mchid": "1900000199" }),
        json!({ "sub_appid": shop.file.appid }),
        json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }),
        json!({ "service_id": shop.service(ServiceKind::Oversea, false) }),
    ] {
        let refused = shop.client.post(OVERSEA_ORDERS, &with(shop.new_oversea("a-1"), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{changes}");
    }
    assert_eq!(shop.query_oversea("a-1").await.status, 404, "nothing was created");
}
