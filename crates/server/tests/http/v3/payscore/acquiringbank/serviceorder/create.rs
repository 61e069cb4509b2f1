//! `POST /v3/payscore/acquiringbank/serviceorder`

use super::BANK_ORDERS;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn waits_for_the_user_with_a_package() {
    let shop = Shop::open_partner().await;
    insta::assert_json_snapshot!(shop.create_bank("a-1").await.shown());
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!("as_queried_once_confirmed", shop.query_bank("a-1").await.shown());
}

#[tokio::test]
async fn without_confirmation_it_starts_at_once() {
    let shop = Shop::open_partner().await;
    let service = json!({
        "service_id": shop.service(ServiceKind::AcquiringBank, false),
        "need_user_confirm": false,
        "sub_openid": shop.user(Behaviour::PaysAtOnce),
    });
    let order = successful(shop.client.post(BANK_ORDERS, &with(shop.new_bank_order("a-1"), &service)).await).json();
    assert_eq!((&order["state"], &order["state_description"]), (&json!("DOING"), &json!("USER_CONFIRM")));
    assert_eq!(order["package"], Value::Null);
    let nobody = with(shop.new_bank_order("a-2"), &with(service, &json!({ "sub_openid": null })));
    assert_names(
        &shop.client.post(BANK_ORDERS, &with(nobody, &json!({ "sub_openid": null }))).await,
        "/openid",
        "body",
    );
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open_partner().await;
    let first = shop.create_bank("a-1").await.json();
    let record = shop.record("a-1").await;
    assert_eq!(shop.create_bank("a-1").await.json(), first);
    for changes in [json!({ "attach": "other" }), json!({ "sub_appid": null })] {
        let refused = shop.client.post(BANK_ORDERS, &with(shop.new_bank_order("a-1"), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn who_may_call_for_whom_and_through_what() {
    let shop = Shop::open_partner().await;
    let mut seen = serde_json::Map::new();
    for (name, changes) in [
        ("another sub-merchant", json!({ "sub_mchid": "1900000199" })),
        ("another sub-merchant's application", json!({ "sub_appid": shop.file.appid })),
        ("another channel", json!({ "channel_id": "1900000301" })),
        ("a partner's service", json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) })),
        ("a service without confirmation", json!({ "service_id": shop.service(ServiceKind::AcquiringBank, false) })),
    ] {
        let refused = shop.client.post(BANK_ORDERS, &with(shop.new_bank_order("a-1"), &changes)).await;
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.query_bank("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn what_is_broken_is_named() {
    let shop = Shop::open_partner().await;
    for (field, changes) in [
        ("/channel_id", json!({ "channel_id": null })),
        ("/sub_mchid", json!({ "sub_mchid": null })),
        ("/post_discounts/0/description", json!({ "post_discounts": [{ "name": "a" }] })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": null } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "name": "DEPOSIT", "amount": 100_001 } })),
    ] {
        let mut body = with(shop.new_bank_order("a-1"), &changes);
        if field == "/post_discounts/0/description" {
            body["post_discounts"] = json!([{ "name": "a" }]);
        }
        assert_names(&shop.client.post(BANK_ORDERS, &body).await, field, "body");
    }
    assert_eq!(shop.query_bank("a-1").await.status, 404);
}
