//! Who changed what, and when.

use crate::client::exchange;
use crate::shop::{NOON, Shop};
use payscore_wire::rfc3339;
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const TOKEN: &str = "a-token-that-nobody-knows";
const PATIENCE: Duration = Duration::from_secs(20);

/// `POST` with an empty object, as one who has this header.
async fn post(shop: &Shop, path: &str, header: &str) -> u16 {
    let request = format!(
        "POST /_payscore/{path} HTTP/1.1\r\nHost: pay.example.com\r\n{header}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    );
    exchange(&shop.client.address, request.as_bytes()).await.expect("an answer").status
}

async fn lines(shop: &Shop, limit: usize) -> Vec<Value> {
    let answer = shop.server.get(&format!("audit?limit={limit}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["data"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn changes_are_written_down_with_who_made_them_and_looks_are_not() {
    let mut shop = Shop::open_with(|config| config.control_token = Some(TOKEN.to_owned())).await;
    shop.server.get("orders").await;
    shop.server.post("clock/advance", &json!({ "seconds": 60 })).await;
    shop.wall.advance(5);
    assert_eq!(post(&shop, "reset", &format!("Authorization: Bearer {TOKEN}")).await, 200);
    assert_eq!(post(&shop, "clock/freeze", &format!("Cookie: payscore_token={TOKEN}")).await, 200);
    assert_eq!(post(&shop, "reset", "Authorization: Bearer another").await, 403);
    assert_eq!(post(&shop, "orders/1/none/confirm", &format!("Authorization: Bearer {TOKEN}")).await, 404);
    let expected = |by: &str, path: &str, status: u16| {
        let at = rfc3339::format(NOON + 5);
        json!({ "at": at, "from": "127.0.0.1", "by": by, "method": "POST", "path": path, "status": status })
    };
    let mut first = expected("loopback", "/_payscore/clock/advance", 200);
    first["at"] = json!(rfc3339::format(NOON));
    first["fields"] = json!({ "seconds": 60 });
    let all = [
        expected("token", "/_payscore/orders/1/none/confirm", 404),
        expected("wrong-token", "/_payscore/reset", 403),
        expected("session", "/_payscore/clock/freeze", 200),
        expected("token", "/_payscore/reset", 200),
        first,
    ];
    assert_eq!(lines(&shop, 100).await, all);
    assert_eq!(lines(&shop, 2).await, all[..2]);
    shop.restart().await;
    assert_eq!(lines(&shop, 100).await, all, "it outlives the server, and a reset");
    let text = fs::read_to_string(shop.server.data().join("audit.log")).expect("a log");
    assert!(!text.contains(TOKEN) && !text.contains("another"), "{text}");
}

#[tokio::test]
async fn what_somebody_asks_for_who_hangs_up_is_done_and_written_down() {
    let shop = Shop::open().await;
    shop.server.post("faults", &json!({ "fault": "SYSTEM_ERROR", "operation": "QueryServiceOrder" })).await;
    let mut stream = TcpStream::connect(&shop.client.address).await.expect("a connection");
    let request = b"POST /_payscore/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    stream.write_all(request).await.expect("written");
    drop(stream);
    let written_down = async { while lines(&shop, 1).await[0]["path"] != "/_payscore/reset" {} };
    tokio::time::timeout(PATIENCE, written_down).await.expect("a line");
    assert_eq!(shop.server.get("faults").await.body["faults"], json!([]), "to its end");
}

#[tokio::test]
async fn who_guesses_the_token_waits_and_nobody_else() {
    let shop = Shop::open_with(|config| config.control_token = Some(TOKEN.to_owned())).await;
    let right = format!("Authorization: Bearer {TOKEN}");
    for _ in 0..5 {
        assert_eq!(post(&shop, "reset", "Authorization: Bearer guess").await, 403);
    }
    assert_eq!(post(&shop, "reset", &right).await, 200, "five are a mistake");
    for _ in 0..6 {
        assert_eq!(post(&shop, "reset", "Authorization: Bearer guess").await, 403);
    }
    assert_eq!(post(&shop, "reset", "Authorization: Bearer guess").await, 429);
    assert_eq!(post(&shop, "reset", &right).await, 429, "right or wrong is not told");
    let enter = format!("GET /_payscore/console/enter?token={TOKEN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let refused = exchange(&shop.client.address, enter.as_bytes()).await.expect("an answer");
    assert_eq!((refused.status, refused.header("Retry-After")), (429, "1"));
    assert_eq!(shop.server.post("clock/freeze", &json!({})).await.status, 200, "who needs no token is in");
    assert_eq!(post(&shop, "reset", "X-None: 1").await, 403, "who has none is told so");
    shop.wall.advance(1);
    assert_eq!(post(&shop, "reset", &right).await, 200);
}
