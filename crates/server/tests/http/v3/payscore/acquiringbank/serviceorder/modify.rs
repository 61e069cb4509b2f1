//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/modify`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn lowers_what_is_owed_once() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    let answer = shop.act_bank("a-1", "modify", &shop.bank_modification(200)).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    successful(shop.act_bank("a-1", "modify", &shop.bank_modification(200)).await);
    let again = shop.act_bank("a-1", "modify", &shop.bank_modification(100)).await;
    assert_eq!((again.status, again.number()), (400, 271_316_598));
    successful(shop.register("a-1", "d-1").await);
    let order = shop.query_bank("a-1").await.json();
    assert_eq!((&order["total_amount"], &order["collection"]["paid_amount"]), (&json!(200), &json!(200)));
}

#[tokio::test]
async fn only_downwards_and_only_what_is_owed() {
    let shop = Shop::open_partner().await;
    shop.doing_bank("doing", Behaviour::PaysAtOnce).await;
    let refused = shop.act_bank("doing", "modify", &shop.bank_modification(200)).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    assert_names(&shop.act_bank("a-1", "modify", &shop.bank_modification(300)).await, "/total_amount", "body");
    let without_items = with(shop.bank_modification(200), &json!({ "post_payments": null }));
    assert_names(&shop.act_bank("a-1", "modify", &without_items).await, "/total_amount", "body");
    let no_reason = with(shop.bank_modification(200), &json!({ "reason": null }));
    assert_names(&shop.act_bank("a-1", "modify", &no_reason).await, "/reason", "body");
    assert_eq!(shop.record("a-1").await, record);
}
