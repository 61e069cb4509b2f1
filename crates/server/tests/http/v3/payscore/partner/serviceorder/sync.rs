//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/sync`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

#[tokio::test]
async fn paid_outside_wechat_pay() {
    let shop = Shop::open_partner().await;
    shop.completed_for_sub("a-1", Behaviour::NeverHasBalance).await;
    let more = json!({ "detail": { "seq": 1, "paid_amount": 300 } });
    let body = with(shop.of_sub(shop.sync("20261121120000")), &more);
    let done = shop.act_for_sub("a-1", "sync", &body).await;
    assert_eq!((done.status, done.body.as_slice()), (204, [].as_slice()), "{}", done.text());
    let record = shop.record("a-1").await;
    successful(shop.act_for_sub("a-1", "sync", &body).await);
    let other = shop.act_for_sub("a-1", "sync", &shop.of_sub(shop.sync("20261121115959"))).await;
    assert_eq!((other.status, other.json()["code"].as_str()), (400, Some("ORDER_DONE")));
    assert_eq!(shop.record("a-1").await, record);
    let detail = shop.query_for_sub("a-1").await.json()["collection"]["details"][0].clone();
    assert_eq!((&detail["paid_type"], &detail["transaction_id"]), (&json!("MCH"), &Value::Null));
}

#[tokio::test]
async fn only_what_is_owed_and_not_ahead() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("in-use", Behaviour::PaysAtOnce).await;
    let early = shop.act_for_sub("in-use", "sync", &shop.of_sub(shop.sync("20261121120000"))).await;
    assert_eq!((early.status, early.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
    shop.completed_for_sub("owing", Behaviour::NeverHasBalance).await;
    let record = shop.record("owing").await;
    let ahead = shop.act_for_sub("owing", "sync", &shop.of_sub(shop.sync("20261121120001"))).await;
    assert_names(&ahead, "/detail/paid_time", "body");
    let without = with(shop.of_sub(shop.sync("20261121")), &json!({ "detail": { "paid_time": null } }));
    assert_names(&shop.act_for_sub("owing", "sync", &without).await, "/detail/paid_time", "body");
    assert_eq!(shop.record("owing").await, record);
}
