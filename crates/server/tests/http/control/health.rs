//! `GET /_payscore/health`, and the console's page.

use crate::client::exchange;
use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use serde_json::json;

#[tokio::test]
async fn says_ok_and_which_version() {
    let shop = Shop::open().await;
    let health = shop.server.get("health").await;
    assert_eq!(health.status, 200);
    assert_eq!(health.body, json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }));
}

#[tokio::test]
async fn the_console_shows_orders_as_text() {
    let shop = Shop::open().await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let redirect = exchange(&shop.client.address, get("/_payscore").as_bytes()).await.expect("an answer");
    assert_eq!((redirect.status, redirect.header("Location")), (308, "/_payscore/"));
    let empty = exchange(&shop.client.address, get("/_payscore/").as_bytes()).await.expect("an answer");
    assert!(empty.text().contains("no orders yet"));

    let attach = json!({ "attach": "<script>alert(1)</script>", "service_introduction": "<b>" });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a|1"), &attach)).await);
    let page = exchange(&shop.client.address, get("/_payscore/").as_bytes()).await.expect("an answer");
    assert_eq!(page.status, 200);
    assert!(page.header("Content-Type").starts_with("text/html"));
    assert!(page.header("Content-Security-Policy").contains("frame-ancestors 'none'"));
    assert!(page.text().contains("a|1") && page.text().contains("2026-11-21T12:00:00+08:00"));
    assert!(!page.text().contains("<script>"));
}
