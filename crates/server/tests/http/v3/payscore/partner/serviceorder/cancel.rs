//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/cancel`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn an_order_that_is_not_settled() {
    let shop = Shop::open_partner().await;
    shop.create_for_sub("created").await;
    shop.doing_for_sub("in-use", Behaviour::PaysAtOnce).await;
    shop.completed_for_sub("owing", Behaviour::NeverHasBalance).await;
    for number in ["created", "in-use", "owing"] {
        let done = shop.act_for_sub(number, "cancel", &shop.of_sub(shop.cancellation("用户投诉"))).await;
        assert_eq!((done.status, done.body.as_slice()), (204, [].as_slice()), "{number}: {}", done.text());
        assert_eq!(shop.query_for_sub(number).await.json()["state"], "REVOKED", "{number}");
    }
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_reason_does_not() {
    let shop = Shop::open_partner().await;
    shop.create_for_sub("a-1").await;
    successful(shop.act_for_sub("a-1", "cancel", &shop.of_sub(shop.cancellation("用户投诉"))).await);
    let record = shop.record("a-1").await;
    successful(shop.act_for_sub("a-1", "cancel", &shop.of_sub(shop.cancellation("用户投诉"))).await);
    let other = shop.act_for_sub("a-1", "cancel", &shop.of_sub(shop.cancellation("机器故障"))).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn an_order_that_is_settled_or_at_the_bank_stays() {
    let shop = Shop::open_partner().await;
    shop.completed_for_sub("done", Behaviour::PaysAtOnce).await;
    let record = shop.record("done").await;
    let refused = shop.act_for_sub("done", "cancel", &shop.of_sub(shop.cancellation("用户投诉"))).await;
    assert_eq!((refused.status, refused.json()["message"].as_str()), (400, Some("当前订单状态不满足撤销条件")));
    assert_eq!(shop.record("done").await, record);

    let slow = Shop::open_with(|config| config.deduction_seconds = 60).await;
    let slow = Shop { client: slow.client_of("partner"), file: slow.server.merchant("partner"), ..slow };
    slow.completed_for_sub("a-1", Behaviour::PaysAtOnce).await;
    let refused = slow.act_for_sub("a-1", "cancel", &slow.of_sub(slow.cancellation("用户投诉"))).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_754), "{}", refused.text());
}

#[tokio::test]
async fn the_reason_is_1_to_50_characters() {
    let shop = Shop::open_partner().await;
    shop.create_for_sub("a-1").await;
    for reason in [json!("因".repeat(51)), json!(""), json!(null)] {
        let body = with(shop.of_sub(shop.cancellation("用户投诉")), &json!({ "reason": reason }));
        assert_names(&shop.act_for_sub("a-1", "cancel", &body).await, "/reason", "body");
    }
    successful(shop.act_for_sub("a-1", "cancel", &shop.of_sub(shop.cancellation(&"因".repeat(50)))).await);
}
