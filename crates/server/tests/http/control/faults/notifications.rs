//! What each fault of a notification makes of it, and what the attempts say.

use crate::notifications::{open_with_receiver, verified};
use crate::shop::{HOUR, Shop, successful};
use payscore_domain::Behaviour;
use payscore_testkit::{Callback, Receiver};
use payscore_wire::message;
use serde_json::{Value, json};

const CONFIRM: &str = "PAYSCORE.USER_CONFIRM";
const PAID: &str = "PAYSCORE.USER_PAID";

fn attempts(told: &Value) -> Vec<Value> {
    let made = told["attempts"].as_array().expect("attempts");
    made.iter().map(|made| json!([made["number"], made["at"], made["status"], made["fault"]])).collect()
}

fn standing(told: &Value) -> (Option<&str>, Option<&str>) {
    (told["status"].as_str(), told["next_attempt"].as_str())
}

fn fits(shop: &Shop, callback: &Callback) -> bool {
    let header = |name: &str| callback.headers[name].to_str().expect("text");
    let signed = message::response(header("Wechatpay-Timestamp"), header("Wechatpay-Nonce"), &callback.body);
    shop.client.platform_key(header("Wechatpay-Serial")).verify(&signed, header("Wechatpay-Signature"))
}

/// The event of the next callback, which must be genuine.
async fn event(shop: &Shop, receiver: &Receiver) -> String {
    verified(&shop.client, &receiver.next().await)["event_type"].as_str().expect("a name").to_owned()
}

const NOON: &str = "2026-11-21T12:00:00+08:00";

#[tokio::test]
async fn delayed_it_comes_later_and_once() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DELAY", "seconds": 300, "count": "unlimited" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    assert_eq!(attempts(&told), [json!([1, NOON, null, "NOTIFICATION_DELAY"])]);
    assert_eq!(standing(&told), (Some("pending"), Some("2026-11-21T12:05:00+08:00")));
    assert_eq!(told["attempts"][0]["error"], "held back for 300 s");
    shop.server.advance(299).await;
    assert!(receiver.is_empty().await);
    shop.server.advance(1).await;
    assert_eq!(event(&shop, &receiver).await, CONFIRM);
    let told = shop.server.tried("a-1", CONFIRM, 2).await;
    assert_eq!(attempts(&told)[1], json!([1, "2026-11-21T12:05:00+08:00", 204, null]));
    assert_eq!(standing(&told), (Some("delivered"), None));
    assert!(receiver.is_empty().await);
}

#[tokio::test]
async fn duplicated_it_comes_twice() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DUPLICATE" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let [first, second] = [receiver.next().await, receiver.next().await].map(|it| verified(&shop.client, &it));
    assert_eq!(first["id"], second["id"]);
    assert_ne!(first["resource"]["nonce"], second["resource"]["nonce"], "each encrypted anew");
    let told = shop.server.tried("a-1", CONFIRM, 2).await;
    let made = json!([1, NOON, 204, "NOTIFICATION_DUPLICATE"]);
    assert_eq!(attempts(&told), [made.clone(), made]);
    assert_eq!(standing(&told), (Some("delivered"), None));
    assert!(receiver.is_empty().await);
}

#[tokio::test]
async fn duplicated_and_refused_it_is_tried_again_once() {
    let (shop, receiver) = open_with_receiver().await;
    receiver.answer_with(500);
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DUPLICATE" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.tried("a-1", CONFIRM, 2).await;
    assert_eq!(standing(&told), (Some("pending"), Some("2026-11-21T12:00:15+08:00")));
    shop.server.advance(15).await;
    assert_eq!(shop.server.tried("a-1", CONFIRM, 3).await["attempts"][2]["number"], 2);
}

#[tokio::test]
async fn reordered_it_comes_after_the_next_of_its_order() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_REORDER", "event_type": CONFIRM, "order": "a-1" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    assert_eq!(attempts(&told), [json!([1, NOON, null, "NOTIFICATION_REORDER"])]);
    shop.doing("a-2", Behaviour::PaysAtOnce).await;
    assert_eq!(event(&shop, &receiver).await, CONFIRM, "another order's goes as usual");
    shop.server.tried("a-2", CONFIRM, 1).await;
    assert!(receiver.is_empty().await, "and sets nothing free");
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    assert_eq!(event(&shop, &receiver).await, PAID);
    assert_eq!(event(&shop, &receiver).await, CONFIRM);
    let told = shop.server.tried("a-1", CONFIRM, 2).await;
    assert_eq!(attempts(&told)[1], json!([1, NOON, 204, null]), "no clock had to move");
    assert_eq!(standing(&told), (Some("delivered"), None));
    assert!(receiver.is_empty().await);
}

#[tokio::test]
async fn reordered_it_does_not_wait_for_ever() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_REORDER", "seconds": HOUR })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    shop.server.tried("a-1", CONFIRM, 1).await;
    shop.server.advance(HOUR).await;
    assert_eq!(event(&shop, &receiver).await, CONFIRM);
    assert_eq!(standing(&shop.server.tried("a-1", CONFIRM, 2).await), (Some("delivered"), None));
}

#[tokio::test]
async fn dropped_it_comes_with_the_next_attempt() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DROP" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    assert_eq!(attempts(&told), [json!([1, NOON, null, "NOTIFICATION_DROP"])]);
    assert_eq!(standing(&told), (Some("pending"), Some("2026-11-21T12:00:15+08:00")), "the schedule goes on");
    assert!(receiver.is_empty().await);
    shop.server.advance(15).await;
    assert_eq!(event(&shop, &receiver).await, CONFIRM);
    let told = shop.server.tried("a-1", CONFIRM, 2).await;
    assert_eq!(attempts(&told)[1], json!([2, "2026-11-21T12:00:15+08:00", 204, null]));
}

#[tokio::test]
async fn dropped_without_end_it_never_comes() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DROP", "order": "a-1", "count": "unlimited" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    for made in 1..16 {
        shop.server.tried("a-1", CONFIRM, made).await;
        shop.server.advance(6 * HOUR).await;
    }
    let told = shop.server.tried("a-1", CONFIRM, 16).await;
    assert_eq!(standing(&told), (Some("failed"), None));
    assert!(receiver.is_empty().await);
}

#[tokio::test]
async fn forged_and_refused_it_comes_again() {
    let (shop, receiver) = open_with_receiver().await;
    receiver.answer_with(401);
    shop.server.fault(&json!({ "fault": "NOTIFICATION_WRONG_SIGNATURE" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    assert!(!fits(&shop, &receiver.next().await));
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    assert_eq!(attempts(&told), [json!([1, NOON, 401, "NOTIFICATION_WRONG_SIGNATURE"])]);
    receiver.answer_with(204);
    shop.server.advance(15).await;
    assert_eq!(event(&shop, &receiver).await, CONFIRM);
    assert_eq!(standing(&shop.server.tried("a-1", CONFIRM, 2).await), (Some("delivered"), None));
}

#[tokio::test]
async fn a_probe_comes_before_it_and_changes_nothing() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_SIGN_TEST" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let probe = receiver.next().await;
    let signature = probe.headers["Wechatpay-Signature"].to_str().expect("text");
    assert!(signature.starts_with("WECHATPAY/SIGNTEST/"), "{signature}");
    assert!(!fits(&shop, &probe));
    let genuine = verified(&shop.client, &receiver.next().await);
    let probed: Value = serde_json::from_slice(&probe.body).expect("JSON");
    assert_eq!(genuine["id"], probed["id"], "the same notification");
    let told = shop.server.tried("a-1", CONFIRM, 2).await;
    let expected = [json!([1, NOON, 204, "NOTIFICATION_SIGN_TEST"]), json!([1, NOON, 204, null])];
    assert_eq!(attempts(&told), expected, "taken or not, the probe does not count");
    assert_eq!(standing(&told), (Some("delivered"), None));
    assert!(receiver.is_empty().await);
}

#[tokio::test]
async fn a_probe_now_and_then_hits_the_same_ones_again() {
    let rule = json!({ "fault": "NOTIFICATION_SIGN_TEST", "count": "unlimited", "probability": 0.5, "seed": 3 });
    let mut runs = Vec::new();
    for _ in 0..2 {
        let (shop, receiver) = open_with_receiver().await;
        shop.server.fault(&rule).await;
        let mut probed = Vec::new();
        for number in ["a-1", "a-2", "a-3", "a-4", "a-5", "a-6"] {
            shop.doing(number, Behaviour::PaysAtOnce).await;
            receiver.next().await;
            let told = shop.server.tried(number, CONFIRM, 1).await;
            if told["attempts"][0]["fault"] == "NOTIFICATION_SIGN_TEST" {
                probed.push(number);
                receiver.next().await;
                shop.server.tried(number, CONFIRM, 2).await;
            }
        }
        runs.push(probed);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(!runs[0].is_empty() && runs[0].len() < 6, "{runs:?}");
}

#[tokio::test]
async fn only_those_that_a_rule_names_are_struck() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DROP", "event_type": PAID })).await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DROP", "order": "a-2" })).await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_DROP", "mchid": "1900000100" })).await;
    shop.server.fault(&json!({ "fault": "SYSTEM_ERROR", "operation": "CancelServiceOrder" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    assert_eq!(event(&shop, &receiver).await, CONFIRM);
    let listed = shop.server.get("faults").await.body;
    assert_eq!(listed["faults"].as_array().map(Vec::len), Some(4), "none is used up: {listed}");
}

#[tokio::test]
async fn what_is_held_back_outlives_a_restart() {
    let (mut shop, receiver) = open_with_receiver().await;
    shop.server.fault(&json!({ "fault": "NOTIFICATION_REORDER", "seconds": 60 })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    shop.server.tried("a-1", CONFIRM, 1).await;
    shop.restart().await;
    assert_eq!(shop.server.get("faults").await.body, json!({ "faults": [] }));
    shop.server.advance(60).await;
    assert_eq!(event(&shop, &receiver).await, CONFIRM);
    assert_eq!(standing(&shop.server.tried("a-1", CONFIRM, 2).await), (Some("delivered"), None));
}
