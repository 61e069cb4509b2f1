//! `/_payscore/`: the orders.

use super::{page, page_with};
use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use payscore_domain::Behaviour;
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
    assert!(orders.text().contains("/_payscore/console/orders/1230000109/a%7C1"));
    assert!(!orders.text().contains("alert(1)</script>"));
}

/// The numbers in the rows of a page, in their order.
async fn numbers(shop: &Shop, query: &str) -> Vec<String> {
    let text = page(shop, &format!("/_payscore/{query}")).await.text();
    let rows = text.split("<tr id=\"order-1230000109-").skip(1);
    rows.map(|row| row.split('"').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn finds_what_is_looked_for() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    shop.completed("a-2", Behaviour::NeverHasBalance).await;
    shop.create_retail("b-1").await;
    assert_eq!(numbers(&shop, "").await, ["b-1", "a-2", "a-1"]);
    assert_eq!(numbers(&shop, "?number=a&state=&kind=&mchid=&openid=").await, ["a-1", "a-2"]);
    assert_eq!(numbers(&shop, "?kind=smartretail").await, ["b-1"]);
    let owed = page(&shop, "/_payscore/?state=DOING").await.text();
    for shown in ["¥3.00 <small>owed", "To be paid", "MCH_COMPLETE", "Service order"] {
        assert!(owed.contains(shown), "{shown}: {owed}");
    }
    let chinese = page_with(&shop, "/_payscore/?state=DOING", &["Accept-Language: zh"]).await.text();
    for shown in ["¥3.00 <small>待付", "待支付", "服务订单"] {
        assert!(chinese.contains(shown), "{shown}: {chinese}");
    }
    assert!(page(&shop, "/_payscore/?number=nothing").await.text().contains("No order is like this."));
    let mistyped = page(&shop, "/_payscore/?kind=payaftr").await;
    assert_eq!(mistyped.status, 400);
    assert!(mistyped.text().contains("kind: payaftr is none of serviceorder"), "{}", mistyped.text());
}

/// Where a link of the page's foot leads, as a browser would follow it.
fn link(text: &str, rel: &str) -> Option<String> {
    let link = text.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    Some(link.split('"').next()?.replace("&amp;", "&").replace("&#38;", "&"))
}

#[tokio::test]
async fn leafs_there_and_back() {
    let shop = Shop::open().await;
    for n in 1..=5 {
        shop.create(&format!("a-{n}")).await;
    }
    let mut seen = Vec::new();
    let mut at = "/_payscore/?state=CREATED&limit=2".to_owned();
    let mut pages = vec![];
    loop {
        let query = at.strip_prefix("/_payscore/").expect("a list").to_owned();
        seen.extend(numbers(&shop, &query).await);
        pages.push(numbers(&shop, &query).await);
        match link(&page(&shop, &at).await.text(), "next") {
            Some(next) => at = next,
            None => break,
        }
    }
    assert_eq!(seen, ["a-5", "a-4", "a-3", "a-2", "a-1"]);
    for expected in pages.iter().rev().skip(1) {
        at = link(&page(&shop, &at).await.text(), "prev").expect("a page before");
        assert_eq!(numbers(&shop, at.strip_prefix("/_payscore/").expect("a list")).await, *expected);
    }
    assert_eq!(link(&page(&shop, &at).await.text(), "prev"), None);
}

#[tokio::test]
async fn lists_other_records_with_their_json() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::PaysAtOnce).await;
    for (kind, shown) in [("permissions", "provided_"), ("plans", "None yet."), ("refunds", "None yet.")] {
        let answer = page(&shop, &format!("/_payscore/console/orders/records/{kind}")).await;
        assert_eq!(answer.status, 200, "{kind}");
        assert!(answer.text().contains(shown), "{kind}: {}", answer.text());
    }
    let text = page(&shop, "/_payscore/console/orders/records/permissions").await.text();
    let href = text.split("<td><a href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    assert_eq!(page(&shop, href).await.status, 200, "{href}");
    assert_eq!(page(&shop, "/_payscore/console/orders/records/orders").await.status, 404);
}
