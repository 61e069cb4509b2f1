//! What all pages have in common: languages, errors, assets, the policy.

use super::{page, page_with};
use crate::shop::Shop;

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

#[tokio::test]
async fn what_a_page_loads_is_there_and_is_sent_once() {
    let shop = Shop::open().await;
    let html = page(&shop, "/_payscore/").await.text();
    let named = html.split('"').filter(|part| part.starts_with("/_payscore/assets/"));
    let assets: Vec<_> = named.collect();
    assert!(assets.len() >= 4, "{assets:?}");
    let mut bytes = html.len();
    for asset in assets {
        let answer = page(&shop, asset).await;
        assert_eq!((answer.status, answer.header("Cache-Control")), (200, "no-cache"), "{asset}");
        bytes += answer.body.len();
        let known = format!("If-None-Match: {}", answer.header("Etag"));
        let again = page_with(&shop, asset, &[&known]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{asset}");
    }
    assert!(bytes < 150_000, "the first page weighs {bytes} bytes");
    assert_eq!(page(&shop, "/_payscore/assets/nope.js").await.status, 404);
}
