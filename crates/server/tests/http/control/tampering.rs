//! `/_payscore/notifications/{id}/hold`, `release`, `drop`, `duplicate`, and `notifications/holding`

use crate::notifications::open_with_receiver;
use crate::shop::{Shop, successful};
use axum::Router;
use axum::http::StatusCode;
use payscore_domain::Behaviour;
use payscore_testkit::Receiver;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// With one order confirmed and paid, and both notifications held: their ids, the older first.
async fn two_held() -> (Shop, Receiver, [String; 2]) {
    let (shop, receiver) = open_with_receiver().await;
    assert_eq!(shop.server.get("notifications/holding").await.body, json!({ "holding": false }));
    let held = shop.server.put("notifications/holding", &json!({ "holding": true })).await;
    assert_eq!((held.status, held.body), (200, json!({ "holding": true })));
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    let held = held_ids(&shop, 2).await;
    (shop, receiver, held.try_into().expect("two"))
}

/// The ids of what is held once there are so many.
async fn held_ids(shop: &Shop, wanted: usize) -> Vec<String> {
    loop {
        let listed = shop.server.get("notifications?standing=held").await.body;
        let held = listed["notifications"].as_array().expect("a list");
        if held.len() == wanted {
            return held.iter().rev().map(id_of).collect();
        }
        tokio::task::yield_now().await;
    }
}

fn id_of(notification: &Value) -> String {
    notification["id"].as_str().expect("an id").to_owned()
}

async fn act(shop: &Shop, id: &str, what: &str) -> (u16, Value) {
    let answer = shop.server.post(&format!("notifications/{id}/{what}"), &json!({})).await;
    (answer.status, answer.body)
}

async fn received(receiver: &Receiver) -> String {
    id_of(&serde_json::from_slice(&receiver.next().await.body).expect("JSON"))
}

#[tokio::test]
async fn what_is_held_goes_in_the_order_that_is_asked_for() {
    let (shop, receiver, [confirmed, paid]) = two_held().await;
    assert!(receiver.is_empty().await, "nothing was sent");
    let body = json!({ "ids": [&paid, &confirmed] });
    let released = shop.server.post("notifications/release", &body).await;
    assert_eq!(released.status, 200, "{}", released.body);
    assert_eq!(released.body["notifications"][1]["status"], "delivered");
    assert_eq!([received(&receiver).await, received(&receiver).await], [paid, confirmed]);
    assert!(receiver.is_empty().await, "each once");
}

#[tokio::test]
async fn what_is_held_stays_so_over_a_restart_and_goes_when_let_go() {
    let (mut shop, receiver, [confirmed, paid]) = two_held().await;
    shop.restart().await;
    assert_eq!(shop.server.get("notifications/holding").await.body, json!({ "holding": true }));
    assert_eq!(held_ids(&shop, 2).await, [confirmed.clone(), paid.clone()]);
    shop.server.put("notifications/holding", &json!({ "holding": false })).await;
    assert_eq!(act(&shop, &paid, "release").await.0, 200);
    assert_eq!(received(&receiver).await, paid);
    assert_eq!(held_ids(&shop, 1).await, [confirmed]);
}

#[tokio::test]
async fn what_is_dropped_is_lost_until_it_is_resent() {
    let (shop, receiver, [confirmed, _]) = two_held().await;
    let (status, dropped) = act(&shop, &confirmed, "drop").await;
    assert_eq!((status, &dropped["status"], &dropped["next_attempt"]), (200, &json!("dropped"), &Value::Null));
    shop.server.advance(7 * 24 * 3600).await;
    assert!(receiver.is_empty().await);
    for (what, reason) in [("drop", "nothing to drop"), ("hold", "not waiting"), ("release", "is not held")] {
        let (status, refused) = act(&shop, &confirmed, what).await;
        assert_eq!((status, &refused["code"]), (400, &json!("PARAM_ERROR")));
        assert!(refused["message"].as_str().is_some_and(|message| message.contains(reason)), "{refused}");
    }
    shop.server.put("notifications/holding", &json!({ "holding": false })).await;
    assert_eq!(act(&shop, &confirmed, "resend").await.0, 200);
    assert_eq!(received(&receiver).await, confirmed);
}

#[tokio::test]
async fn what_is_doubled_comes_twice_with_one_id() {
    let (shop, receiver) = open_with_receiver().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let first = receiver.next().await;
    let told = shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    let (status, doubled) = act(&shop, &id_of(&told), "duplicate").await;
    assert_eq!((status, &doubled["status"]), (200, &json!("delivered")));
    let numbers: Vec<_> = doubled["attempts"].as_array().expect("attempts").iter().map(|one| &one["number"]).collect();
    assert_eq!(numbers, [1, 1], "the same attempt twice");
    let second = receiver.next().await;
    assert_ne!(first.body, second.body, "encrypted anew");
    assert_eq!(id_of(&serde_json::from_slice(&second.body).expect("JSON")), id_of(&told));

    let shown = shop.server.get(&format!("notifications/{}", id_of(&told))).await.body;
    let numbers: Vec<_> = shown["sent"].as_array().expect("requests").iter().map(|sent| &sent["number"]).collect();
    assert_eq!(numbers, [1, 1], "the same attempt twice");
    let bodies: Vec<_> = shown["sent"].as_array().expect("requests").iter().map(|sent| sent["body"].clone()).collect();
    assert_eq!(bodies, [&first, &second].map(|callback| json!(String::from_utf8_lossy(&callback.body))));
}

#[tokio::test]
async fn mistakes_are_named() {
    let (shop, _receiver, [confirmed, _]) = two_held().await;
    assert_eq!(act(&shop, "nope", "hold").await.0, 404);
    assert_eq!(shop.server.get("notifications?standing=lost").await.status, 400);
    for ids in [json!(["nope"]), json!([confirmed, "nope"])] {
        assert_eq!(shop.server.post("notifications/release", &json!({ "ids": ids })).await.status, 404);
    }
    assert_eq!(held_ids(&shop, 2).await.len(), 2, "nothing was let go");
    let many = vec!["x"; 51];
    assert_eq!(shop.server.post("notifications/release", &json!({ "ids": many })).await.status, 400);
}

/// A receiver that takes notifications when it is told to: its address, a message for each that begins, and what lets one
/// be answered.
async fn slow_receiver() -> (String, mpsc::UnboundedReceiver<()>, mpsc::UnboundedSender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/notify", listener.local_addr().expect("a bound port"));
    let (begun, begins) = mpsc::unbounded_channel();
    let (answer, answered) = mpsc::unbounded_channel();
    let answered = std::sync::Arc::new(tokio::sync::Mutex::new(answered));
    let router = Router::new().fallback(move || {
        let (begun, answered) = (begun.clone(), answered.clone());
        async move {
            begun.send(()).expect("a test that waits");
            answered.lock().await.recv().await;
            StatusCode::NO_CONTENT
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, begins, answer)
}

async fn begun(begins: &mut mpsc::UnboundedReceiver<()>) {
    tokio::time::timeout(Duration::from_secs(20), begins.recv()).await.expect("an attempt within 20 s");
}

#[tokio::test]
async fn what_is_done_to_a_notification_during_an_attempt_stands() {
    let (url, mut begins, answer) = slow_receiver().await;
    let shop = Shop::open().await.notified_at(&url);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    begun(&mut begins).await;
    let id = id_of(&shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 0).await);
    shop.server.advance(1).await;
    assert_eq!(act(&shop, &id, "resend").await.0, 200);
    answer.send(()).expect("a receiver");
    begun(&mut begins).await;
    let told = shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    assert_eq!((&told["status"], &told["attempts"][0]["status"]), (&json!("pending"), &json!(204)));
    assert_eq!(act(&shop, &id, "drop").await.0, 200);
    answer.send(()).expect("a receiver");
    let told = shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 2).await;
    assert_eq!((&told["status"], &told["attempts"][1]["status"]), (&json!("dropped"), &json!(204)));
}
