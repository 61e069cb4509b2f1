//! What all pages have in common: languages, errors, assets, the policy.

use super::{page, page_with};
use crate::shop::{SERVICE_ORDERS, Shop, successful};

#[tokio::test]
async fn speaks_the_visitors_language() {
    let shop = Shop::open().await;
    for (headers, lang, text) in [
        (&[][..], "<html lang=\"en\">", "No orders yet"),
        (&["Accept-Language: zh-CN,zh;q=0.9"], "<html lang=\"zh-CN\">", "还没有订单"),
        (&["Accept-Language: zh", "Cookie: a=b; payscore_language=en"], "<html lang=\"en\">", "No orders yet"),
    ] {
        let answer = page_with(&shop, "/_payscore/", headers).await;
        assert!(answer.text().contains(lang) && answer.text().contains(text), "{headers:?}");
    }
    let chosen = page(&shop, "/_payscore/console/language/zh-CN?back=%2F_payscore%2F%3Fa%3D1").await;
    assert_eq!((chosen.status, chosen.header("Location")), (303, "/_payscore/?a=1"));
    assert!(chosen.header("Set-Cookie").starts_with("payscore_language=zh-CN; Path=/_payscore;"));
    let astray = page(&shop, "/_payscore/console/language/en?back=https%3A%2F%2Fexample.com").await;
    assert_eq!(astray.header("Location"), "/_payscore/");
}

#[tokio::test]
async fn runs_nothing_that_stands_in_a_page() {
    let shop = Shop::open().await;
    let answer = page(&shop, "/_payscore/").await;
    let policy = answer.header("Content-Security-Policy");
    for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("Cache-Control"), "no-store");
    assert_eq!(answer.header("Referrer-Policy"), "no-referrer");
}

/// The addresses that a page, a script or a style sheet of ours names.
fn named(text: &str) -> Vec<String> {
    let quoted = text.split('"').skip(1).step_by(2);
    let asset = |part: &str| match part.strip_prefix("./") {
        Some(module) => Some(format!("/_payscore/assets/{module}")),
        None => part.starts_with("/_payscore/assets/").then(|| part.to_owned()),
    };
    quoted.filter_map(asset).collect()
}

#[tokio::test]
async fn what_a_page_loads_is_there_and_is_sent_once() {
    let shop = Shop::open().await;
    for number in 0..50 {
        successful(shop.client.post(SERVICE_ORDERS, &shop.new_order(&format!("a-{number}"))).await);
    }
    let html = page(&shop, "/_payscore/").await.text();
    let (mut bytes, mut known) = (html.len(), Vec::new());
    let mut wanted = named(&html);
    while let Some(asset) = wanted.pop() {
        if known.contains(&asset) {
            continue;
        }
        let answer = page(&shop, &asset).await;
        assert_eq!((answer.status, answer.header("Cache-Control")), (200, "no-cache"), "{asset}");
        bytes += answer.body.len();
        wanted.extend(named(&answer.text()));
        let tag = format!("If-None-Match: {}", answer.header("Etag"));
        let again = page_with(&shop, &asset, &[&tag]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{asset}");
        known.push(asset);
    }
    assert!(known.len() > 8, "modules, too: {known:?}");
    assert!(bytes < 150_000, "the first page weighs {bytes} bytes");
    assert_eq!(page(&shop, "/_payscore/assets/nope.js").await.status, 404);
}
