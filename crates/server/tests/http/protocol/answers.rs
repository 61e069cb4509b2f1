//! The head of an answer, on raw bytes.

use crate::shop::{NOON, SERVICE_ORDERS, Shop, successful};
use payscore_testkit::ManualWall;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const SIGNATURE_HEADERS: [&str; 5] =
    ["Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Timestamp", "Wechatpay-Serial", "Wechatpay-Signature-Type"];

/// Every header name, as it came.
fn names(answer: &crate::client::Answer) -> Vec<&str> {
    let mut names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn names_are_cased_as_upstream_cases_them() {
    let shop = Shop::open().await;
    let created = shop.create("a-1").await;
    insta::assert_json_snapshot!(names(&created));
    for answer in [shop.query("nothing").await, shop.client.post(SERVICE_ORDERS, &json!({})).await] {
        assert_eq!(names(&answer), names(&created), "{} is cased and signed like a success", answer.status);
    }
    let refused = shop.client.request("GET", "/v3/certificates").authorized_by(&[]).send_unsigned().await;
    insta::assert_json_snapshot!("names_of_an_unsigned_answer", names(&refused));
}

#[tokio::test]
async fn every_answer_of_a_kept_connection_is_cased() {
    let shop = Shop::open().await;
    let mut stream = TcpStream::connect(&shop.client.address).await.expect("a connection");
    let mut text = String::new();
    for connection in ["keep-alive", "close"] {
        let authorization = shop.client.request("GET", "/v3/certificates").authorization();
        let head = format!("Host: x\r\nAuthorization: {authorization}\r\nConnection: {connection}");
        let request = format!("GET /v3/certificates HTTP/1.1\r\n{head}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("a write");
    }
    stream.read_to_string(&mut text).await.expect("both answers");
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2);
    for name in SIGNATURE_HEADERS.iter().chain(&["Request-ID", "Content-Type"]) {
        assert_eq!(text.matches(&format!("\r\n{name}: ")).count(), 2, "{name}");
    }
}

#[tokio::test]
async fn values_are_shaped_as_upstream_shapes_them() {
    let shop = Shop::open().await;
    let answer = shop.create("a-1").await;
    assert_eq!(answer.header("Wechatpay-Timestamp"), NOON.to_string(), "the wall clock, to the second");
    let nonce = answer.header("Wechatpay-Nonce");
    assert!(nonce.len() == 32 && nonce.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{nonce}");
    let serial = answer.header("Wechatpay-Serial");
    assert!(serial.len() == 40 && serial.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')), "{serial}");
    assert!(matches!(serial.as_bytes()[0], b'1'..=b'7'), "{serial}");
    assert_eq!(answer.header("Content-Type"), "application/json; charset=utf-8");
    let request_id = answer.header("Request-ID");
    // 08 and the time as a varint: 1795233600.
    assert!(request_id.starts_with("08C0AE84D806") && request_id.ends_with("-0"), "{request_id}");
    assert_ne!(shop.create("a-1").await.header("Request-ID"), request_id);
}

#[tokio::test]
async fn an_answer_without_a_body_is_signed_over_none() {
    let shop = Shop::open_partner().await;
    // `send` verifies it.
    let done = shop.complete_directly(&shop.direct_completion("a-1")).await;
    assert_eq!((done.status, done.body.len(), done.number()), (204, 0, 0));
    for name in SIGNATURE_HEADERS {
        assert!(!done.header(name).is_empty());
    }
}

#[tokio::test]
async fn the_service_clock_moves_no_signature() {
    let shop = Shop::open().await;
    shop.server.advance(90 * 24 * 3600).await;
    assert_eq!(shop.create("a-1").await.header("Wechatpay-Timestamp"), NOON.to_string());
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods() {
    let shop = Shop::open().await;
    let mut seen = serde_json::Map::new();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/v3/payscore/nothing"),
        ("GET", "/v3/payscore/serviceorder/"),
        ("GET", "/V3/payscore/serviceorder"),
        ("GET", "/v3/payscore/serviceorder/a-1/cancel"),
        ("DELETE", "/v3/payscore/serviceorder"),
        ("POST", "/v3/certificates"),
    ] {
        let answer = shop.client.request(method, path).send_unsigned().await;
        assert!(answer.header("Content-Type").starts_with("application/json"));
        seen.insert(format!("{method} {path}"), answer.shown());
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let shop = Shop::open().await;
    for (method, path, allowed) in [
        ("DELETE", SERVICE_ORDERS, "GET,HEAD,POST"),
        ("POST", "/v3/certificates", "GET,HEAD"),
        ("GET", "/v3/merchant/media/upload", "POST"),
    ] {
        let answer = shop.client.request(method, path).send_unsigned().await;
        assert_eq!((answer.status, answer.header("Allow")), (405, allowed), "{method} {path}");
    }
}

#[tokio::test]
async fn head_is_answered_as_get_without_the_body() {
    let shop = Shop::open().await;
    let whole = shop.client.get("/v3/certificates").await;
    let head = shop.client.request("HEAD", "/v3/certificates").try_send().await.expect("an answer");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("Content-Length"), whole.body.len().to_string());
    assert_eq!(head.header("Content-Type"), whole.header("Content-Type"));
}

#[tokio::test]
async fn what_is_nobodys_is_read_to_its_end_and_the_connection_stays() {
    let shop = Shop::open().await;
    let (server, proxy) = (shop.client.address.clone(), shop.server.proxy_url().replace("http://", ""));
    for (address, method, target, size, status) in [
        (&server, "POST", "/v3/payscore/nothing", 1 << 20, 404),
        (&server, "PUT", SERVICE_ORDERS, 1 << 20, 405),
        (&server, "POST", "/_payscore/nothing", 1 << 20, 404),
        (&server, "PUT", "/_payscore/clock", 1000, 405),
        (&server, "POST", "/_payscore/clock/advance", 1 << 20, 400),
        (&server, "POST", SERVICE_ORDERS, 5 << 20, 400),
        (&proxy, "POST", "http://example.com/", 1 << 20, 403),
        (&proxy, "POST", "ftp://example.com/", 1 << 20, 400),
        (&proxy, "POST", "/v3/certificates", 1 << 20, 400),
    ] {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let host = if address == &server { address.as_str() } else { "example.com" };
        let request = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\n\r\n");
        for _ in 0..2 {
            // Head and body come apart, as they do from axios: the server could answer in between.
            stream.write_all(request.as_bytes()).await.expect("a head");
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
            stream.write_all(&vec![b'x'; size]).await.unwrap_or_else(|error| panic!("{method} {target}: {error}"));
            assert_eq!(status_of_next(&mut stream).await, Some(status), "{method} {target}");
        }
    }
}

/// Reads one answer off a connection that stays; `None` where it has ended.
async fn status_of_next(stream: &mut TcpStream) -> Option<u16> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

#[tokio::test]
async fn faults_are_signed_refusals() {
    let shop = Shop::open().await;
    for fault in ["SYSTEM_ERROR", "FREQUENCY_LIMITED"] {
        shop.server.post("faults", &json!({ "fault": fault })).await;
        let struck = shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await;
        insta::assert_json_snapshot!(fault, struck.shown());
        assert_eq!(shop.query("a-1").await.status, 404, "nothing was done");
    }
    successful(shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await);
}

#[tokio::test]
async fn a_limit_of_calls_a_second_holds_for_each_merchant_and_operation() {
    let shop = Shop::open_with(|config| config.calls_per_second = std::num::NonZeroU32::new(2)).await;
    let statuses = async |numbers: [&str; 3]| {
        let mut statuses = Vec::new();
        for number in numbers {
            let answer = shop.client.post(SERVICE_ORDERS, &shop.new_order(number)).await;
            statuses.push((answer.status, answer.json()["code"].as_str().map(str::to_owned)));
        }
        statuses
    };
    let limited = (429, Some("FREQUENCY_LIMITED".to_owned()));
    assert_eq!(statuses(["a-1", "a-2", "a-3"]).await, [(200, None), (200, None), limited.clone()]);
    assert_eq!(shop.query("a-3").await.status, 404, "another operation is not limited, and nothing was done");
    shop.wall.advance(1);
    assert_eq!(statuses(["a-3", "a-4", "a-5"]).await, [(200, None), (200, None), limited]);
}

#[tokio::test]
async fn certificates_and_signatures_follow_the_wall() {
    let shop = Shop::open().await;
    let wall: &ManualWall = &shop.wall;
    wall.advance(3600);
    // `send` stamps with the wall and verifies that the answer is.
    assert_eq!(shop.create("a-1").await.header("Wechatpay-Timestamp"), (NOON + 3600).to_string());
}
