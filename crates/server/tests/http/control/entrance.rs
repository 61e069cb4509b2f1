//! `/_payscore/console/enter`: how a browser on another device gets in.

use crate::client::exchange;
use crate::shop::Shop;

const TOKEN: &str = "open sesame+";

async fn ask(shop: &Shop, request: &str) -> crate::client::Answer {
    let request = format!("{request}Connection: close\r\nContent-Length: 0\r\n\r\n");
    exchange(&shop.client.address, request.as_bytes()).await.expect("an answer")
}

#[tokio::test]
async fn the_token_lets_a_browser_in_and_only_pages_of_ours() {
    let shop = Shop::open_with(|config| config.control_token = Some(TOKEN.to_owned())).await;
    // A caller who names another host is a stranger, however local the connection is.
    let away = "Host: 192.168.1.7:9080\r\n";
    let enter =
        |token: &str, to: &str| format!("GET /_payscore/console/enter?token={token}&to={to} HTTP/1.1\r\n{away}");
    assert_eq!(ask(&shop, &enter("wrong", "%2F_payscore%2F")).await.status, 403);
    assert_eq!(ask(&shop, &enter("", "%2F_payscore%2F")).await.status, 403);
    let astray = ask(&shop, &enter("open%20sesame%2B", "https%3A%2F%2Fexample.com")).await;
    assert_eq!((astray.status, astray.header("Location")), (303, "/_payscore/"));
    let entered = ask(&shop, &enter("open%20sesame%2B", "%2F_payscore%2Fconsole%2Fphone%3Fpackage%3Da")).await;
    assert_eq!(entered.header("Location"), "/_payscore/console/phone?package=a");
    let cookie = entered.header("Set-Cookie").to_owned();
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "{cookie}");
    let cookie = format!("Cookie: {}\r\n", cookie.split(';').next().expect("a cookie"));

    let orders = format!("GET /_payscore/orders HTTP/1.1\r\n{away}");
    assert_eq!(ask(&shop, &orders).await.status, 403);
    assert_eq!(ask(&shop, &format!("{orders}{cookie}")).await.status, 200);
    assert_eq!(ask(&shop, &format!("{orders}Cookie: payscore_token=open\r\n")).await.status, 403);
    let act = format!("POST /_payscore/clock/advance HTTP/1.1\r\n{away}{cookie}");
    for (origin, status) in
        [("http://192.168.1.7:9080", 400), ("http://example.com", 403), ("http://192.168.1.7:9081", 403), ("null", 403)]
    {
        assert_eq!(ask(&shop, &format!("{act}Origin: {origin}\r\n")).await.status, status, "{origin}");
    }
}

#[tokio::test]
async fn without_a_token_nobody_enters() {
    let shop = Shop::open().await;
    for (query, status) in [("?token=&to=%2F_payscore%2F", 403), ("?token=a", 403), ("", 400)] {
        let request = format!("GET /_payscore/console/enter{query} HTTP/1.1\r\nHost: example.com\r\n");
        assert_eq!(ask(&shop, &request).await.status, status, "{query}");
    }
}
