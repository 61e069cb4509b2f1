//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/complete`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

fn completion(shop: &Shop) -> Value {
    let more = json!({ "location": { "start_location": "四号柜" }, "complete_time": "20261121120000" });
    with(shop.of_sub(shop.completion(300)), &more)
}

#[tokio::test]
async fn completes_an_order_in_use() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("a-1", Behaviour::PaysAtOnce).await;
    let done = shop.act_for_sub("a-1", "complete", &completion(&shop)).await;
    assert_eq!((done.status, done.body.as_slice(), done.number()), (204, [].as_slice(), 0), "{}", done.text());
    insta::assert_json_snapshot!(shop.query_for_sub("a-1").await.shown());
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("a-1", Behaviour::NeverHasBalance).await;
    successful(shop.act_for_sub("a-1", "complete", &completion(&shop)).await);
    let record = shop.record("a-1").await;
    successful(shop.act_for_sub("a-1", "complete", &completion(&shop)).await);
    for changes in [
        json!({ "complete_time": null }),
        json!({ "location": null }),
        json!({ "profit_sharing": true }),
        json!({ "total_amount": 400, "post_discounts": null }),
    ] {
        let other = shop.act_for_sub("a-1", "complete", &with(completion(&shop), &changes)).await;
        assert_eq!((other.status, other.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn only_an_order_in_use_can_be_completed() {
    let shop = Shop::open_partner().await;
    shop.create_for_sub("created").await;
    shop.create_for_sub("revoked").await;
    successful(shop.act_for_sub("revoked", "cancel", &shop.of_sub(shop.cancellation("用户投诉"))).await);
    for number in ["created", "revoked"] {
        let record = shop.record(number).await;
        let refused = shop.act_for_sub(number, "complete", &completion(&shop)).await;
        assert_eq!((refused.status, refused.json()["message"].as_str()), (400, Some("当前订单状态不合法")), "{number}");
        assert_eq!(shop.record(number).await, record);
    }
}

#[tokio::test]
async fn what_is_broken_is_named() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let above = json!({ "post_payments": [{ "name": "租借费", "amount": 10_101 }], "total_amount": 10_001 });
    for (field, changes) in [
        ("/total_amount", json!({ "total_amount": 301 })),
        ("/total_amount", above),
        ("/post_discounts/0/amount", json!({ "post_discounts": [{ "name": "新人立减", "description": "首单减1元" }] })),
        ("/time_range/end_time", json!({ "time_range": null })),
        ("/time_range/end_time", json!({ "time_range": { "end_time": "20261121120001" } })),
        ("/post_payments", json!({ "post_payments": null })),
        ("/location/start_location", json!({ "location": { "start_location": "柜".repeat(51) } })),
    ] {
        let refused = shop.act_for_sub("a-1", "complete", &with(completion(&shop), &changes)).await;
        assert_names(&refused, field, "body");
    }
    assert_eq!(shop.record("a-1").await, record);
}
