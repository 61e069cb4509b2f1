//! `GET /v3/refund/domestic/refunds/{out_refund_no}`

use crate::money::REFUNDS;
use crate::shop::{Shop, successful};

#[tokio::test]
async fn as_it_stands() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    assert_eq!(shop.refund_status("r-1").await, "PROCESSING");
    shop.server.advance(3).await;
    insta::assert_json_snapshot!(shop.query_refund("r-1").await.shown());
}

#[tokio::test]
async fn an_unknown_or_anothers_is_not_there() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    insta::assert_json_snapshot!(shop.query_refund("r-2").await.shown());
    let other = shop.client_of("partner").get(format!("{REFUNDS}/r-1")).await;
    assert_eq!((other.status, other.json()["code"].as_str()), (404, Some("RESOURCE_NOT_EXISTS")));
}

#[tokio::test]
async fn a_sub_merchant_is_the_providers_own() {
    let shop = Shop::open().await;
    let refused = shop.client.get(format!("{REFUNDS}/r-1?sub_mchid=1900000000")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
}
