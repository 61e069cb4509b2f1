//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/pay`

use crate::shop::{Shop, successful};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

fn asking(shop: &Shop) -> Value {
    shop.of_sub(json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }))
}

#[tokio::test]
async fn a_deduction_now() {
    let shop = Shop::open_partner().await;
    shop.completed_for_sub("a-1", Behaviour::PaysOnThirdAttempt).await;
    let failed = shop.act_for_sub("a-1", "pay", &asking(&shop)).await;
    assert_eq!((failed.status, failed.json()["code"].as_str()), (403, Some("TRADE_ERROR")), "{}", failed.text());
    let paid = shop.act_for_sub("a-1", "pay", &asking(&shop)).await;
    assert_eq!((paid.status, paid.body.as_slice()), (204, [].as_slice()), "{}", paid.text());
    assert_eq!(shop.query_for_sub("a-1").await.json()["state"], "DONE");
    let again = shop.act_for_sub("a-1", "pay", &asking(&shop)).await;
    assert_eq!((again.status, again.json()["code"].as_str()), (400, Some("ORDER_DONE")));
}

#[tokio::test]
async fn only_what_is_owed_can_be_asked_for() {
    let shop = Shop::open_partner().await;
    shop.doing_for_sub("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let refused = shop.act_for_sub("a-1", "pay", &asking(&shop)).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
    assert_eq!(shop.record("a-1").await, record);
    successful(shop.act_for_sub("a-1", "complete", &shop.of_sub(shop.completion(300))).await);
}
