//! `GET /_payscore/health`

use crate::shop::Shop;
use serde_json::json;

#[tokio::test]
async fn says_ok_and_which_version() {
    let shop = Shop::open().await;
    let health = shop.server.get("health").await;
    assert_eq!(health.status, 200);
    assert_eq!(health.body, json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }));
}
