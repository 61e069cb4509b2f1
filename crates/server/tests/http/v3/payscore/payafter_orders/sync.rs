//! `POST /v3/payscore/payafter-orders/{out_order_no}/sync`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn paid_outside_wechat_pay() {
    let shop = Shop::open().await;
    shop.ridden("p-1", Behaviour::NeverHasBalance).await;
    let body = shop.pay_after_sync("20261121120000");
    insta::assert_json_snapshot!(shop.act_pay_after("p-1", "sync", &body).await.shown());
    insta::assert_json_snapshot!("paid_outside_wechat_pay_queried", shop.query_pay_after("p-1").await.shown());
    assert_eq!(shop.record("p-1").await[3], json!(null), "no deduction follows");
}

#[tokio::test]
async fn a_cabinets_order_can_be_settled_here_too() {
    let shop = Shop::open().await;
    shop.accepted("cabinet", Behaviour::NeverHasBalance).await;
    let completion = shop.retail_completion("cabinet", 300).await;
    successful(shop.act_retail("cabinet", "complete", &completion).await);
    let service = json!({ "service_id": shop.service(ServiceKind::SmartRetail, true) });
    let body = with(shop.pay_after_sync("20261121"), &service);
    successful(shop.act_pay_after("cabinet", "sync", &body).await);
    let order = shop.query_retail("cabinet").await.json();
    assert_eq!((&order["state"], &order["pay_type"]), (&json!("USER_PAID"), &json!("MchChannelPayType")));
    assert_eq!(order["pay_succ_time"], "20261121000000", "a day is its first moment");
}

#[tokio::test]
async fn only_what_is_owed_can_be_paid() {
    let shop = Shop::open().await;
    shop.create_pay_after("created").await;
    shop.riding("accepted", Behaviour::PaysAtOnce).await;
    shop.ridden("paid", Behaviour::PaysAtOnce).await;
    shop.create_pay_after("revoked").await;
    successful(shop.act_pay_after("revoked", "cancel", &shop.pay_after_cancellation("用户投诉")).await);
    shop.doing("service", Behaviour::PaysAtOnce).await;
    let body = shop.pay_after_sync("20261121120000");
    let mut seen = serde_json::Map::new();
    for number in ["created", "accepted", "paid", "revoked", "service", "unknown"] {
        let record = shop.record(number).await;
        seen.insert(number.to_owned(), shop.act_pay_after(number, "sync", &body).await.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn a_deduction_under_way_holds_it_back() {
    let shop = Shop::open_with(|config| config.deduction_seconds = 60).await;
    shop.ridden("p-1", Behaviour::PaysOnThirdAttempt).await;
    let body = shop.pay_after_sync("20261121120000");
    let refused = shop.act_pay_after("p-1", "sync", &body).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_754));
    shop.server.advance(60).await;
    successful(shop.act_pay_after("p-1", "sync", &body).await);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    shop.ridden("p-1", Behaviour::NeverHasBalance).await;
    let body = shop.pay_after_sync("20261121120000");
    let first = successful(shop.act_pay_after("p-1", "sync", &body).await);
    let record = shop.record("p-1").await;
    assert_eq!(successful(shop.act_pay_after("p-1", "sync", &body).await).text(), first.text());
    let other = shop.act_pay_after("p-1", "sync", &shop.pay_after_sync("20261121115959")).await;
    assert_eq!((other.status, other.json()["code"].as_str()), (400, Some("ORDER_DONE")));
    assert_eq!(shop.record("p-1").await, record);
}

#[tokio::test]
async fn what_it_must_say() {
    let shop = Shop::open().await;
    shop.ridden("p-1", Behaviour::NeverHasBalance).await;
    let record = shop.record("p-1").await;
    let body = shop.pay_after_sync("20261121120000");
    for (field, changes) in [
        ("/type", json!({ "type": null })),
        ("/type", json!({ "type": "Order_Refunded" })),
        ("/detail", json!({ "detail": null })),
        ("/detail/paid_time", json!({ "detail": { "paid_time": null } })),
        ("/detail/paid_time", json!({ "detail": { "paid_time": "OnAccept" } })),
        ("/detail/paid_time", json!({ "detail": { "paid_time": "20261121120001" } })),
        ("/appid", json!({ "appid": "wx0000000000000000" })),
        ("/service_id", json!({ "service_id": shop.service(ServiceKind::SmartRetail, true) })),
    ] {
        assert_names(&shop.act_pay_after("p-1", "sync", &with(body.clone(), &changes)).await, field, "body");
    }
    assert_eq!(shop.record("p-1").await, record);
    let least = with(body, &json!({ "appid": null, "service_id": null }));
    successful(shop.act_pay_after("p-1", "sync", &least).await);
}
