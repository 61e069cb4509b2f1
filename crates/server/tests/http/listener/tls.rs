//! TLS under WeChat Pay's names.

use super::secure::{dial, shake_hands};
use crate::client::{Answer, exchange, exchange_over};
use crate::shop::{DAY, SERVICE_ORDERS, Shop, successful};
use payscore_wire::TlsCertificate;
use serde_json::json;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;

const NAMES: [&str; 7] = [
    "api.mch.weixin.qq.com",
    "api2.mch.weixin.qq.com",
    "apihk.mch.weixin.qq.com",
    "api.wechatpay.cn",
    "api2.wechatpay.cn",
    "localhost",
    "127.0.0.1",
];

/// Over TLS, with the server called `name`.
pub(crate) async fn ask(shop: &Shop, name: &str, request: &[u8]) -> io::Result<Answer> {
    let stream = shake_hands(shop, dial(&shop.server.tls_url()).await, name, &["http/1.1"]).await?;
    exchange_over(stream, request).await
}

fn certificate(shop: &Shop, name: &str) -> TlsCertificate {
    let text = fs::read_to_string(shop.server.data().join("ca").join(name)).expect("a file");
    TlsCertificate::from_pem(&text).expect("a certificate")
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_gets_the_api_under_every_name() {
    let shop = Shop::open().await;
    let body = shop.new_order("a|1*");
    let created = shop.client.request("POST", SERVICE_ORDERS).json(&body);
    let created = ask(&shop, NAMES[0], &created.bytes()).await.expect("an answer");
    created.verify(&shop.client);
    assert_eq!(created.status, 200, "{}", created.text());
    for name in NAMES {
        let query = shop.client.request("GET", shop.query_target("&out_order_no=a|1*"));
        let order = ask(&shop, name, &query.bytes()).await.expect(name);
        order.verify(&shop.client);
        assert_eq!(order.json()["out_order_no"], "a|1*", "{name}");
    }
}

#[tokio::test]
async fn header_names_keep_upstreams_casing() {
    let shop = Shop::open().await;
    let target = shop.query_target("&out_order_no=nope");
    let plain = shop.client.get(&target).await;
    let secure = ask(&shop, NAMES[0], &shop.client.request("GET", &target).bytes()).await.expect("an answer");
    let names = |answer: &Answer| answer.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&secure), names(&plain));
    assert!(secure.find("Request-ID").is_some() && secure.find("Wechatpay-Signature-Type").is_some());
}

#[tokio::test]
async fn a_body_that_ends_in_a_newline_is_signed_with_it() {
    let shop = Shop::open().await;
    let request = shop.client.request("POST", SERVICE_ORDERS).body(format!("{:#}\n", shop.new_order("a-1")));
    successful(ask(&shop, NAMES[0], &request.bytes()).await.expect("an answer")).verify(&shop.client);
}

#[tokio::test]
async fn http_1_1_is_all_there_is() {
    let shop = Shop::open().await;
    let agreed = async |alpn: &[&str]| {
        let stream = shake_hands(&shop, dial(&shop.server.tls_url()).await, NAMES[0], alpn).await?;
        Ok::<_, io::Error>(stream.get_ref().1.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()))
    };
    assert_eq!(agreed(&["h2", "http/1.1"]).await.expect("a handshake").as_deref(), Some("http/1.1"));
    assert_eq!(agreed(&[]).await.expect("a handshake"), None);
    assert!(agreed(&["h2"]).await.is_err(), "no common protocol");
}

#[tokio::test]
async fn other_names_are_not_certified() {
    let shop = Shop::open().await;
    for name in ["pay.weixin.qq.com", "mch.weixin.qq.com", "example.com", "127.0.0.2"] {
        let error = ask(&shop, name, b"").await.expect_err(name).to_string();
        assert!(error.contains("not valid for name"), "{name}: {error}");
    }
}

#[tokio::test]
async fn the_authority_is_kept_and_the_certificate_renewed_in_time() {
    let mut shop = Shop::open().await;
    let (ca, first) = (certificate(&shop, "ca.pem"), certificate(&shop, "server.pem"));
    let life = |of: &TlsCertificate| of.validity().not_after - of.validity().not_before;
    assert!(life(&first) <= 397 * i64::from(DAY), "{}", life(&first));
    let keys = ["ca_key.pem", "server_key.pem"].map(|name| shop.server.data().join("ca").join(name));
    for key in &keys {
        assert_eq!(fs::metadata(key).expect("a key").permissions().mode() & 0o777, 0o600);
    }
    shop.wall.advance(300 * i64::from(DAY));
    shop.restart().await;
    assert_eq!(certificate(&shop, "server.pem"), first, "good for a while");
    shop.wall.advance(90 * i64::from(DAY));
    shop.restart().await;
    let second = certificate(&shop, "server.pem");
    assert!(second != first && second.validity().not_after > first.validity().not_after);
    assert_eq!(certificate(&shop, "ca.pem"), ca, "whoever trusts it need not be told again");
    let target = shop.query_target("&out_order_no=nope");
    assert_eq!(ask(&shop, NAMES[0], &shop.client.request("GET", target).bytes()).await.expect("an answer").status, 404);
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_replaced() {
    let mut shop = Shop::open().await;
    let folder = shop.server.data().join("ca");
    shop.server.stop().await;
    fs::remove_file(folder.join("ca.pem")).expect("a file to remove");
    shop.restart().await;
    assert!(certificate(&shop, "server.pem").is_issued_by(&certificate(&shop, "ca.pem")));
    let request = shop.client.request("GET", "/v3/certificates");
    assert_eq!(ask(&shop, NAMES[0], &request.bytes()).await.expect("an answer").status, 200);
}

#[tokio::test]
async fn the_control_api_is_there_under_this_machines_names_only() {
    let shop = Shop::open().await;
    let knock = |host: &str| format!("GET /_payscore/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    for (host, status) in [("localhost:9443", 200), ("127.0.0.1", 200), (NAMES[0], 403)] {
        let answer = ask(&shop, "localhost", knock(host).as_bytes()).await.expect("an answer");
        assert_eq!(answer.status, status, "{host}");
    }
}

#[tokio::test]
async fn addresses_in_documents_are_those_of_the_caller() {
    let shop = Shop::open().await;
    let request = b"GET /_payscore/openapi.json HTTP/1.1\r\nHost: localhost:9443\r\nConnection: close\r\n\r\n";
    let document = ask(&shop, "localhost", request).await.expect("an answer").json();
    assert_eq!(document["servers"][0]["url"], json!("https://localhost:9443"));
}

#[tokio::test]
async fn plain_http_is_told_to_say_https() {
    let shop = Shop::open().await;
    let address = shop.server.tls_url().replace("https://", "");
    let answer = exchange(&address, b"GET /v3/certificates HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("https://"), "{}", answer.text());
}
