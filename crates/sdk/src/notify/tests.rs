use super::*;
use crate::notification::{Notification, NotificationError};
use crate::testing::{APIV3_KEY, NOW, PUBLIC_KEY_ID, config, set, signed};
use crate::{ApiV3Key, NotificationOpener};
use http::{HeaderMap, StatusCode};
use payscore_wire::{Envelope, Notice, headers};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

fn body(id: &str) -> Vec<u8> {
    let notice = Notice {
        id,
        create_time: NOW,
        event_type: "PAYSCORE.OF_THE_FUTURE",
        summary: "摘要",
        original_type: "payscore",
        associated_data: "payscore",
        nonce: "fdasflkja484",
    };
    let key = ApiV3Key::new(APIV3_KEY).unwrap();
    serde_json::to_vec(&Envelope::seal(&key, &notice, b"{}").unwrap()).unwrap()
}

fn endpoint() -> NotifyEndpoint {
    NotifyEndpoint::new(NotificationOpener::from(&config()))
}

fn guarded() -> NotifyEndpoint {
    endpoint().guarded_by(MemoryGuard::new(10).with_clock(|| NOW))
}

/// Delivers, to a handler that ends like this; and counts how often it ran.
async fn deliver(endpoint: &NotifyEndpoint, id: &str, result: Result<(), &str>, runs: &AtomicUsize) -> u16 {
    let body = body(id);
    let answer = endpoint
        .handle(&signed(&body, PUBLIC_KEY_ID, NOW), &body, async |_| {
            runs.fetch_add(1, Ordering::SeqCst);
            result
        })
        .await;
    answer.status().as_u16()
}

async fn refused(headers: &HeaderMap, body: &[u8]) -> (u16, Value) {
    let handler = async |_: Notification| -> Result<(), Infallible> { panic!("the handler ran") };
    let answer = endpoint().handle(headers, body, handler).await;
    assert_eq!(answer.content_type(), Some("application/json"));
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
}

#[tokio::test]
async fn what_is_not_believed_gets_upstreams_failure_body() {
    let body = body("EV-1");
    let mut probe = signed(&body, PUBLIC_KEY_ID, NOW);
    set(&mut probe, headers::WECHATPAY_SIGNATURE, "WECHATPAY/SIGNTEST/aGVsbG8=");
    let message = "a signature probe (WECHATPAY/SIGNTEST/), refused as WeChat Pay e";
    assert_eq!(refused(&probe, &body).await, (401, json!({ "code": "FAIL", "message": message })));
    let not_authentic = json!({ "code": "FAIL", "message": "the notification is not authentic" });
    let old = signed(&body, PUBLIC_KEY_ID, NOW - 301);
    assert_eq!(refused(&old, &body).await, (401, not_authentic.clone()));
    assert_eq!(refused(&HeaderMap::new(), &body).await, (401, not_authentic));
    let (status, _) = refused(&signed(b"{}", PUBLIC_KEY_ID, NOW), b"{}").await;
    assert_eq!(status, 400, "genuine, and no notification");
}

#[tokio::test]
async fn another_apiv3_key_is_ours_to_mend() {
    let keys = config().platform_keys().clone();
    let opener = NotificationOpener::new(keys, ApiV3Key::new(&"f".repeat(32)).unwrap()).with_clock(|| NOW);
    let runs = AtomicUsize::new(0);
    assert_eq!(deliver(&NotifyEndpoint::new(opener), "EV-1", Ok(()), &runs).await, 500);
    assert_eq!(runs.into_inner(), 0);
}

#[test]
fn a_failure_is_a_failure_and_its_message_short() {
    let answer = NotifyAnswer::failed(StatusCode::OK, &"长".repeat(65));
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(body["message"].as_str().unwrap().chars().count(), 64);
    assert_eq!(NotifyAnswer::taken().content_type(), None);
}

#[tokio::test]
async fn only_success_keeps_a_notification_from_being_handled_again() {
    let (endpoint, runs) = (guarded(), AtomicUsize::new(0));
    assert_eq!(deliver(&endpoint, "EV-1", Err("库存未就绪"), &runs).await, 500);
    assert_eq!(deliver(&endpoint, "EV-1", Ok(()), &runs).await, 204);
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(deliver(&endpoint, "EV-1", Ok(()), &runs).await, 204);
    assert_eq!(runs.load(Ordering::SeqCst), 2, "it was done already");
    assert_eq!(deliver(&endpoint, "EV-2", Ok(()), &runs).await, 204);
    assert_eq!(runs.into_inner(), 3);
}

#[tokio::test]
async fn without_a_guard_every_delivery_is_handled() {
    let (endpoint, runs) = (endpoint(), AtomicUsize::new(0));
    for _ in 0..2 {
        assert_eq!(deliver(&endpoint, "EV-1", Ok(()), &runs).await, 204);
    }
    assert_eq!(runs.into_inner(), 2);
}

#[tokio::test]
async fn a_delivery_during_another_comes_again_later() {
    let (endpoint, runs) = (guarded(), AtomicUsize::new(0));
    let body = body("EV-1");
    let first = endpoint.receive(&signed(&body, PUBLIC_KEY_ID, NOW), &body).await.unwrap();
    assert_eq!(deliver(&endpoint, "EV-1", Ok(()), &runs).await, 409);
    assert_eq!(first.failed(StatusCode::SERVICE_UNAVAILABLE, "later").await.status(), 503);
    assert_eq!(deliver(&endpoint, "EV-1", Ok(()), &runs).await, 204);
    assert_eq!(runs.into_inner(), 1);
}

/// A guard whose storage is down, for one question or for both.
struct Broken {
    begins: bool,
}

impl ReplayGuard for Broken {
    fn begin<'a>(&'a self, _: &'a str) -> GuardFuture<'a, Standing> {
        Box::pin(async { if self.begins { Ok(Standing::New) } else { Err("the database is down".into()) } })
    }

    fn handled<'a>(&'a self, _: &'a str) -> GuardFuture<'a, ()> {
        Box::pin(async { Err("the database is down".into()) })
    }

    fn failed<'a>(&'a self, id: &'a str) -> GuardFuture<'a, ()> {
        self.handled(id)
    }
}

#[tokio::test]
async fn a_guard_that_cannot_say_refuses_and_one_that_cannot_note_does_not_undo() {
    let runs = AtomicUsize::new(0);
    let deaf = endpoint().guarded_by(Broken { begins: false });
    assert_eq!(deliver(&deaf, "EV-1", Ok(()), &runs).await, 500);
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    let forgetful = endpoint().guarded_by(Broken { begins: true });
    assert_eq!(deliver(&forgetful, "EV-1", Ok(()), &runs).await, 204);
    assert_eq!(deliver(&forgetful, "EV-1", Err("no"), &runs).await, 500);
    assert_eq!(runs.into_inner(), 2);
}

/// A guard and its clock.
fn memory(capacity: usize) -> (MemoryGuard, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(NOW));
    let read = clock.clone();
    (MemoryGuard::new(capacity).with_clock(move || read.load(Ordering::SeqCst)), clock)
}

#[tokio::test]
async fn a_handler_that_disappears_gives_its_notification_back() {
    let (guard, clock) = memory(10);
    assert_eq!(guard.begin("EV-1").await.unwrap(), Standing::New);
    clock.fetch_add(LEASE_SECONDS - 1, Ordering::SeqCst);
    assert_eq!(guard.begin("EV-1").await.unwrap(), Standing::InHand);
    clock.fetch_add(1, Ordering::SeqCst);
    assert_eq!(guard.begin("EV-1").await.unwrap(), Standing::New);
}

#[tokio::test]
async fn a_guard_in_memory_remembers_for_so_long_and_so_many() {
    let (guard, clock) = memory(2);
    for id in ["EV-1", "EV-2", "EV-3"] {
        guard.begin(id).await.unwrap();
        guard.handled(id).await.unwrap();
    }
    assert_eq!(guard.begin("EV-1").await.unwrap(), Standing::New, "the oldest is forgotten");
    assert_eq!(guard.begin("EV-2").await.unwrap(), Standing::Handled);
    clock.fetch_add(REMEMBERED_SECONDS - 1, Ordering::SeqCst);
    assert_eq!(guard.begin("EV-3").await.unwrap(), Standing::Handled);
    clock.fetch_add(1, Ordering::SeqCst);
    assert_eq!(guard.begin("EV-3").await.unwrap(), Standing::New);
    assert_eq!(format!("{guard:?}"), "MemoryGuard { capacity: 2, in_hand: 1, handled: 0 }");
}

#[test]
fn futures_of_an_endpoint_go_between_threads() {
    fn send<T: Send>(_: &T) {}
    let (endpoint, headers) = (guarded(), HeaderMap::new());
    send(&endpoint.receive(&headers, b""));
    send(&endpoint.handle(&headers, b"", async |_: Notification| Ok::<(), NotificationError>(())));
}
