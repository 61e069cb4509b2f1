//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/sync`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

fn paid(shop: &Shop, paid_time: &str) -> Value {
    with(shop.bank_party(), &json!({ "type": "Order_Paid", "detail": { "paid_time": paid_time } }))
}

#[tokio::test]
async fn paid_outside_wechat_pay() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::NeverHasBalance).await;
    successful(shop.register("a-1", "d-1").await);
    let answer = shop.act_bank("a-1", "sync", &paid(&shop, "20261121120000")).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    let order = shop.query_bank("a-1").await.json();
    assert_eq!((&order["state"], &order["collection"]["details"][0]["paid_type"]), (&json!("DONE"), &json!("MCH")));
    let record = shop.record("a-1").await;
    successful(shop.act_bank("a-1", "sync", &paid(&shop, "20261121120000")).await);
    assert_eq!(shop.record("a-1").await, record, "the same call again changes nothing");
}

#[tokio::test]
async fn only_what_is_owed_can_be_paid() {
    let shop = Shop::open_partner().await;
    shop.doing_bank("doing", Behaviour::PaysAtOnce).await;
    let refused = shop.act_bank("doing", "sync", &paid(&shop, "20261121120000")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    for (field, body) in [
        ("/detail/paid_time", paid(&shop, "20261121120001")),
        ("/detail/paid_time", paid(&shop, "OnAccept")),
        ("/type", with(paid(&shop, "20261121"), &json!({ "type": "Order_Refunded" }))),
        ("/detail", with(paid(&shop, "20261121"), &json!({ "detail": null }))),
    ] {
        assert_names(&shop.act_bank("a-1", "sync", &body).await, field, "body");
    }
    assert_eq!(shop.record("a-1").await, record);
}
