//! What each fault of an API call makes of it, seen by a client of our own, and what is left behind.

use crate::client::{Answer, Request};
use crate::shop::{SERVICE_ORDERS, Shop};
use payscore_wire::message;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const HEADER: &str = "Wechatpay-Negative-Test";

/// What becomes of a call.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// An answer whose signature fits.
    Answer(u16),
    /// One whose signature does not, by a key that there is.
    Forged,
    /// The same, marked as a probe.
    Probe,
    /// One by a key that there is not.
    Stranger,
    /// No answer: the connection was reset.
    Reset,
    /// Half an answer.
    Half,
}

fn signature_fits(shop: &Shop, answer: &Answer) -> bool {
    let key = shop.client.platform_key(answer.header("Wechatpay-Serial"));
    let (timestamp, nonce) = (answer.header("Wechatpay-Timestamp"), answer.header("Wechatpay-Nonce"));
    key.verify(&message::response(timestamp, nonce, &answer.body), answer.header("Wechatpay-Signature"))
}

async fn see(shop: &Shop, request: Request<'_>) -> Seen {
    match request.try_send().await {
        Ok(answer) if !shop.client.platform_keys.contains_key(answer.header("Wechatpay-Serial")) => Seen::Stranger,
        Ok(answer) if answer.header("Wechatpay-Signature").starts_with("WECHATPAY/SIGNTEST/") => Seen::Probe,
        Ok(answer) if signature_fits(shop, &answer) => Seen::Answer(answer.status),
        Ok(_) => Seen::Forged,
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Seen::Reset,
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Seen::Half,
        Err(error) => panic!("{error:?}"),
    }
}

/// Fault, what the client sees, and whether the order is there after it.
const FAULTS: [(&str, Seen, bool); 9] = [
    ("SYSTEM_ERROR", Seen::Answer(500), false),
    ("FREQUENCY_LIMITED", Seen::Answer(429), false),
    ("SLOW_ANSWER", Seen::Answer(200), true),
    ("RESET_BEFORE_COMMIT", Seen::Reset, false),
    ("RESET_AFTER_COMMIT", Seen::Reset, true),
    ("WRONG_SIGNATURE", Seen::Forged, true),
    ("UNKNOWN_SERIAL", Seen::Stranger, true),
    ("SIGN_TEST", Seen::Probe, true),
    ("TRUNCATED_BODY", Seen::Half, true),
];

fn creation<'a>(shop: &'a Shop, number: &str) -> Request<'a> {
    shop.client.request("POST", SERVICE_ORDERS).json(&shop.new_order(number))
}

async fn is_there(shop: &Shop, number: &str) -> bool {
    shop.query(number).await.status == 200
}

#[tokio::test]
async fn by_rule_each_does_what_it_says() {
    let shop = Shop::open().await;
    for (fault, seen, done) in FAULTS {
        let mut rule = json!({ "fault": fault, "operation": "CreateServiceOrder" });
        if fault == "SLOW_ANSWER" {
            rule["milliseconds"] = 1.into();
        }
        shop.server.fault(&rule).await;
        assert_eq!(see(&shop, creation(&shop, fault)).await, seen, "{fault}");
        assert_eq!(is_there(&shop, fault).await, done, "{fault}");
        assert_eq!(see(&shop, creation(&shop, fault)).await, Seen::Answer(200), "{fault}: once");
    }
}

#[tokio::test]
async fn by_header_each_does_the_same_and_uses_up_no_rule() {
    let shop = Shop::open().await;
    shop.server.fault(&json!({ "fault": "SYSTEM_ERROR", "order": "ruled" })).await;
    for (fault, seen, done) in FAULTS {
        let name = if fault == "SLOW_ANSWER" { "SLOW_ANSWER; milliseconds=1" } else { fault };
        assert_eq!(see(&shop, creation(&shop, fault).header(HEADER, name)).await, seen, "{fault}");
        assert_eq!(is_there(&shop, fault).await, done, "{fault}");
    }
    let ruled = creation(&shop, "ruled").header(HEADER, "FREQUENCY_LIMITED");
    assert_eq!(see(&shop, ruled).await, Seen::Answer(429), "the header goes first");
    assert_eq!(see(&shop, creation(&shop, "ruled")).await, Seen::Answer(500), "and the rule is still there");
}

#[tokio::test]
async fn a_public_keys_unknown_serial_looks_like_one() {
    let shop = Shop::open().await;
    let key_id = shop.client.public_key_id.clone();
    let request = creation(&shop, "a-1").header("Wechatpay-Serial", key_id.as_str()).header(HEADER, "UNKNOWN_SERIAL");
    let answer = request.try_send().await.expect("an answer");
    let serial = answer.header("Wechatpay-Serial");
    assert!(serial.starts_with("PUB_KEY_ID_") && serial != key_id, "{serial}");
    let certificate = creation(&shop, "a-1").header(HEADER, "UNKNOWN_SERIAL").try_send().await.expect("an answer");
    let serial = certificate.header("Wechatpay-Serial");
    assert!(serial.len() == 40 && serial.bytes().all(|byte| byte.is_ascii_hexdigit()), "{serial}");
}

#[tokio::test]
async fn a_slow_answer_is_as_late_as_it_is_told_to_be() {
    let shop = Shop::open().await;
    shop.server.fault(&json!({ "fault": "SLOW_ANSWER", "milliseconds": 200 })).await;
    let began = Instant::now();
    assert_eq!(see(&shop, creation(&shop, "a-1")).await, Seen::Answer(200));
    assert!(began.elapsed() >= Duration::from_millis(200), "{:?}", began.elapsed());
}

#[tokio::test]
async fn who_does_not_wait_for_a_slow_answer_finds_it_done() {
    let shop = Shop::open().await;
    shop.server.fault(&json!({ "fault": "SLOW_ANSWER", "milliseconds": 600_000 })).await;
    let mut stream = TcpStream::connect(&shop.client.address).await.expect("a connection");
    stream.write_all(&creation(&shop, "a-1").bytes()).await.expect("written");
    // Durable before it is late.
    let found = async {
        while !is_there(&shop, "a-1").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.expect("the order");
    let mut byte = [0];
    assert!(tokio::time::timeout(Duration::ZERO, stream.read(&mut byte)).await.is_err(), "nothing has come");
}

#[tokio::test]
async fn a_truncated_body_is_half_of_what_its_length_says() {
    let shop = Shop::open().await;
    let whole = shop.create("a-1").await;
    let mut stream = TcpStream::connect(&shop.client.address).await.expect("a connection");
    stream.write_all(&creation(&shop, "a-1").header(HEADER, "TRUNCATED_BODY").bytes()).await.expect("written");
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).await.expect("an end, not a reset");
    // In bytes: half a body may end with half a character.
    let end = raw.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&raw[..end + 2]);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains(&format!("Content-Length: {}", whole.body.len())), "{head}");
    assert_eq!(raw.len() - (end + 4), whole.body.len() / 2);
}

#[tokio::test]
async fn a_header_that_names_no_fault_is_refused_and_nothing_is_done() {
    let shop = Shop::open().await;
    for header in ["EARTHQUAKE", "MICROPAY_TIMEOUT", "NOTIFICATION_DROP", "SLOW_ANSWER; milliseconds=soon"] {
        let refused = creation(&shop, "a-1").header(HEADER, header).send().await;
        let body = refused.json();
        assert_eq!((refused.status, &body["code"]), (400, &json!("PARAM_ERROR")), "{body}");
        let detail = &body["detail"];
        assert_eq!((&detail["location"], &detail["value"]), (&json!("header"), &json!(header)), "{body}");
        assert!(detail["field"].as_str().is_some_and(|field| field.contains(HEADER)), "{body}");
    }
    assert!(!is_there(&shop, "a-1").await);
    let unsigned = creation(&shop, "a-1").header(HEADER, "SYSTEM_ERROR").signing_body("{}");
    assert_eq!(unsigned.send_unsigned().await.status, 401, "who it is comes first");
}

async fn journal(shop: &Shop) -> Vec<Value> {
    shop.server.get("requests").await.body["requests"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn the_journal_says_what_struck() {
    let shop = Shop::open().await;
    let rule = shop.server.fault(&json!({ "fault": "RESET_AFTER_COMMIT" })).await;
    see(&shop, creation(&shop, "a-1")).await;
    for fault in ["RESET_BEFORE_COMMIT", "TRUNCATED_BODY", "SYSTEM_ERROR"] {
        see(&shop, creation(&shop, "a-2").header(HEADER, fault)).await;
    }
    creation(&shop, "a-3").send().await;
    let seen: Vec<Value> = journal(&shop)
        .await
        .iter()
        .map(|entry| json!([entry["fault"], entry["fault_rule"], entry["status"]]))
        .collect();
    assert_eq!(
        seen,
        [
            json!([null, null, 200]),
            json!(["SYSTEM_ERROR", null, 500]),
            json!(["TRUNCATED_BODY", null, 200]),
            json!(["RESET_BEFORE_COMMIT", null, null]),
            json!(["RESET_AFTER_COMMIT", rule, 200]),
        ],
        "newest first"
    );
    let truncated = journal(&shop).await[2]["request_id"].as_str().expect("an id").to_owned();
    let shown = shop.server.get(&format!("requests/{truncated}")).await.body;
    assert_eq!(shown["response_body_cut"], false, "whole, as it was to go out");
    let headers = shown["headers"].as_array().expect("headers");
    assert!(headers.contains(&json!(["wechatpay-negative-test", "TRUNCATED_BODY"])), "{shown}");
}
