//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/send-pendingmessage`

use crate::shop::{Shop, assert_names, successful};
use payscore_domain::Behaviour;

const WHAT: &str = "send-pendingmessage";

#[tokio::test]
async fn is_sent_once() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("a-1", Behaviour::PaysAtOnce).await;
    let sent = shop.act_for_sub("a-1", WHAT, &shop.of_sub(shop.reminder("20261128"))).await;
    assert_eq!((sent.status, sent.body.as_slice()), (204, [].as_slice()), "{}", sent.text());
    let record = shop.record("a-1").await;
    successful(shop.act_for_sub("a-1", WHAT, &shop.of_sub(shop.reminder("20261128"))).await);
    let other = shop.act_for_sub("a-1", WHAT, &shop.of_sub(shop.reminder("20261129"))).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn only_in_use_and_in_time() {
    let shop = Shop::open_partner().await;
    shop.create_for_sub("a-1").await;
    let early = shop.act_for_sub("a-1", WHAT, &shop.of_sub(shop.reminder("20261128"))).await;
    assert_eq!((early.status, early.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let soon = shop.act_for_sub("a-1", WHAT, &shop.of_sub(shop.reminder("20261120"))).await;
    assert_names(&soon, "/prepaid_time", "body");
    assert_eq!(shop.record("a-1").await, record);
}
