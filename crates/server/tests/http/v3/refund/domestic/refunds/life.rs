//! What becomes of a refund, and what the merchant is told of it.

use crate::notifications::{next, open_with_receiver};
use crate::shop::{Shop, successful, with};
use serde_json::json;

#[tokio::test]
async fn success_after_three_seconds() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    shop.server.advance(2).await;
    assert_eq!(shop.refund_status("r-1").await, "PROCESSING");
    shop.server.advance(1).await;
    assert_eq!(shop.refund_status("r-1").await, "SUCCESS");
}

#[tokio::test]
async fn a_closed_refund_frees_its_amount() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 300)).await);
    assert_eq!(shop.refund(&shop.refund_of(&transaction, "r-2", 1)).await.status, 400);
    let settled = shop.settle("r-1", "CLOSED").await;
    assert_eq!((settled.status, settled.body["status"].as_str()), (200, Some("CLOSED")));
    shop.server.advance(60).await;
    assert_eq!(shop.refund_status("r-1").await, "CLOSED", "nothing follows by itself");
    successful(shop.refund(&shop.refund_of(&transaction, "r-2", 300)).await);
}

#[tokio::test]
async fn an_abnormal_refund_is_seen_to_by_hand() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_because("ABNORMAL", &transaction, "r-1", 300)).await);
    shop.server.advance(60).await;
    assert_eq!(shop.refund_status("r-1").await, "ABNORMAL");
    assert_eq!(shop.settle("r-1", "SUCCESS").await.status, 200);
    assert_eq!(shop.refund_status("r-1").await, "SUCCESS");
    assert_eq!(shop.settle("r-1", "SUCCESS").await.status, 200, "as it is");
    let refused = shop.settle("r-1", "CLOSED").await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (400, Some("INVALID_REQUEST")), "{}", refused.body);
    assert_eq!(shop.settle("r-2", "CLOSED").await.status, 404);
    assert_eq!(shop.settle("r-1", "PROCESSING").await.status, 400);
    let path = format!("refunds/{}/r-1", shop.file.mchid);
    assert_eq!(shop.server.get(&path).await.body["status"], "SUCCESS");
}

#[tokio::test]
async fn merchants_are_told_how_it_ended() {
    let (shop, receiver) = open_with_receiver().await;
    let transaction = shop.paid("a-1").await;
    next(&shop, &receiver).await;
    next(&shop, &receiver).await;
    let mut seen = serde_json::Map::new();
    for (number, reason) in [("r-1", "商品缺货"), ("r-2", "CLOSED"), ("r-3", "ABNORMAL")] {
        let body = shop.refund_because(reason, &transaction, number, 100);
        successful(shop.refund(&with(body, &json!({ "notify_url": receiver.url() }))).await);
        shop.server.advance(3).await;
        let told = next(&shop, &receiver).await;
        seen.insert(told["event_type"].as_str().expect("a type").to_owned(), told);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn without_an_address_of_its_own_the_merchants_counts() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.set_notify_url(&shop.file.mchid, receiver.url()).await;
    let transaction = shop.paid("a-1").await;
    next(&shop, &receiver).await;
    next(&shop, &receiver).await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    shop.server.advance(3).await;
    assert_eq!(next(&shop, &receiver).await["event_type"], "REFUND.SUCCESS");
    let listed = shop.server.notifications("r-1").await;
    assert_eq!(listed.len(), 1, "searched by the refund's number");
}

#[tokio::test]
async fn a_providers_notification_names_both() {
    let (shop, receiver) = open_with_receiver().await;
    let partner = Shop { file: shop.server.merchant("partner"), client: shop.client_of("partner"), ..shop };
    successful(partner.complete_directly(&partner.direct_completion("a-1")).await);
    next(&partner, &receiver).await;
    let order = partner.query_partner("&out_order_no=a-1").await.json();
    let transaction = crate::money::transaction_of(&order);
    let changes = json!({ "amount": { "total": 400 }, "notify_url": receiver.url() });
    successful(partner.refund(&with(partner.refund_of(&transaction, "r-1", 100), &changes)).await);
    partner.server.advance(3).await;
    let told = next(&partner, &receiver).await["resource"]["ciphertext"].clone();
    assert_eq!(told["sp_mchid"], partner.file.mchid.as_str());
    assert_eq!(told["sub_mchid"].as_str(), partner.file.sub_mchid.as_deref());
}

#[tokio::test]
async fn survives_a_restart_while_processing() {
    let mut shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    shop.restart().await;
    assert_eq!(shop.refund_status("r-1").await, "PROCESSING");
    shop.server.advance(3).await;
    assert_eq!(shop.refund_status("r-1").await, "SUCCESS");
}
