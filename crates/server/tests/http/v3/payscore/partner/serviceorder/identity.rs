//! What every later call must name of a sub-merchant's order, and whose orders it does not see.

use crate::shop::{PARTNER_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

/// Every later call, with a body that suits an order in USER_PAYING or in use.
fn calls(shop: &Shop) -> Vec<(&'static str, Value)> {
    let service_id = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) });
    vec![
        ("cancel", shop.of_sub(shop.cancellation("用户投诉"))),
        ("complete", shop.of_sub(shop.completion(300))),
        ("modify", shop.of_sub(shop.modification(200))),
        ("pay", shop.of_sub(service_id)),
        ("send-pendingmessage", shop.of_sub(shop.reminder("20261128"))),
        ("send-prepaidmessage", shop.of_sub(shop.reminder("20261128"))),
        ("sync", shop.of_sub(shop.sync("20261121120000"))),
    ]
}

#[tokio::test]
async fn sub_merchant_and_service_must_be_the_orders() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let other = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) });
    for (what, body) in calls(&shop) {
        let wrong = shop.act_for_sub("a-1", what, &with(body.clone(), &other)).await;
        assert_names(&wrong, "/service_id", "body");
        let stranger = shop.act_for_sub("a-1", what, &with(body.clone(), &json!({ "sub_mchid": "1900000199" }))).await;
        assert_eq!((stranger.status, stranger.json()["code"].as_str()), (403, Some("NO_AUTH")), "{what}");
        let nobody = shop.act_for_sub("a-1", what, &with(body.clone(), &json!({ "sub_mchid": null }))).await;
        assert_names(&nobody, "/sub_mchid", "body");
        let unknown = shop.act_for_sub("a-2", what, &body).await;
        assert_eq!((unknown.status, unknown.number()), (404, 271_317_510), "{what}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn the_service_may_be_left_out_where_its_field_is_optional() {
    let shop = Shop::open_partner().await;
    shop.completed_for_sub("a-1", Behaviour::NeverHasBalance).await;
    let without = |body: Value| with(body, &json!({ "service_id": null }));
    for (what, body) in calls(&shop) {
        let answer = shop.act_for_sub("a-1", what, &without(body)).await;
        match what {
            "modify" => drop(successful(answer)),
            "pay" => assert_eq!((answer.status, answer.json()["code"].as_str()), (403, Some("TRADE_ERROR"))),
            _ => assert_names(&answer, "/service_id", "body"),
        }
    }
}

#[tokio::test]
async fn the_providers_own_orders_and_the_sub_merchants_do_not_meet() {
    let shop = Shop::open_partner().await;
    shop.doing("own", Behaviour::PaysAtOnce).await;
    shop.doing_for_sub("theirs", Behaviour::PaysAtOnce).await;
    for (what, body) in calls(&shop) {
        let own = shop.act_for_sub("own", what, &body).await;
        assert_eq!((own.status, own.number()), (404, 271_317_510), "{what}");
        let direct = with(body, &json!({ "appid": shop.file.appid, "sub_mchid": null }));
        let theirs = shop.act("theirs", what, &direct).await;
        assert_eq!((theirs.status, theirs.number()), (404, 271_317_510), "{what}");
    }
    assert_eq!(shop.query_for_sub("own").await.status, 404);
    assert_eq!(shop.query("theirs").await.status, 404);
}

#[tokio::test]
async fn another_merchants_order_is_invisible() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("a-1", Behaviour::PaysAtOnce).await;
    let calls = calls(&shop);
    let direct = shop.client_of("default");
    for (what, body) in calls {
        let refused = direct.post(format!("{PARTNER_ORDERS}/a-1/{what}"), &body).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{what}");
    }
}
