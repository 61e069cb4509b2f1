//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/modify`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn lowers_what_is_collected_once() {
    let shop = Shop::open_partner().await;
    shop.completed_for_sub("a-1", Behaviour::PaysOnThirdAttempt).await;
    let done = shop.act_for_sub("a-1", "modify", &shop.of_sub(shop.modification(200))).await;
    assert_eq!((done.status, done.body.as_slice()), (204, [].as_slice()), "{}", done.text());
    let record = shop.record("a-1").await;
    successful(shop.act_for_sub("a-1", "modify", &shop.of_sub(shop.modification(200))).await);
    let again = shop.act_for_sub("a-1", "modify", &shop.of_sub(shop.modification(100))).await;
    assert_eq!((again.status, again.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
    shop.server.advance(3600).await;
    let order = shop.query_for_sub("a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]["paid_amount"]), (&json!("DONE"), &json!(200)));
}

#[tokio::test]
async fn only_what_is_owed_and_only_downwards() {
    let shop = Shop::open_partner().await;
    shop.completed_for_sub("owing", Behaviour::NeverHasBalance).await;
    shop.doing_for_sub("in-use", Behaviour::PaysAtOnce).await;
    let record = shop.record("owing").await;
    let more = shop.act_for_sub("owing", "modify", &shop.of_sub(shop.modification(300))).await;
    assert_names(&more, "/total_amount", "body");
    let nameless = with(shop.of_sub(shop.modification(200)), &json!({ "post_discounts": [{ "amount": 50 }] }));
    assert_names(&shop.act_for_sub("owing", "modify", &nameless).await, "/post_discounts/0/name", "body");
    assert_eq!(shop.record("owing").await, record);
    let early = shop.act_for_sub("in-use", "modify", &shop.of_sub(shop.modification(200))).await;
    assert_eq!((early.status, early.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
}
