//! `POST /v3/payscore/partner/serviceorder`

use crate::shop::{PARTNER_ORDERS, SERVICE_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn waits_for_the_user_with_a_package() {
    let shop = Shop::open_partner().await;
    insta::assert_json_snapshot!(shop.create_for_sub("a-1").await.shown());
    let order = successful(shop.query_for_sub("a-1").await).json();
    assert_eq!((&order["openid"], &order["sub_openid"]), (&Value::Null, &Value::Null), "nobody yet");
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!("as_queried_once_confirmed", shop.query_for_sub("a-1").await.shown());
}

#[tokio::test]
async fn the_application_of_the_sub_merchant_may_be_left_out() {
    let shop = Shop::open_partner().await;
    let body = with(shop.for_sub(shop.new_order("a-1")), &json!({ "sub_appid": null }));
    successful(shop.client.post(PARTNER_ORDERS, &body).await);
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    let order = successful(shop.query_for_sub("a-1").await).json();
    assert_eq!((&order["sub_appid"], &order["sub_openid"]), (&Value::Null, &Value::Null));
    assert_eq!(order["openid"], shop.user(Behaviour::PaysAtOnce));
}

#[tokio::test]
async fn without_confirmation_the_user_is_named_in_one_of_two_ways() {
    let shop = Shop::open_partner().await;
    let (user, post) =
        (shop.user(Behaviour::PaysAtOnce), async |body: Value| shop.client.post(PARTNER_ORDERS, &body).await);
    let body = |number: &str| shop.for_sub(shop.new_order_for(number, Behaviour::PaysAtOnce));
    for (number, changes) in [("a-1", json!({})), ("a-2", json!({ "openid": null, "sub_openid": user }))] {
        let order = successful(post(with(body(number), &changes)).await).json();
        assert_eq!((&order["state"], &order["state_description"]), (&json!("DOING"), &json!("USER_CONFIRM")));
        let order = successful(shop.query_partner(&format!("&out_order_no={number}")).await).json();
        assert_eq!((&order["openid"], &order["sub_openid"]), (&json!(user), &json!(user)), "{number}");
    }
    for (field, changes) in [
        ("/openid", json!({ "openid": null })),
        ("/openid", json!({ "sub_openid": user })),
        ("/openid", json!({ "openid": "oStranger" })),
        ("/sub_openid", json!({ "openid": null, "sub_openid": "oStranger" })),
        ("/sub_appid", json!({ "openid": null, "sub_openid": user, "sub_appid": null })),
    ] {
        assert_names(&post(with(body("a-3"), &changes)).await, field, "body");
    }
    assert_eq!(shop.query_partner("&out_order_no=a-3").await.status, 404);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open_partner().await;
    let first = shop.create_for_sub("a-1").await.json();
    let record = shop.record("a-1").await;
    assert_eq!(shop.create_for_sub("a-1").await.json(), first);
    for changes in [
        json!({ "attach": "other" }),
        json!({ "sub_appid": null }),
        json!({ "openid": shop.user(Behaviour::PaysAtOnce) }),
        json!({ "sub_openid": shop.user(Behaviour::PaysAtOnce) }),
    ] {
        let other = with(shop.for_sub(shop.new_order("a-1")), &changes);
        let refused = shop.client.post(PARTNER_ORDERS, &other).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    let own = shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await;
    assert_eq!((own.status, own.number()), (400, 271_316_598), "a number is taken for both kinds of call");
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn who_may_call_for_whom() {
    let shop = Shop::open_partner().await;
    let mut seen = serde_json::Map::new();
    for (name, changes) in [
        ("another sub-merchant", json!({ "sub_mchid": "1900000199" })),
        ("another sub-merchant's application", json!({ "sub_appid": shop.file.appid })),
        ("another provider's application", json!({ "appid": shop.file.sub_appid })),
        ("a service without confirmation", json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) })),
    ] {
        let refused = shop.client.post(PARTNER_ORDERS, &with(shop.for_sub(shop.new_order("a-1")), &changes)).await;
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.query_for_sub("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn a_direct_merchant_is_no_provider() {
    let partner = Shop::open_partner().await;
    let sub_mchid = partner.file.sub_mchid.clone();
    let shop = Shop { client: partner.client_of("default"), file: partner.server.merchant("default"), ..partner };
    let body = with(shop.new_order("a-1"), &json!({ "sub_mchid": sub_mchid }));
    let refused = shop.client.post(PARTNER_ORDERS, &body).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{}", refused.text());
}

#[tokio::test]
async fn users_whom_payscore_turns_down() {
    let shop = Shop::open_partner().await;
    for behaviour in
        [Behaviour::NotAuthorized, Behaviour::FailsAssessment, Behaviour::TeenMode, Behaviour::HasOverdueOrders]
    {
        let body = shop.for_sub(shop.new_order_for("a-1", behaviour));
        let refused = shop.client.post(PARTNER_ORDERS, &body).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_REQUEST")), "{behaviour:?}");
    }
    assert_eq!(shop.query_partner("&out_order_no=a-1").await.status, 404);
}

#[tokio::test]
async fn what_is_broken_is_named() {
    let shop = Shop::open_partner().await;
    for (field, changes) in [
        ("/sub_mchid", json!({ "sub_mchid": null })),
        ("/out_order_no", json!({ "out_order_no": "a b" })),
        ("/service_introduction", json!({ "service_introduction": "服".repeat(21) })),
        ("/risk_fund", json!({ "risk_fund": null })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": 100_001 } })),
        ("/time_range/end_time", json!({ "time_range": { "start_time": "20261122", "end_time": "20261121" } })),
        ("/notify_url", json!({ "notify_url": "ftp://example.invalid" })),
        ("/sub_openid", json!({ "sub_openid": "o".repeat(129) })),
    ] {
        let body = with(shop.for_sub(shop.new_order("a-1")), &changes);
        assert_names(&shop.client.post(PARTNER_ORDERS, &body).await, field, "body");
    }
    assert_eq!(shop.query_for_sub("a-1").await.status, 404);
}
