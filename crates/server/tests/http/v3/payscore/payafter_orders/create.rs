//! `POST /v3/payscore/payafter-orders`, but for who the user is said to be: that is `identity.rs`.

use super::PAY_AFTER_ORDERS;
use crate::shop::{RETAIL_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn says_how_to_open_the_confirmation_page() {
    let shop = Shop::open().await;
    insta::assert_json_snapshot!(shop.create_pay_after("p-1").await.shown());
    insta::assert_json_snapshot!(
        "says_how_to_open_the_confirmation_page_queried",
        shop.query_pay_after("p-1").await.shown()
    );
}

#[tokio::test]
async fn a_user_who_has_agreed_once_and_for_all_rides_at_once() {
    let shop = Shop::open().await;
    let body = shop.new_pay_after_for("p-1", Behaviour::PaysAtOnce);
    insta::assert_json_snapshot!(successful(shop.client.post(PAY_AFTER_ORDERS, &body).await).shown());
    let service_id = shop.service(ServiceKind::PayAfter, false);
    let order = shop.client.get(format!("{PAY_AFTER_ORDERS}?service_id={service_id}&out_order_no=p-1")).await.json();
    assert_eq!((&order["state"], &order["service_start_time"]), (&json!("USER_ACCEPTED"), &json!("20261121120000")));
    assert_ne!(order["finish_ticket"], json!(null));

    let nobody = with(shop.new_pay_after_for("p-2", Behaviour::PaysAtOnce), &json!({ "openid": null }));
    assert_names(&shop.client.post(PAY_AFTER_ORDERS, &nobody).await, "/openid", "body");
    let behaviours = [Behaviour::NotAuthorized, Behaviour::FailsAssessment, Behaviour::TeenMode];
    for behaviour in behaviours.into_iter().chain([Behaviour::HasOverdueOrders]) {
        let refused = shop.client.post(PAY_AFTER_ORDERS, &shop.new_pay_after_for("p-2", behaviour)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_REQUEST")), "{behaviour:?}");
    }
    let queried = shop.client.get(format!("{PAY_AFTER_ORDERS}?out_order_no=p-2")).await;
    assert_eq!(queried.status, 404, "nothing was created");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    let first = shop.create_pay_after("p-1").await;
    let record = shop.record("p-1").await;
    assert_eq!(shop.create_pay_after("p-1").await.text(), first.text());
    for changes in [
        json!({ "risk_amount": 9999 }),
        json!({ "attach": null }),
        json!({ "fees": null }),
        json!({ "service_start_time": "20261121" }),
    ] {
        let refused = shop.client.post(PAY_AFTER_ORDERS, &with(shop.new_pay_after("p-1"), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    let as_retail = json!({ "service_id": shop.service(ServiceKind::SmartRetail, true) });
    let refused = shop.client.post(RETAIL_ORDERS, &with(shop.new_pay_after("p-1"), &as_retail)).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_598), "the families share their numbers");
    assert_eq!(shop.record("p-1").await, record);
}

#[tokio::test]
async fn the_risk_amount_is_at_most_the_services_cap() {
    let shop = Shop::open().await;
    let at = |amount: i64| with(shop.new_pay_after(&format!("p-{amount}")), &json!({ "risk_amount": amount }));
    successful(shop.client.post(PAY_AFTER_ORDERS, &at(100_000)).await);
    let refused = shop.client.post(PAY_AFTER_ORDERS, &at(100_001)).await;
    assert_names(&refused, "/risk_amount", "body");
    assert_eq!(shop.query_pay_after("p-100001").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn who_may_use_which_service() {
    let shop = Shop::open().await;
    for changes in [
        json!({ "appid": shop.server.merchant("partner").appid }),
        json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }),
        json!({ "service_id": shop.service(ServiceKind::SmartRetail, true) }),
        json!({ "need_user_confirm": false, "openid": shop.user(Behaviour::PaysAtOnce) }),
    ] {
        let refused = shop.client.post(PAY_AFTER_ORDERS, &with(shop.new_pay_after("p-1"), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{changes}");
    }
    assert_eq!(shop.query_pay_after("p-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn limits_of_its_own() {
    let shop = Shop::open().await;
    let discounts: Vec<_> = (0..6).map(|n| json!({ "discount_name": n.to_string() })).collect();
    let fees: Vec<_> = (0..101).map(|_| json!({ "fee_name": "商品信息" })).collect();
    for (field, changes) in [
        ("/discounts", json!({ "discounts": discounts })),
        ("/fees", json!({ "fees": fees })),
        ("/fees/1/fee_name", json!({ "fees": [{ "fee_name": "租金" }, { "fee_name": "租金" }] })),
        ("/service_start_location", json!({ "service_start_location": "长".repeat(21) })),
        ("/attach", json!({ "attach": "a".repeat(201) })),
        ("/service_end_time", json!({ "service_start_time": "20261122", "service_end_time": "20261121" })),
        ("/risk_amount", json!({ "risk_amount": -1 })),
    ] {
        let refused = shop.client.post(PAY_AFTER_ORDERS, &with(shop.new_pay_after("p-1"), &changes)).await;
        assert_names(&refused, field, "body");
    }
    for field in ["appid", "service_id", "out_order_no"] {
        let refused =
            shop.client.post(PAY_AFTER_ORDERS, &with(shop.new_pay_after("p-1"), &json!({ field: null }))).await;
        assert_names(&refused, &format!("/{field}"), "body");
    }
    assert_eq!(shop.query_pay_after("p-1").await.status, 404, "nothing was created");
}
