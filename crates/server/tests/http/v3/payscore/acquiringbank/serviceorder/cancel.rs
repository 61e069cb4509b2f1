//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/cancel`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn an_order_that_is_not_settled() {
    let shop = Shop::open_partner().await;
    let body = with(shop.bank_party(), &json!({ "reason": "用户投诉" }));
    shop.create_bank("created").await;
    shop.doing_bank("doing", Behaviour::PaysAtOnce).await;
    shop.owing_bank("owing", Behaviour::NeverHasBalance).await;
    successful(shop.register("owing", "d-1").await);
    for number in ["created", "doing", "owing"] {
        let answer = shop.act_bank(number, "cancel", &body).await;
        assert_eq!((answer.status, answer.text().as_str()), (204, ""), "{number}");
        assert_eq!(shop.bank_state(number).await, "REVOKED");
        let record = shop.record(number).await;
        successful(shop.act_bank(number, "cancel", &body).await);
        assert_eq!(shop.record(number).await, record, "the same call again changes nothing");
    }
}

#[tokio::test]
async fn one_that_is_settled_stays() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("paid", Behaviour::PaysAtOnce).await;
    successful(shop.register("paid", "d-1").await);
    let body = with(shop.bank_party(), &json!({ "reason": "用户投诉" }));
    let refused = shop.act_bank("paid", "cancel", &body).await;
    assert_eq!((refused.status, refused.json()["message"].as_str()), (400, Some("当前订单状态不满足撤销条件")));
    assert_eq!(shop.bank_state("paid").await, "DONE");
    for field in ["channel_id", "sub_mchid", "service_id", "reason"] {
        let refused = shop.act_bank("paid", "cancel", &with(body.clone(), &json!({ field: null }))).await;
        assert_names(&refused, &format!("/{field}"), "body");
    }
}
