//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/complete`

use crate::shop::{DAY, Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

#[tokio::test]
async fn nothing_is_deducted_by_itself() {
    let shop = Shop::open_partner().await;
    shop.doing_bank("a-1", Behaviour::PaysAtOnce).await;
    let answer = shop.act_bank("a-1", "complete", &shop.bank_completion(300)).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    shop.server.advance(60 * DAY).await;
    insta::assert_json_snapshot!(shop.query_bank("a-1").await.shown());
    assert_eq!(shop.record("a-1").await[3], Value::Null, "nothing is due");
}

#[tokio::test]
async fn the_channel_may_be_left_out_and_must_be_the_orders() {
    let shop = Shop::open_partner().await;
    shop.doing_bank("a-1", Behaviour::PaysAtOnce).await;
    let other = with(shop.bank_completion(300), &json!({ "channel_id": "1900000301" }));
    assert_eq!(shop.act_bank("a-1", "complete", &other).await.status, 400);
    assert_eq!(shop.bank_state("a-1").await, "DOING/USER_CONFIRM");
    let none = with(shop.bank_completion(300), &json!({ "channel_id": null }));
    successful(shop.act_bank("a-1", "complete", &none).await);
    assert_eq!(shop.bank_state("a-1").await, "DOING/MCH_COMPLETE");
}

#[tokio::test]
async fn what_costs_nothing_is_done_at_once() {
    let shop = Shop::open_partner().await;
    shop.doing_bank("a-1", Behaviour::PaysAtOnce).await;
    successful(shop.act_bank("a-1", "complete", &shop.bank_completion(0)).await);
    assert_eq!(shop.bank_state("a-1").await, "DONE");
    let registered = shop.register("a-1", "d-1").await;
    assert_eq!((registered.status, registered.json()["code"].as_str()), (400, Some("ORDER_DONE")));
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    successful(shop.act_bank("a-1", "complete", &shop.bank_completion(300)).await);
    let other = shop.act_bank("a-1", "complete", &shop.bank_completion(301)).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn what_must_fit() {
    let shop = Shop::open_partner().await;
    shop.create_bank("created").await;
    let created = shop.act_bank("created", "complete", &shop.bank_completion(300)).await;
    assert_eq!((created.status, created.json()["code"].as_str()), (400, Some("INVALID_REQUEST")));
    shop.doing_bank("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    for (field, changes) in [
        ("/total_amount", json!({ "total_amount": 299 })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": null } })),
        ("/time_range/end_time", json!({ "time_range": { "end_time": "20261121120001" } })),
        ("/post_payments", json!({ "post_payments": null })),
    ] {
        let body = with(shop.bank_completion(300), &changes);
        assert_names(&shop.act_bank("a-1", "complete", &body).await, field, "body");
    }
    let above = shop.act_bank("a-1", "complete", &shop.bank_completion(10_001)).await;
    assert_names(&above, "/total_amount", "body");
    assert_eq!(shop.record("a-1").await, record);
}
