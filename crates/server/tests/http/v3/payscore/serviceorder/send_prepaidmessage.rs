//! `POST /v3/payscore/serviceorder/{out_order_no}/send-prepaidmessage`

use crate::shop::{DAY, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

const WHAT: &str = "send-prepaidmessage";

#[tokio::test]
async fn is_noted_and_changes_nothing_else() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let before = shop.query("a-1").await.json();
    let sent = shop.act("a-1", WHAT, &shop.reminder("20261128")).await;
    assert_eq!((sent.status, sent.body.as_slice(), sent.number()), (204, [].as_slice(), 0), "{}", sent.text());
    assert_eq!(shop.query("a-1").await.json(), before);
    let shown = shop.server.order(&shop.file.mchid, "a-1").await.body;
    insta::assert_json_snapshot!(shown["timeline"].as_array().and_then(|timeline| timeline.last()));
    assert_eq!(shop.server.notifications("a-1").await.len(), 1, "it goes to the user, not to the merchant");
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
}

#[tokio::test]
async fn is_sent_once_and_the_same_call_again_succeeds_again() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    successful(shop.act("a-1", WHAT, &shop.reminder("20261128")).await);
    let record = shop.record("a-1").await;
    successful(shop.act("a-1", WHAT, &shop.reminder("20261128")).await);
    for changes in [json!({ "prepaid_time": "20261210" }), json!({ "total_amount": 500, "post_discounts": null })] {
        let other = shop.act("a-1", WHAT, &with(shop.reminder("20261128"), &changes)).await;
        assert_eq!((other.status, other.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn only_while_the_service_is_in_use() {
    let shop = Shop::open().await;
    shop.create("expired").await;
    shop.server.advance(30 * DAY).await;
    shop.create("created").await;
    shop.create("revoked").await;
    successful(shop.act("revoked", "cancel", &shop.cancellation("用户投诉")).await);
    let late = json!({ "time_range": { "end_time": "20261221120000" } });
    for (number, behaviour) in [("owing", Behaviour::NeverHasBalance), ("done", Behaviour::PaysAtOnce)] {
        shop.doing(number, behaviour).await;
        successful(shop.act(number, "complete", &with(shop.completion(300), &late)).await);
    }
    let mut seen = serde_json::Map::new();
    for number in ["expired", "created", "owing", "revoked", "done", "unknown"] {
        let record = shop.record(number).await;
        let refused = shop.act(number, WHAT, &shop.reminder("20270101")).await;
        seen.insert(number.to_owned(), refused.shown());
        assert_eq!(shop.record(number).await, record);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn what_is_broken_is_named() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let above = json!({ "post_payments": [{ "amount": 10_101 }], "total_amount": 10_001 });
    for (field, changes) in [
        ("/prepaid_time", json!({ "prepaid_time": "20261127" })),
        ("/prepaid_time", json!({ "prepaid_time": "20261128120000" })),
        ("/prepaid_time", json!({ "prepaid_time": "20261131" })),
        ("/prepaid_time", json!({ "prepaid_time": null })),
        ("/total_amount", json!({ "total_amount": 401 })),
        ("/total_amount", above),
        ("/post_payments", json!({ "post_payments": null })),
        ("/post_payments/0/count", json!({ "post_payments": [{ "amount": 500, "count": 0 }] })),
        ("/service_id", json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) })),
    ] {
        let refused = shop.act("a-1", WHAT, &with(shop.reminder("20261128"), &changes)).await;
        assert_names(&refused, field, "body");
    }
    assert_eq!(shop.record("a-1").await, record);
    let nameless = json!({ "post_payments": [{ "amount": 500 }] });
    successful(shop.act("a-1", WHAT, &with(shop.reminder("20261128"), &nameless)).await);
}
