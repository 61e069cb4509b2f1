//! Who may use the control API: this machine, and no page that a browser on it has open.

use crate::client::{Answer, exchange};
use crate::shop::Shop;
use payscore_domain::Behaviour;

/// `GET health` with these headers, the `Host` among them.
async fn knock(shop: &Shop, headers: &[&str]) -> Answer {
    let request = format!("GET /_payscore/health HTTP/1.1\r\n{}\r\nConnection: close\r\n\r\n", headers.join("\r\n"));
    exchange(&shop.client.address, request.as_bytes()).await.expect("an answer")
}

#[tokio::test]
async fn this_machine_may() {
    let shop = Shop::open().await;
    for headers in [
        vec!["Host: localhost"],
        vec!["Host: 127.0.0.1:9080"],
        vec!["Host: [::1]:9080"],
        vec!["Host: localhost:9080", "Origin: http://localhost:9080"],
    ] {
        assert_eq!(knock(&shop, &headers).await.status, 200, "{headers:?}");
    }
}

#[tokio::test]
async fn other_names_and_other_origins_may_not() {
    let shop = Shop::open().await;
    for headers in [
        // DNS rebinding: a page of theirs whose name suddenly means this machine.
        vec!["Host: rebound.example.com"],
        vec!["Host: 127.0.0.1.example.com"],
        vec!["Host: 10.0.0.1:9080"],
        vec!["Host:"],
        // A page that a browser on this machine has open.
        vec!["Host: localhost", "Origin: https://example.com"],
        vec!["Host: localhost", "Origin: null"],
        // The same, asking for it as an image, or leading to it: no `Origin` comes with that.
        vec!["Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"],
        vec!["Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"],
        // Somebody whom a proxy on this machine lets through.
        vec!["Host: localhost", "X-Forwarded-For: 192.0.2.1"],
        vec!["Host: localhost", "Forwarded: for=192.0.2.1"],
        vec!["Host: localhost", "X-Real-IP: 192.0.2.1"],
        vec!["Host: localhost", "Via: 1.1 proxy"],
    ] {
        let refused = knock(&shop, &headers).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "{headers:?}");
        assert!(refused.header("Content-Type").starts_with("application/json"));
    }
}

#[tokio::test]
async fn another_site_may_lead_to_a_page_of_the_console_and_no_further() {
    let shop = Shop::open().await;
    let from_there = |path: &str, mode: &str| {
        let headers = format!("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: {mode}");
        format!("GET {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n")
    };
    for (path, mode, status) in [
        ("/_payscore/", "navigate", 200),
        ("/_payscore/console/clock", "navigate", 200),
        ("/_payscore/", "no-cors", 403),
        ("/_payscore/listen?forward=true", "no-cors", 403),
        ("/_payscore/listen?forward=true", "navigate", 403),
        ("/_payscore/assets/main.js", "no-cors", 403),
    ] {
        let answer = exchange(&shop.client.address, from_there(path, mode).as_bytes()).await.expect("an answer");
        assert_eq!(answer.status, status, "{path} {mode}");
    }
}

#[tokio::test]
async fn the_token_opens_it_to_others_and_takes_nothing_from_this_machine() {
    let shop = Shop::open_with(|config| config.control_token = Some("secret".to_owned())).await;
    let stranger = "Host: pay.example.com";
    assert_eq!(knock(&shop, &[stranger]).await.status, 403);
    assert_eq!(knock(&shop, &[stranger, "Authorization: Bearer secret"]).await.status, 200);
    assert_eq!(knock(&shop, &[stranger, "Authorization: Bearer secre"]).await.status, 403);
    assert_eq!(knock(&shop, &[stranger, "Authorization: secret"]).await.status, 403);
    assert_eq!(knock(&shop, &["Host: localhost"]).await.status, 200);
    let proxied = ["Host: localhost", "X-Forwarded-For: 192.0.2.1", "Authorization: Bearer secret"];
    assert_eq!(knock(&shop, &proxied).await.status, 200);
}

/// The server itself is on this machine, and goes where merchants say.
#[tokio::test]
async fn a_merchant_does_nothing_by_way_of_its_notify_url() {
    let shop = Shop::open().await;
    let reset = format!("http://{}/_payscore/reset", shop.client.address);
    let shop = shop.notified_at(&reset);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let confirmed = shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    assert_eq!(confirmed["attempts"][0]["status"], 403, "{confirmed}");
    assert_eq!(shop.query("a-1").await.status, 200);
}

#[tokio::test]
async fn the_api_itself_is_open_to_every_name() {
    let shop = Shop::open().await;
    let request = b"GET /v3/certificates HTTP/1.1\r\nHost: api.mch.weixin.qq.com\r\nConnection: close\r\n\r\n";
    let answer = exchange(&shop.client.address, request).await.expect("an answer");
    assert_eq!(answer.status, 401, "refused for its signature only");
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_below_it() {
    let shop = Shop::open().await;
    assert_eq!(shop.server.get("nothing").await.status, 404);
    assert_eq!(shop.server.get("clock/advance").await.status, 405);
}
