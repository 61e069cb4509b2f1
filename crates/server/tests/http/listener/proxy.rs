//! The forward proxy: WeChat Pay's hosts are answered, nothing else is reached.

use super::secure::{dial, shake_hands};
use crate::client::{Answer, exchange, exchange_over};
use crate::shop::{SERVICE_ORDERS, Shop, successful};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const HOST: &str = "api.mch.weixin.qq.com";

pub(crate) fn address(shop: &Shop) -> String {
    shop.server.proxy_url().replace("http://", "")
}

/// CONNECT, and what the proxy says to it. After a 200 the connection is a way through.
pub(crate) async fn connect(shop: &Shop, authority: &str) -> (String, TcpStream) {
    let mut stream = dial(&shop.server.proxy_url()).await;
    let request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    // Byte by byte: what follows the head belongs to somebody else.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a head"));
    }
    (String::from_utf8(head).expect("ASCII"), stream)
}

/// Through CONNECT and TLS, as SDKs do.
pub(crate) async fn ask(shop: &Shop, host: &str, request: &[u8]) -> Answer {
    let (head, stream) = connect(shop, &format!("{host}:443")).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(!head.to_lowercase().contains("content-length"), "no body follows: {head}");
    let stream = shake_hands(shop, stream, host, &["h2", "http/1.1"]).await.expect("a handshake");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
    exchange_over(stream, request).await.expect("an answer")
}

/// As it stands, to the proxy's port.
async fn send(shop: &Shop, request: &str) -> Answer {
    let request = format!("{request}\r\nConnection: close\r\n\r\n");
    exchange(&address(shop), request.as_bytes()).await.expect("an answer")
}

#[tokio::test]
async fn connect_to_each_of_wechat_pays_hosts_is_answered_here() {
    let shop = Shop::open().await;
    let body = format!("{:#}\n", shop.new_order("a|1*"));
    let created = shop.client.request("POST", SERVICE_ORDERS).body(body);
    let created = successful(ask(&shop, HOST, &created.bytes()).await);
    created.verify(&shop.client);
    assert!(created.find("Request-ID").is_some() && created.find("Wechatpay-Serial").is_some());
    for host in [HOST, "api2.mch.weixin.qq.com", "apihk.mch.weixin.qq.com", "api.wechatpay.cn", "api2.wechatpay.cn"] {
        let query = shop.client.request("GET", shop.query_target("&out_order_no=a|1*"));
        let order = ask(&shop, host, &query.bytes()).await;
        order.verify(&shop.client);
        assert_eq!(order.json()["out_order_no"], "a|1*", "{host}");
    }
}

#[tokio::test]
async fn absolute_targets_are_answered_too() {
    let shop = Shop::open().await;
    for scheme in ["https", "http"] {
        let number = format!("{scheme}|1*");
        let target = format!("{scheme}://{HOST}{SERVICE_ORDERS}");
        let created = shop.client.request("POST", target).signing_target(SERVICE_ORDERS).json(&shop.new_order(&number));
        let created = exchange(&address(&shop), &created.bytes()).await.expect("an answer");
        created.verify(&shop.client);
        assert_eq!(created.status, 200, "{}", created.text());
        let target = shop.query_target(&format!("&out_order_no={number}"));
        let absolute = format!("{scheme}://API.mch.weixin.qq.com:{}{target}", if scheme == "https" { 443 } else { 80 });
        let query = shop.client.request("GET", absolute).signing_target(&target);
        let order = exchange(&address(&shop), &query.bytes()).await.expect("an answer");
        order.verify(&shop.client);
        assert_eq!((order.status, &order.json()["out_order_no"]), (200, &number.into()));
        assert!(order.find("Request-ID").is_some());
    }
}

#[tokio::test]
async fn a_signature_covers_the_path_as_it_stands_in_the_absolute_target() {
    let shop = Shop::open().await;
    let target = shop.query_target("&out_order_no=a%7C1");
    let absolute = format!("https://{HOST}{target}");
    let wrong = shop.client.request("GET", &absolute).signing_target(&absolute);
    let wrong = exchange(&address(&shop), &wrong.bytes()).await.expect("an answer");
    assert_eq!((wrong.status, &wrong.json()["code"]), (401, &"SIGN_ERROR".into()));
    let right = shop.client.request("GET", &absolute).signing_target(&target);
    let right = exchange(&address(&shop), &right.bytes()).await.expect("an answer");
    assert_eq!(right.status, 404, "{}", right.text());
}

/// What answers there would be reached if the proxy went where it should not.
async fn trap() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a port")
}

async fn assert_untouched(trap: TcpListener) {
    let came = tokio::time::timeout(Duration::ZERO, trap.accept()).await;
    assert!(came.is_err(), "the proxy connected");
}

#[tokio::test]
async fn every_other_host_is_refused_in_words() {
    let shop = Shop::open().await;
    let trap = trap().await;
    let here = trap.local_addr().expect("an address");
    let port = here.port();
    for authority in [
        "example.com:443".to_owned(),
        "api.mch.weixin.qq.comv3:443".to_owned(),
        format!("{HOST}:{port}"),
        format!("{HOST}:80"),
        format!("{HOST}:+443"),
        format!("localhost:{port}"),
        here.to_string(),
        shop.client.address.clone(),
        format!("[::1]:{port}"),
    ] {
        let (head, mut stream) = connect(&shop, &authority).await;
        assert!(head.starts_with("HTTP/1.1 403 "), "{authority}: {head}");
        stream.shutdown().await.expect("no more to say");
        let mut words = String::new();
        stream.read_to_string(&mut words).await.expect("words");
        assert!(words.contains(HOST) && words.contains("NO_PROXY") && words.contains(&authority), "{words}");
    }
    for url in [
        format!("http://{here}/"),
        format!("https://{here}/"),
        "http://example.com/v3/certificates".to_owned(),
        format!("http://{HOST}:{port}/v3/certificates"),
        format!("http://{HOST}@{here}/v3/certificates"),
        format!("http://{}/_payscore/health", shop.client.address),
    ] {
        let refused = send(&shop, &format!("GET {url} HTTP/1.1\r\nHost: {HOST}")).await;
        assert_eq!(refused.status, 403, "{url}");
        assert!(refused.text().contains("NO_PROXY"), "{}", refused.text());
    }
    assert_untouched(trap).await;
}

#[tokio::test]
async fn a_tunnel_is_asked_for_by_host_and_port_and_nothing_else() {
    let shop = Shop::open().await;
    for authority in [format!("somebody@{HOST}:443"), format!("a:b@{HOST}:443"), format!("@{HOST}:443")] {
        let (head, mut stream) = connect(&shop, &authority).await;
        assert!(head.starts_with("HTTP/1.1 400 "), "{authority}: {head}");
        stream.shutdown().await.expect("no more to say");
    }
}

#[tokio::test]
async fn the_control_api_is_not_behind_the_proxy() {
    let shop = Shop::open().await;
    for host in [HOST, "localhost", "127.0.0.1"] {
        let inside = format!("GET /_payscore/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(ask(&shop, HOST, inside.as_bytes()).await.status, 404, "{host}");
        // In the tunnel there is only this server, whatever an absolute target says.
        let inside =
            format!("GET http://{host}/_payscore/orders HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(ask(&shop, HOST, inside.as_bytes()).await.status, 404, "{host}");
        for url in [format!("http://{HOST}/_payscore/health"), format!("https://{HOST}/_payscore/")] {
            assert_eq!(send(&shop, &format!("GET {url} HTTP/1.1\r\nHost: {host}")).await.status, 404, "{url} {host}");
        }
    }
}

#[tokio::test]
async fn whoever_takes_it_for_the_server_is_told_where_that_is() {
    let shop = Shop::open().await;
    for target in ["/v3/certificates", "/_payscore/health"] {
        let answer = send(&shop, &format!("GET {target} HTTP/1.1\r\nHost: {HOST}")).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(shop.server.base_url()), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_refused_connect_leaves_the_connection_usable() {
    let shop = Shop::open().await;
    let mut stream = dial(&shop.server.proxy_url()).await;
    let refused = "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n";
    stream.write_all(refused.as_bytes()).await.expect("written");
    let mut seen = String::new();
    while !seen.ends_with("--proxy-tunnel\n") {
        seen.push(char::from(stream.read_u8().await.expect("a refusal")));
    }
    let accepted = format!("CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}:443\r\n\r\n");
    stream.write_all(accepted.as_bytes()).await.expect("written");
    seen.clear();
    while !seen.ends_with("\r\n\r\n") {
        seen.push(char::from(stream.read_u8().await.expect("a head")));
    }
    assert!(seen.starts_with("HTTP/1.1 200 "), "{seen}");
    let stream = shake_hands(&shop, stream, HOST, &["http/1.1"]).await.expect("a handshake");
    let request = shop.client.request("GET", "/v3/certificates");
    let answer = exchange_over(stream, &request.bytes()).await.expect("an answer");
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn tunnels_lead_to_the_internet_only() {
    let shop = Shop::open_with(|config| config.proxy_tunnel = true).await;
    let trap = trap().await;
    let port = trap.local_addr().expect("an address").port();
    for authority in [
        format!("localhost:{port}"),
        "localhost:443".to_owned(),
        "127.0.0.1:443".to_owned(),
        "[::ffff:127.0.0.1]:443".to_owned(),
        "169.254.169.254:443".to_owned(),
        format!("{HOST}:{port}"),
        shop.client.address.clone(),
    ] {
        let (head, _) = connect(&shop, &authority).await;
        assert!(head.starts_with("HTTP/1.1 403 "), "{authority}: {head}");
    }
    let refused = send(&shop, "GET http://example.com/ HTTP/1.1\r\nHost: example.com").await;
    assert_eq!(refused.status, 403, "in the clear nothing is passed on");
    // And WeChat Pay's hosts are still the server's own.
    let request = shop.client.request("GET", "/v3/certificates");
    assert_eq!(ask(&shop, HOST, &request.bytes()).await.status, 200);
    assert_untouched(trap).await;
}

#[tokio::test]
async fn a_stopping_server_does_not_wait_for_idle_tunnels() {
    let mut shop = Shop::open().await;
    let (_, stream) = connect(&shop, &format!("{HOST}:443")).await;
    let (_, unshaken) = connect(&shop, &format!("{HOST}:443")).await;
    let idle = dial(&shop.server.proxy_url()).await;
    let silent = dial(&shop.server.tls_url()).await;
    let mut stream = shake_hands(&shop, stream, HOST, &["http/1.1"]).await.expect("a handshake");
    tokio::time::timeout(Duration::from_secs(5), shop.server.stop()).await.expect("no more than what runs");
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
    drop((unshaken, idle, silent));
}
