//! `/_payscore/console/figures`

use super::page;
use crate::shop::Shop;
use payscore_domain::Behaviour;

#[tokio::test]
async fn counts_orders_by_state() {
    let shop = Shop::open().await;
    let empty = page(&shop, "/_payscore/console/figures").await;
    assert_eq!(empty.status, 200);
    shop.create("a-1").await;
    shop.completed("a-2", Behaviour::PaysAtOnce).await;
    let page = page(&shop, "/_payscore/console/figures").await.text();
    for words in ["2 orders.", "CREATED: <b>1</b>", "DONE: <b>1</b>"] {
        assert!(page.contains(words), "{words} in {page}");
    }
}
