//! `POST /v3/payscore/smartretail-orders/{out_order_no}/cancel`

use crate::shop::{HOUR, Shop, assert_names, successful};
use payscore_domain::Behaviour;

#[tokio::test]
async fn an_order_that_waits_for_its_user() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    insta::assert_json_snapshot!(shop.act_retail("a-1", "cancel", &shop.retail_cancellation("用户投诉")).await.shown());
    insta::assert_json_snapshot!("an_order_that_waits_for_its_user_queried", shop.query_retail("a-1").await.shown());
    let confirmed = shop.server.confirm(&shop.file.mchid, "a-1").await;
    assert_eq!((confirmed.status, confirmed.body["code"].as_str()), (400, Some("ORDER_CANCELED")));
}

#[tokio::test]
async fn any_other_order_stays() {
    let shop = Shop::open().await;
    shop.create_retail("expired").await;
    shop.server.advance(HOUR).await;
    shop.accepted("accepted", Behaviour::PaysAtOnce).await;
    for (number, behaviour) in [("finished", Behaviour::NeverHasBalance), ("paid", Behaviour::PaysAtOnce)] {
        shop.accepted(number, behaviour).await;
        let body = shop.retail_completion(number, 300).await;
        let body = crate::shop::with(body, &serde_json::json!({ "real_service_end_time": "20261121130000" }));
        successful(shop.act_retail(number, "complete", &body).await);
    }
    let mut seen = serde_json::Map::new();
    for number in ["expired", "accepted", "finished", "paid", "unknown"] {
        let record = shop.record(number).await;
        let refused = shop.act_retail(number, "cancel", &shop.retail_cancellation("用户投诉")).await;
        seen.insert(number.to_owned(), refused.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_reason_does_not() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    let first = successful(shop.act_retail("a-1", "cancel", &shop.retail_cancellation("用户投诉")).await);
    let record = shop.record("a-1").await;
    let again = successful(shop.act_retail("a-1", "cancel", &shop.retail_cancellation("用户投诉")).await);
    assert_eq!(again.text(), first.text());
    let other = shop.act_retail("a-1", "cancel", &shop.retail_cancellation("机器故障")).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn the_reason_is_1_to_30_characters() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    for reason in ["", &"因".repeat(31)] {
        let refused = shop.act_retail("a-1", "cancel", &shop.retail_cancellation(reason)).await;
        assert_names(&refused, "/reason", "body");
    }
    successful(shop.act_retail("a-1", "cancel", &shop.retail_cancellation(&"因".repeat(30))).await);
}
