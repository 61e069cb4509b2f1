//! `POST /v3/payscore/payafter-orders/{out_order_no}/complete`

use crate::shop::{HOUR, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn completes_an_order_in_use() {
    let shop = Shop::open().await;
    shop.riding("p-1", Behaviour::PaysAtOnce).await;
    let body = shop.pay_after_completion("p-1", 300).await;
    insta::assert_json_snapshot!(shop.act_pay_after("p-1", "complete", &body).await.shown());
    insta::assert_json_snapshot!("completes_an_order_in_use_queried", shop.query_pay_after("p-1").await.shown());
}

#[tokio::test]
async fn it_was_not_used_after_all() {
    let shop = Shop::open().await;
    shop.riding("p-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("p-1").await;
    let changes = json!({
        "finish_type": 1, "total_amount": 0, "cancel_reason": "车辆故障", "fees": null, "discounts": null,
        "real_service_end_time": null, "real_service_end_location": null,
    });
    let body = with(shop.pay_after_completion("p-1", 300).await, &changes);
    let no_reason = with(body.clone(), &json!({ "cancel_reason": null }));
    assert_names(&shop.act_pay_after("p-1", "complete", &no_reason).await, "/cancel_reason", "body");
    let charged = with(body.clone(), &json!({ "total_amount": 1, "fees": [{ "fee_amount": 1 }] }));
    assert_names(&shop.act_pay_after("p-1", "complete", &charged).await, "/total_amount", "body");
    assert_eq!(shop.record("p-1").await, record, "nothing changed");
    successful(shop.act_pay_after("p-1", "complete", &body).await);
    let order = shop.query_pay_after("p-1").await.json();
    assert_eq!(
        (&order["state"], &order["finish_type"], &order["total_amount"]),
        (&json!("REVOKED"), &json!(1), &json!(0))
    );
}

#[tokio::test]
async fn three_fields_are_needed_although_the_catalogue_lets_them_be_left_out() {
    let shop = Shop::open().await;
    shop.riding("p-1", Behaviour::PaysAtOnce).await;
    let body = shop.pay_after_completion("p-1", 300).await;
    for (field, value) in [
        ("finish_type", json!(null)),
        ("total_amount", json!(null)),
        ("finish_ticket", json!("")),
        ("finish_type", json!(3)),
        ("total_amount", json!(-1)),
    ] {
        let mut body = body.clone();
        body[field] = value;
        assert_names(&shop.act_pay_after("p-1", "complete", &body).await, &format!("/{field}"), "body");
    }
    assert_eq!(shop.pay_after_state("p-1").await, "USER_ACCEPTED");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    shop.riding("p-1", Behaviour::NeverHasBalance).await;
    let body = shop.pay_after_completion("p-1", 300).await;
    let first = successful(shop.act_pay_after("p-1", "complete", &body).await);
    shop.server.advance(HOUR).await;
    let record = shop.record("p-1").await;
    assert_eq!(successful(shop.act_pay_after("p-1", "complete", &body).await).text(), first.text());
    for changes in [json!({ "real_service_end_location": "别处" }), json!({ "profit_sharing": true })] {
        let refused = shop.act_pay_after("p-1", "complete", &with(body.clone(), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("p-1").await, record);
}

#[tokio::test]
async fn what_must_fit() {
    let shop = Shop::open().await;
    shop.riding("p-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("p-1").await;
    let body = shop.pay_after_completion("p-1", 300).await;
    for (field, changes) in [
        ("/total_amount", json!({ "total_amount": 299 })),
        ("/finish_ticket", json!({ "finish_ticket": "f".repeat(32) })),
        ("/real_service_end_time", json!({ "real_service_end_time": null })),
        ("/real_service_end_time", json!({ "real_service_end_time": "20261121120001" })),
        ("/real_service_end_time", json!({ "real_service_end_time": "20261121115959" })),
        ("/appid", json!({ "appid": "wx0000000000000000" })),
        ("/service_id", json!({ "service_id": shop.service(ServiceKind::SmartRetail, true) })),
    ] {
        assert_names(&shop.act_pay_after("p-1", "complete", &with(body.clone(), &changes)).await, field, "body");
    }
    let above = shop.pay_after_completion("p-1", 10_001).await;
    assert_names(&shop.act_pay_after("p-1", "complete", &above).await, "/total_amount", "body");
    assert_eq!(shop.record("p-1").await, record);
}

#[tokio::test]
async fn only_an_accepted_order_can_be_completed() {
    let shop = Shop::open().await;
    for number in ["created", "revoked"] {
        shop.create_pay_after(number).await;
    }
    successful(shop.act_pay_after("revoked", "cancel", &shop.pay_after_cancellation("用户投诉")).await);
    shop.accepted("cabinet", Behaviour::PaysAtOnce).await;
    let mut seen = serde_json::Map::new();
    for number in ["created", "revoked", "unknown", "cabinet"] {
        let body = json!({
            "appid": shop.file.appid, "service_id": shop.pay_after_service(), "finish_type": 2, "total_amount": 0,
            "finish_ticket": "f".repeat(32),
        });
        let record = shop.record(number).await;
        seen.insert(number.to_owned(), shop.act_pay_after(number, "complete", &body).await.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}
