//! `POST /v3/payscore/partner/serviceorder/direct-complete`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn creates_completes_and_collects() {
    let shop = Shop::open_partner().await;
    let done = shop.complete_directly(&shop.direct_completion("a-1")).await;
    assert_eq!((done.status, done.body.as_slice(), done.number()), (204, [].as_slice(), 0));
    assert_eq!(done.find("Content-Length").unwrap_or("0"), "0");
    insta::assert_json_snapshot!(shop.query_partner("&out_order_no=a-1").await.shown());
}

#[tokio::test]
async fn is_collected_like_any_other() {
    let shop = Shop::open_partner().await;
    let third = json!({ "openid": shop.user(Behaviour::PaysOnThirdAttempt) });
    successful(shop.complete_directly(&with(shop.direct_completion("a-1"), &third)).await);
    let order = shop.query_partner("&out_order_no=a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]["state"]), (&json!("DOING"), &json!("USER_PAYING")));
    shop.server.advance(35 * 60).await;
    let order = shop.query_partner("&out_order_no=a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]["state"]), (&json!("DONE"), &json!("USER_PAID")));
    assert_eq!(order["collection"]["details"][0]["paid_time"], "20261121123500");
}

#[tokio::test]
async fn what_costs_nothing_is_done_at_once() {
    let shop = Shop::open_partner().await;
    let free = json!({ "total_amount": 0, "post_payments": null, "post_discounts": null });
    successful(shop.complete_directly(&with(shop.direct_completion("a-1"), &free)).await);
    let order = shop.query_partner("&out_order_no=a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]), (&json!("DONE"), &Value::Null));
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open_partner().await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    let record = shop.record("a-1").await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    for changes in [
        json!({ "attach": "other" }),
        json!({ "goods_tag": "TAG" }),
        json!({ "total_amount": 500, "post_discounts": null }),
        json!({ "time_range": { "end_time": "20261121115400" } }),
    ] {
        let refused = shop.complete_directly(&with(shop.direct_completion("a-1"), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn the_sub_merchant_may_be_left_out_and_must_be_the_providers() {
    let shop = Shop::open_partner().await;
    let mut seen = serde_json::Map::new();
    for (name, changes) in [
        ("another sub-merchant", json!({ "sub_mchid": "1900000199" })),
        ("another sub-merchant's application", json!({ "sub_appid": shop.file.appid })),
        ("another provider's application", json!({ "appid": shop.file.sub_appid })),
        ("a service that needs confirmation", json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) })),
    ] {
        let refused = shop.complete_directly(&with(shop.direct_completion("a-1"), &changes)).await;
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.query_partner("&out_order_no=a-1").await.status, 404, "nothing was created");
    successful(shop.complete_directly(&with(shop.direct_completion("a-1"), &json!({ "sub_mchid": null }))).await);
    assert_eq!(shop.query_partner("&out_order_no=a-1").await.json()["sub_mchid"], json!(shop.file.sub_mchid));
}

#[tokio::test]
async fn a_direct_merchant_is_no_provider() {
    let partner = Shop::open_partner().await;
    let body = partner.direct_completion("a-1");
    let shop = Shop { client: partner.client_of("default"), file: partner.server.merchant("default"), ..partner };
    let service_id = shop.service(ServiceKind::ServiceOrder, false);
    let body = with(body, &json!({ "appid": shop.file.appid, "service_id": service_id, "sub_mchid": null }));
    let refused = shop.complete_directly(&body).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{}", refused.text());
}

#[tokio::test]
async fn what_is_refused_creates_nothing() {
    let shop = Shop::open_partner().await;
    let end = |end: &str| json!({ "time_range": { "end_time": end } });
    let payments = json!({ "post_payments": [{ "name": "租借费", "amount": 100_101 }], "total_amount": 100_001 });
    for (field, changes) in [
        ("/total_amount", json!({ "total_amount": 399 })),
        ("/total_amount", json!({ "total_amount": 401 })),
        ("/total_amount", payments),
        ("/time_range/end_time", end("20261121120001")),
        ("/time_range/end_time", end("20261121095959")),
        ("/time_range/start_time", json!({ "time_range": { "start_time": "OnAccept" } })),
        ("/time_range", json!({ "time_range": null })),
        ("/openid", json!({ "openid": null })),
        ("/openid", json!({ "openid": "oStranger" })),
        ("/sub_appid", json!({ "sub_appid": null })),
        ("/notify_url", json!({ "notify_url": "ftp://example.invalid" })),
    ] {
        let refused = shop.complete_directly(&with(shop.direct_completion("a-1"), &changes)).await;
        assert_names(&refused, field, "body");
    }
    for behaviour in
        [Behaviour::NotAuthorized, Behaviour::FailsAssessment, Behaviour::TeenMode, Behaviour::HasOverdueOrders]
    {
        let changes = json!({ "openid": shop.user(behaviour) });
        let refused = shop.complete_directly(&with(shop.direct_completion("a-1"), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_REQUEST")), "{behaviour:?}");
    }
    assert_eq!(shop.query_partner("&out_order_no=a-1").await.status, 404);
}
