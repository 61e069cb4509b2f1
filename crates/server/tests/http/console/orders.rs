//! `/_payscore/`: the orders.

use super::page;
use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use serde_json::json;

#[tokio::test]
async fn shows_orders_as_text() {
    let shop = Shop::open().await;
    let redirect = page(&shop, "/_payscore").await;
    assert_eq!((redirect.status, redirect.header("Location")), (308, "/_payscore/"));
    assert!(page(&shop, "/_payscore/").await.text().contains("No orders yet"));

    let attach = json!({ "attach": "<script>alert(1)</script>", "service_introduction": "<b>" });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a|1"), &attach)).await);
    let orders = page(&shop, "/_payscore/").await;
    assert_eq!(orders.status, 200);
    assert!(orders.header("Content-Type").starts_with("text/html"));
    assert!(orders.text().contains("a|1") && orders.text().contains("2026-11-21T12:00:00+08:00"));
    assert!(!orders.text().contains("alert(1)</script>"));
}
