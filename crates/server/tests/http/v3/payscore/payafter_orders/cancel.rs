//! `POST /v3/payscore/payafter-orders/{out_order_no}/cancel`

use crate::shop::{Shop, assert_names, successful};
use payscore_domain::Behaviour;

#[tokio::test]
async fn an_order_that_waits_for_its_user() {
    let shop = Shop::open().await;
    shop.create_pay_after("p-1").await;
    let body = shop.pay_after_cancellation("用户投诉");
    insta::assert_json_snapshot!(shop.act_pay_after("p-1", "cancel", &body).await.shown());
    assert_eq!(shop.pay_after_state("p-1").await, "REVOKED");
}

#[tokio::test]
async fn any_other_order_stays() {
    let shop = Shop::open().await;
    shop.riding("accepted", Behaviour::PaysAtOnce).await;
    shop.ridden("finished", Behaviour::NeverHasBalance).await;
    shop.create_retail("cabinet").await;
    let mut seen = serde_json::Map::new();
    for number in ["accepted", "finished", "unknown", "cabinet"] {
        let record = shop.record(number).await;
        let refused = shop.act_pay_after(number, "cancel", &shop.pay_after_cancellation("用户投诉")).await;
        seen.insert(number.to_owned(), refused.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_reason_does_not() {
    let shop = Shop::open().await;
    shop.create_pay_after("p-1").await;
    let first = successful(shop.act_pay_after("p-1", "cancel", &shop.pay_after_cancellation("用户投诉")).await);
    let record = shop.record("p-1").await;
    let again = successful(shop.act_pay_after("p-1", "cancel", &shop.pay_after_cancellation("用户投诉")).await);
    assert_eq!(again.text(), first.text());
    let other = shop.act_pay_after("p-1", "cancel", &shop.pay_after_cancellation("车辆故障")).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("p-1").await, record);
}

#[tokio::test]
async fn the_reason_is_1_to_30_characters() {
    let shop = Shop::open().await;
    shop.create_pay_after("p-1").await;
    for reason in ["", &"因".repeat(31)] {
        let refused = shop.act_pay_after("p-1", "cancel", &shop.pay_after_cancellation(reason)).await;
        assert_names(&refused, "/reason", "body");
    }
    successful(shop.act_pay_after("p-1", "cancel", &shop.pay_after_cancellation(&"因".repeat(30))).await);
}
