//! `POST /v3/payscore/oversea/partner/serviceorder/{out_order_no}/sync`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

fn paid(shop: &Shop, paid_time: &str) -> Value {
    let detail = json!({ "seq": 1, "paid_time": paid_time, "paid_amount": 300 });
    with(shop.oversea_party(), &json!({ "type": "Order_Paid", "detail": detail }))
}

#[tokio::test]
async fn paid_outside_wechat_pay_at_a_time_of_three_forms() {
    let shop = Shop::open_partner().await;
    for (number, paid_time, shown) in [
        ("a-1", "2026-11-21T12:00:00+08:00", "20261121120000"),
        ("a-2", "20261121115959", "20261121115959"),
        ("a-3", "20261121", "20261121000000"),
    ] {
        shop.completed_oversea(number, Behaviour::NeverHasBalance).await;
        let answer = shop.act_oversea(number, "sync", &paid(&shop, paid_time)).await;
        assert_eq!((answer.status, answer.text().as_str()), (204, ""), "{paid_time}");
        let order = shop.query_oversea(number).await.json();
        let detail = &order["collection"]["details"][0];
        assert_eq!((&order["state"], &detail["paid_type"]), (&json!("DONE"), &json!("MCH")));
        assert_eq!((&detail["paid_time"], &order["currency_price"]), (&json!(shown), &Value::Null));
        let record = shop.record(number).await;
        successful(shop.act_oversea(number, "sync", &paid(&shop, paid_time)).await);
        assert_eq!(shop.record(number).await, record, "the same call again changes nothing");
    }
}

#[tokio::test]
async fn what_it_must_say() {
    let shop = Shop::open_partner().await;
    shop.doing_oversea("doing", Behaviour::PaysAtOnce).await;
    let refused = shop.act_oversea("doing", "sync", &paid(&shop, "20261121")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
    shop.completed_oversea("a-1", Behaviour::NeverHasBalance).await;
    let record = shop.record("a-1").await;
    for (field, body) in [
        ("/detail/paid_time", paid(&shop, "2026-11-21T12:00:01+08:00")),
        ("/detail/paid_time", paid(&shop, "yesterday")),
        ("/detail/paid_time", paid(&shop, "OnAccept")),
        ("/detail/paid_time", with(paid(&shop, ""), &json!({ "detail": { "paid_time": null } }))),
        ("/type", with(paid(&shop, "20261121"), &json!({ "type": "Order_Refunded" }))),
    ] {
        assert_names(&shop.act_oversea("a-1", "sync", &body).await, field, "body");
    }
    assert_eq!(shop.record("a-1").await, record);
}
