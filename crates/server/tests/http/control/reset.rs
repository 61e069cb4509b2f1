//! `/_payscore/reset`

use crate::shop::{DAY, NOON, SERVICE_ORDERS, Shop, successful};
use payscore_domain::Behaviour;
use payscore_testkit::Receiver;
use serde_json::json;

#[tokio::test]
async fn takes_all_away_but_merchants() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await.notified_at(receiver.url());
    shop.server.set_notify_url(&shop.file.mchid, receiver.url()).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    shop.server.advance(DAY).await;
    shop.server.post("faults", &json!({ "fault": "SYSTEM_ERROR", "operation": "QueryServiceOrder" })).await;

    let reset = shop.server.post("reset", &json!({})).await;
    assert_eq!((reset.status, &reset.body["offset_seconds"]), (200, &json!(0)), "{}", reset.body);
    assert_eq!(reset.body["unix"], NOON);
    for (list, name) in [("orders", "orders"), ("notifications", "notifications"), ("faults", "faults")] {
        assert_eq!(shop.server.get(list).await.body[name], json!([]), "{list}");
    }
    assert_eq!(shop.server.get("requests").await.body["requests"], json!([]));
    let merchant = shop.server.get("merchants/default").await.body;
    assert_eq!(merchant["notify_url"], receiver.url(), "a merchant's settings stay");
    assert_eq!(shop.query("a-1").await.status, 404);
    // The number is free again, and the user's authorization is as in the beginning.
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    successful(shop.client.post(SERVICE_ORDERS, &shop.new_order_for("a-2", Behaviour::PaysAtOnce)).await);
}

#[tokio::test]
async fn what_was_authorized_since_is_gone_and_outlives_a_restart() {
    let mut shop = Shop::open().await;
    shop.authorize(Behaviour::NotAuthorized).await;
    shop.server.advance(DAY).await;
    let before = shop.server.get("permissions").await.body["permissions"].as_array().map(Vec::len);
    assert_eq!(shop.server.post("reset", &json!({})).await.status, 200);
    shop.restart().await;
    let after = shop.server.get("permissions").await.body["permissions"].as_array().map(Vec::len);
    assert_eq!(after.map(|count| count + 1), before);
    assert_eq!(shop.server.get("clock").await.body["offset_seconds"], 0);
}

#[tokio::test]
async fn a_nonce_may_come_again() {
    let shop = Shop::open().await;
    let ask = || shop.client.request("GET", shop.query_target("&out_order_no=a-1")).nonce("ONCE");
    assert_eq!(ask().send().await.status, 404);
    assert_eq!(ask().send_unsigned().await.status, 401);
    shop.server.post("reset", &json!({})).await;
    assert_eq!(ask().send().await.status, 404);
}
