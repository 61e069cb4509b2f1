//! `/_payscore/clock…`

mod preview;
mod rate;

use crate::client::exchange;
use crate::shop::{DAY, NOON, Shop};
use serde_json::json;

#[tokio::test]
async fn shows_both_clocks_and_moves_one() {
    let mut shop = Shop::open().await;
    let clock = shop.server.get("clock").await;
    let noon = "2026-11-21T12:00:00+08:00";
    let untouched = json!({ "now": noon, "unix": NOON, "rate": 1, "frozen": false, "offset_seconds": 0, "wall": noon });
    assert_eq!(clock.body, untouched);
    shop.create("a-1").await;
    shop.create_retail("b-1").await;
    let moved = shop.server.post("clock/advance", &json!({ "seconds": 30 * DAY })).await;
    let expected = json!({
        "now": "2026-12-21T12:00:00+08:00", "unix": NOON + 30 * 86_400, "rate": 1, "frozen": false,
        "offset_seconds": 2_592_000, "wall": noon, "orders_moved": 2,
        "happened": [{ "kind": "order", "what": "expired", "count": 2, "first": "2026-11-21T13:00:00+08:00" }],
    });
    assert_eq!((moved.status, moved.body), (200, expected));
    shop.wall.advance(60);
    assert_eq!(shop.server.get("clock").await.body["now"], "2026-12-21T12:01:00+08:00", "both go on");
    shop.restart().await;
    assert_eq!(shop.server.get("clock").await.body["now"], "2026-12-21T12:01:00+08:00");
}

#[tokio::test]
async fn waits_while_the_wall_is_set_back() {
    let shop = Shop::open().await;
    let unix = || async { shop.server.get("clock").await.body["unix"].as_i64().expect("seconds") };
    shop.server.post("clock/run", &json!({ "rate": 60 })).await;
    shop.wall.advance(100);
    assert_eq!(unix().await, NOON + 6_000);
    shop.wall.advance(-50);
    assert_eq!(unix().await, NOON + 6_000, "an order's time does not go back");
    shop.server.post("clock/run", &json!({ "rate": 1 })).await;
    assert_eq!(unix().await, NOON + 6_000, "nor does it when the clock is touched meanwhile");
    shop.wall.advance(50);
    assert_eq!(unix().await, NOON + 6_000);
    shop.wall.advance(7);
    assert_eq!(unix().await, NOON + 6_007, "and goes on where it stood");
}

/// `curl -d` calls its body a form.
#[tokio::test]
async fn takes_json_whatever_it_is_called() {
    let shop = Shop::open().await;
    let address = shop.server.base_url().trim_start_matches("http://").to_owned();
    let body = r#"{"seconds": 5}"#;
    let request = format!(
        "POST /_payscore/clock/advance HTTP/1.1\r\nHost: {address}\r\n\
         Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(&address, request.as_bytes()).await.expect("an answer");
    assert_eq!((answer.status, answer.json()["offset_seconds"].clone()), (200, json!(5)));
}

#[tokio::test]
async fn two_who_advance_at_once_both_count() {
    let shop = Shop::open().await;
    let ten = json!({ "seconds": 10 });
    let advances = (0..20).map(|_| shop.server.post("clock/advance", &ten));
    futures_util::future::join_all(advances).await;
    assert_eq!(shop.server.get("clock").await.body["offset_seconds"], 200);
}

#[tokio::test]
async fn goes_forward_only_and_a_year_at_most() {
    let shop = Shop::open().await;
    for body in [
        json!({ "seconds": -1 }),
        json!({ "seconds": 366 * DAY + 1 }),
        json!({ "seconds": "10" }),
        json!({ "second": 10 }),
        json!({ "seconds": 10, "hours": 1 }),
        json!({}),
    ] {
        let refused = shop.server.post("clock/advance", &body).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("PARAM_ERROR")), "{body}");
    }
    assert_eq!(shop.server.get("clock").await.body["offset_seconds"], 0);
    assert_eq!(shop.server.post("clock/advance", &json!({ "seconds": 366 * DAY })).await.status, 200);
}
