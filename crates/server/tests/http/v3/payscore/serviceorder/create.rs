//! `POST /v3/payscore/serviceorder`

use crate::shop::{DAY, HOUR, RETAIL_ORDERS, SERVICE_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_that_waits_for_its_user() {
    let shop = Shop::open().await;
    insta::assert_json_snapshot!(shop.create("a-1").await.shown());
    insta::assert_json_snapshot!("an_order_that_waits_for_its_user_queried", shop.query("a-1").await.shown());
}

#[tokio::test]
async fn an_order_in_use_at_once() {
    let shop = Shop::open().await;
    let created = shop.client.post(SERVICE_ORDERS, &shop.new_order_for("a-1", Behaviour::PaysAtOnce)).await;
    insta::assert_json_snapshot!(created.shown());
}

#[tokio::test]
async fn what_is_left_out_comes_back_empty() {
    let shop = Shop::open().await;
    let least = json!({
        "post_payments": null, "post_discounts": null, "location": null, "attach": null,
        "risk_fund": { "description": null }, "time_range": { "start_time_remark": null },
    });
    let created = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &least)).await;
    insta::assert_json_snapshot!(created.shown());
}

#[tokio::test]
async fn the_same_call_again_succeeds_again() {
    let shop = Shop::open().await;
    let first = shop.create("a-1").await;
    let record = shop.record("a-1").await;
    assert_eq!(shop.create("a-1").await.text(), first.text(), "package and all");
    assert_eq!(shop.record("a-1").await, record);

    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    let confirmed = shop.create("a-1").await.json();
    assert_eq!(confirmed["state"], "DOING");
    assert_eq!(confirmed["order_id"], first.json()["order_id"]);
    assert_eq!(confirmed["package"], Value::Null);
}

#[tokio::test]
async fn ten_calls_at_once_make_one_order() {
    let shop = Shop::open().await;
    let body = shop.new_order("a-1");
    let calls = (0..10).map(|_| shop.client.post(SERVICE_ORDERS, &body));
    let answers = futures_util::future::join_all(calls).await;
    let first = successful(answers[0].clone()).text();
    assert!(answers.iter().all(|answer| answer.text() == first), "each names the one order");
    assert_eq!(shop.record("a-1").await[2].as_array().map(Vec::len), Some(1), "created once");
}

#[tokio::test]
async fn of_ten_different_calls_at_once_one_makes_the_order() {
    let shop = Shop::open().await;
    let bodies: Vec<_> =
        (0..10).map(|n| with(shop.new_order("a-1"), &json!({ "attach": format!("the {n}th") }))).collect();
    let answers =
        futures_util::future::join_all(bodies.iter().map(|body| shop.client.post(SERVICE_ORDERS, body))).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(made.len(), 1);
    assert!(refused.iter().all(|answer| (answer.status, answer.number()) == (400, 271_316_598)));
    assert_eq!(shop.query("a-1").await.json()["attach"], made[0].json()["attach"], "nothing of the others is left");
    assert_eq!(shop.record("a-1").await[2].as_array().map(Vec::len), Some(1), "created once");
}

#[tokio::test]
async fn that_a_number_is_taken_goes_before_what_is_wrong_with_a_new_order() {
    let shop = Shop::open_with(|config| config.strict_start_time = true).await;
    let at = |start: &str| with(shop.new_order("a-1"), &json!({ "time_range": { "start_time": start } }));
    let body = at("20261121120000");
    let first = successful(shop.client.post(SERVICE_ORDERS, &body).await);
    let dear = with(body.clone(), &json!({ "risk_fund": { "amount": 100_001 } }));
    for body in [&dear, &at("20261121115959")] {
        let refused = shop.client.post(SERVICE_ORDERS, body).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{}", refused.text());
    }
    shop.server.advance(HOUR).await;
    let again = shop.client.post(SERVICE_ORDERS, &body).await;
    assert_eq!(successful(again).text(), first.text(), "no new order could begin so early by now");
}

#[tokio::test]
async fn the_same_number_with_other_parameters_is_refused() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let record = shop.record("a-1").await;
    let refused = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &json!({ "attach": "other" }))).await;
    insta::assert_json_snapshot!(refused.shown());
    assert_eq!(refused.number(), 271_316_598);
    for changes in [
        json!({ "risk_fund": { "amount": 9999 } }),
        json!({ "post_payments": null }),
        json!({ "location": { "end_location": null } }),
        json!({ "notify_url": "http://127.0.0.1:9/other" }),
        json!({ "time_range": { "end_time": "20261122" } }),
    ] {
        let refused = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn a_number_is_taken_across_families() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    let refused = shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_598));
    shop.create("b-1").await;
    let refused = shop.client.post(RETAIL_ORDERS, &shop.new_retail_order("b-1")).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_598));
}

#[tokio::test]
async fn two_merchants_may_use_one_number() {
    let shop = Shop::open_partner().await;
    let mine = shop.create("a-1").await.json();
    let default = Shop { client: shop.client_of("default"), file: shop.server.merchant("default"), ..shop };
    let theirs = default.create("a-1").await.json();
    assert_ne!(mine["order_id"], theirs["order_id"]);
}

#[tokio::test]
async fn the_numbers_odd_characters_survive() {
    let shop = Shop::open().await;
    let number = "Az09_-|*";
    shop.create(number).await;
    assert_eq!(shop.query("Az09_-%7C%2A").await.json()["out_order_no"], number);
    let cancelled = shop.act("Az09_-|*", "cancel", &shop.cancellation("换一台")).await;
    assert_eq!(successful(cancelled).json()["out_order_no"], number);
    let again = shop.act("Az09_%2d%7c%2a", "cancel", &shop.cancellation("换一台")).await;
    assert_eq!(successful(again).json()["out_order_no"], number);
}

#[tokio::test]
async fn who_may_use_which_service() {
    let shop = Shop::open().await;
    let other = shop.server.merchant("partner");
    let retail = shop.service(ServiceKind::SmartRetail, true);
    let unconfirmed = shop.service(ServiceKind::ServiceOrder, false);
    let mut seen = serde_json::Map::new();
    for (name, changes) in [
        ("appid of another merchant", json!({ "appid": other.appid })),
        ("service of another merchant", json!({ "service_id": other.services[0].service_id })),
        ("service of another family", json!({ "service_id": retail })),
        ("service that needs no confirmation", json!({ "service_id": unconfirmed })),
        (
            "no confirmation where one is needed",
            json!({ "need_user_confirm": false, "openid": shop.user(Behaviour::PaysAtOnce) }),
        ),
    ] {
        let refused = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &changes)).await;
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn users_whom_payscore_turns_down() {
    let shop = Shop::open().await;
    let mut seen = serde_json::Map::new();
    for behaviour in
        [Behaviour::FailsAssessment, Behaviour::TeenMode, Behaviour::HasOverdueOrders, Behaviour::NotAuthorized]
    {
        let refused = shop.client.post(SERVICE_ORDERS, &shop.new_order_for("a-1", behaviour)).await;
        seen.insert(format!("{behaviour:?}"), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
    successful(shop.client.post(SERVICE_ORDERS, &shop.new_order_for("a-1", Behaviour::Declines)).await);
}

#[tokio::test]
async fn the_user_must_be_named_and_known() {
    let shop = Shop::open().await;
    let body = shop.new_order_for("a-1", Behaviour::PaysAtOnce);
    let unnamed = shop.client.post(SERVICE_ORDERS, &with(body.clone(), &json!({ "openid": null }))).await;
    assert_names(&unnamed, "/openid", "body");
    let stranger = shop.client.post(SERVICE_ORDERS, &with(body, &json!({ "openid": "oStranger" }))).await;
    assert_names(&stranger, "/openid", "body");
    assert_eq!(stranger.json()["detail"]["value"], "oStranger");
}

#[tokio::test]
async fn the_risk_fund_is_at_most_the_services_cap() {
    let shop = Shop::open().await;
    let at = |amount: i64| with(shop.new_order(&format!("a-{amount}")), &json!({ "risk_fund": { "amount": amount } }));
    successful(shop.client.post(SERVICE_ORDERS, &at(100_000)).await);
    let refused = shop.client.post(SERVICE_ORDERS, &at(100_001)).await;
    assert_names(&refused, "/risk_fund/amount", "body");
    insta::assert_json_snapshot!(refused.shown());
}

#[tokio::test]
async fn names_stand_once() {
    let shop = Shop::open().await;
    let payments = json!({ "post_payments": [{ "name": "租借费" }, { "name": "服务费" }, { "name": "租借费" }] });
    let refused = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &payments)).await;
    assert_names(&refused, "/post_payments/2/name", "body");
    let discount = json!({ "name": "立减", "description": "首单" });
    let discounts = json!({ "post_discounts": [discount, discount] });
    let refused = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &discounts)).await;
    assert_names(&refused, "/post_discounts/1/name", "body");
    let undescribed = json!({ "post_discounts": [{ "name": "立减" }] });
    let refused = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &undescribed)).await;
    assert_names(&refused, "/post_discounts/0/description", "body");
    let goods = json!({ "post_payments": [{ "name": "商品信息" }, { "name": "商品信息" }] });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &goods)).await);
}

#[tokio::test]
async fn the_end_is_not_before_the_start() {
    let shop = Shop::open().await;
    let range = |start: &str, end: &str| {
        let range = json!({ "time_range": { "start_time": start, "end_time": end } });
        with(shop.new_order(&format!("a-{start}")), &range)
    };
    let refused = shop.client.post(SERVICE_ORDERS, &range("20261121130000", "20261121125959")).await;
    assert_names(&refused, "/time_range/end_time", "body");
    assert_eq!(refused.json()["detail"]["value"], "20261121125959");
    successful(shop.client.post(SERVICE_ORDERS, &range("20261121130000", "20261121130000")).await);
    successful(shop.client.post(SERVICE_ORDERS, &range("20261121", "20261121")).await);
    let refused = shop.client.post(SERVICE_ORDERS, &range("20261122", "20261121")).await;
    assert_names(&refused, "/time_range/end_time", "body");
}

#[tokio::test]
async fn a_start_in_the_past_is_refused_where_that_is_asked_for() {
    let at = |shop: &Shop, start: &str| {
        with(shop.new_order(&format!("a-{start}")), &json!({ "time_range": { "start_time": start } }))
    };
    let lenient = Shop::open().await;
    successful(lenient.client.post(SERVICE_ORDERS, &at(&lenient, "20091225091010")).await);
    let strict = Shop::open_with(|config| config.strict_start_time = true).await;
    let refused = strict.client.post(SERVICE_ORDERS, &at(&strict, "20261121115959")).await;
    assert_names(&refused, "/time_range/start_time", "body");
    insta::assert_json_snapshot!(refused.shown());
    for start in ["20261121120000", "20261121", "OnAccept"] {
        successful(strict.client.post(SERVICE_ORDERS, &at(&strict, start)).await);
    }
}

#[tokio::test]
async fn a_notify_url_is_held_to_upstreams_rule_where_that_is_asked_for() {
    let shop = Shop::open_with(|config| config.strict_notify_url = true).await;
    let refused = shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await;
    assert_names(&refused, "/notify_url", "body");
    insta::assert_json_snapshot!(refused.shown());
    let public = json!({ "notify_url": "https://pay.example.invalid/notify" });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &public)).await);
}

#[tokio::test]
async fn a_package_opens_the_page_for_an_hour() {
    let shop = Shop::open().await;
    let first = shop.create("a-1").await.json();
    shop.server.advance(HOUR).await;
    assert_eq!(shop.create("a-1").await.json(), first, "not over yet: the same package");
    shop.server.advance(1).await;
    let mchid = &shop.file.mchid;
    let late = shop.server.confirm(mchid, "a-1").await;
    assert_eq!((late.status, late.body["code"].as_str()), (400, Some("INVALID_REQUEST")), "{}", late.body);
    assert_eq!(shop.state("a-1").await, "CREATED");

    let renewed = shop.create("a-1").await.json();
    assert_ne!(renewed["package"], first["package"]);
    assert_eq!(renewed["order_id"], first["order_id"]);
    assert_eq!(shop.create("a-1").await.json(), renewed, "until that one is over too");
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    assert_eq!(shop.state("a-1").await, "DOING/USER_CONFIRM");
}

#[tokio::test]
async fn an_unconfirmed_order_expires_after_30_days() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    shop.server.advance(30 * DAY - 1).await;
    assert_eq!(shop.state("a-1").await, "CREATED");
    shop.server.advance(1).await;
    assert_eq!(shop.state("a-1").await, "EXPIRED");
    insta::assert_json_snapshot!(shop.query("a-1").await.shown());
    let again = shop.create("a-1").await.json();
    assert_eq!((&again["state"], &again["package"]), (&json!("EXPIRED"), &Value::Null));
    let late = shop.server.confirm(&shop.file.mchid, "a-1").await;
    assert_eq!((late.status, late.body["code"].as_str()), (400, Some("INVALID_ORDER_STATE")), "{}", late.body);
}
