//! `POST /v3/payscore/oversea/partner/serviceorder/{out_order_no}/complete`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn completes_and_collects() {
    let shop = Shop::open_partner().await;
    shop.doing_oversea("a-1", Behaviour::PaysAtOnce).await;
    let answer = shop.act_oversea("a-1", "complete", &shop.oversea_completion(300)).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    assert_eq!(shop.oversea_state("a-1").await, "DONE");
    let record = shop.record("a-1").await;
    successful(shop.act_oversea("a-1", "complete", &shop.oversea_completion(300)).await);
    let other = shop.act_oversea("a-1", "complete", &shop.oversea_completion(301)).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn the_currency_may_be_left_out_and_must_be_the_orders() {
    let shop = Shop::open_partner().await;
    shop.doing_oversea("a-1", Behaviour::PaysAtOnce).await;
    let other = with(shop.oversea_completion(300), &json!({ "currency": "CNY" }));
    assert_names(&shop.act_oversea("a-1", "complete", &other).await, "/currency", "body");
    assert_eq!(shop.oversea_state("a-1").await, "DOING");
    let none = with(shop.oversea_completion(300), &json!({ "currency": null }));
    successful(shop.act_oversea("a-1", "complete", &none).await);
}

#[tokio::test]
async fn what_must_fit() {
    let shop = Shop::open_partner().await;
    shop.create_oversea("created").await;
    let created = shop.act_oversea("created", "complete", &shop.oversea_completion(300)).await;
    assert_eq!((created.status, created.json()["code"].as_str()), (400, Some("INVALID_REQUEST")));
    shop.doing_oversea("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    for (field, changes) in [
        ("/total_amount", json!({ "total_amount": 299 })),
        ("/time_range/end_time", json!({ "time_range": { "end_time": null } })),
        ("/time_range/end_time", json!({ "time_range": { "end_time": "20261121120001" } })),
        ("/post_payments", json!({ "post_payments": null })),
    ] {
        let body = with(shop.oversea_completion(300), &changes);
        assert_names(&shop.act_oversea("a-1", "complete", &body).await, field, "body");
    }
    let above = shop.act_oversea("a-1", "complete", &shop.oversea_completion(10_001)).await;
    assert_names(&above, "/total_amount", "body");
    assert_eq!(shop.record("a-1").await, record);
}
