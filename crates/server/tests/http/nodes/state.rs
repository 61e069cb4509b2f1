//! What is no key: the clock, faults, nonces, uploads, bills, notifications.

use super::{Database, Pair, on_each_database};
use crate::shop::{HOUR, SERVICE_ORDERS, successful};
use crate::v3::bill::{TODAY, target};
use crate::v3::merchant::media::{PICTURE, upload_image};
use payscore_domain::Behaviour;
use payscore_testkit::Receiver;
use serde_json::{Value, json};

on_each_database! {
    an_order_goes_its_way_over_both,
    a_call_is_made_once_whichever_it_is_sent_to,
    the_clock_is_one,
    time_that_one_lets_pass_is_lived_through_on_the_other,
    a_rule_strikes_as_often_as_it_says_over_both,
    an_upload_is_there_for_both,
    a_bill_is_fetched_from_whichever,
    what_is_held_back_is_held_by_both,
    what_one_owed_when_it_ended_the_other_sends,
    each_notification_is_sent_once_though_both_look,
    a_delayed_notification_goes_whoever_sends_it,
    a_reset_is_for_both,
    a_snapshot_is_for_both,
}

async fn an_order_goes_its_way_over_both(database: Database) {
    let pair = Pair::open(&database).await;
    pair.a.create("a-1").await;
    assert_eq!(pair.b.query("a-1").await.json()["state"], "CREATED");
    pair.b.confirm("a-1", Behaviour::PaysAtOnce).await;
    successful(pair.a.act("a-1", "complete", &pair.a.completion(300)).await);
    assert_eq!(pair.b.query("a-1").await.json()["state"], "DONE");
}

async fn a_call_is_made_once_whichever_it_is_sent_to(database: Database) {
    let pair = Pair::open(&database).await;
    let body = pair.a.new_order("a-1");
    let request = pair.a.client.request("POST", SERVICE_ORDERS).json(&body).nonce("once");
    assert_eq!(request.clone().send().await.status, 200);
    let again = pair.b.client.request("POST", SERVICE_ORDERS).json(&body).nonce("once").send_unsigned().await;
    assert_eq!(again.status, 401);
    assert_eq!(again.json()["detail"]["field"], "nonce_str");
    assert_eq!(again.json()["_payscore"]["cause"], "nonce_replayed");
    assert_eq!(request.send_unsigned().await.status, 401, "nor with the first");
    assert_eq!(pair.b.client.request("POST", SERVICE_ORDERS).json(&body).nonce("twice").send().await.status, 200);
}

async fn the_clock_is_one(database: Database) {
    let pair = Pair::open(&database).await;
    pair.a.server.set_clock("2026-12-01T12:00:00+08:00").await;
    assert_eq!(pair.both("clock").await["now"], "2026-12-01T12:00:00+08:00");
    pair.b.server.freeze_clock().await;
    assert_eq!(pair.both("clock").await["frozen"], true);
    // None of ten moves is lost, though each of the two makes five of them.
    let five = async |shop: &crate::shop::Shop| {
        for _ in 0..5 {
            shop.server.advance(60).await;
        }
    };
    tokio::join!(five(&pair.a), five(&pair.b));
    assert_eq!(pair.both("clock").await["now"], "2026-12-01T12:10:00+08:00");
}

async fn time_that_one_lets_pass_is_lived_through_on_the_other(database: Database) {
    let pair = Pair::open(&database).await;
    pair.a.create("a-1").await;
    pair.b.server.advance(31 * 24 * HOUR).await;
    assert_eq!(pair.a.query("a-1").await.json()["state"], "EXPIRED");
}

async fn a_rule_strikes_as_often_as_it_says_over_both(database: Database) {
    let pair = Pair::open(&database).await;
    pair.a.server.fault(&json!({ "fault": "SYSTEM_ERROR", "count": 3 })).await;
    assert_eq!(pair.both("faults").await["faults"][0]["left"], 3);
    let calls = (0..12).map(|index| {
        let shop = if index % 2 == 0 { &pair.a } else { &pair.b };
        async move { shop.client.post(SERVICE_ORDERS, &shop.new_order(&format!("a-{index}"))).await.status }
    });
    let statuses = futures_util::future::join_all(calls).await;
    assert_eq!(statuses.iter().filter(|status| **status == 500).count(), 3, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 9, "{statuses:?}");
    // Taken away with one, gone from the other.
    let id = pair.a.server.fault(&json!({ "fault": "FREQUENCY_LIMITED", "count": "unlimited" })).await;
    assert_eq!(pair.b.client.post(SERVICE_ORDERS, &pair.b.new_order("b-1")).await.status, 429);
    assert_eq!(pair.b.server.delete(&format!("faults/{id}")).await.status, 200);
    assert_eq!(pair.both("faults").await, json!({ "faults": [] }));
    assert_eq!(pair.a.client.post(SERVICE_ORDERS, &pair.a.new_order("b-1")).await.status, 200);
}

async fn an_upload_is_there_for_both(database: Database) {
    let pair = Pair::open(&database).await;
    let id = upload_image(&pair.a.client, PICTURE).await.json()["media_id"].as_str().expect("an id").to_owned();
    let url = format!("{}/_payscore/media/{id}", pair.b.server.base_url());
    let fetched = reqwest::Client::builder().no_proxy().build().expect("a client").get(url).send().await;
    let fetched = fetched.and_then(reqwest::Response::error_for_status).expect("the file");
    assert_eq!(fetched.bytes().await.expect("bytes"), PICTURE);
    upload_image(&pair.b.client, PICTURE).await;
    // Uploads are taken over in passing: a change of the state that both have seen comes after them.
    pair.a.server.freeze_clock().await;
    let listed = pair.both("media").await;
    assert_eq!(listed["media"].as_array().map(Vec::len), Some(2));
    assert_eq!(listed["media"][1]["media_id"], json!(id), "in the order in which they came");
}

async fn a_bill_is_fetched_from_whichever(database: Database) {
    let pair = Pair::open(&database).await;
    pair.a.paid("a-1").await;
    pair.a.until_bills_are_there().await;
    let bill = successful(pair.a.client.get(format!("/v3/bill/tradebill?bill_date={TODAY}")).await).json();
    let target = target(&pair.a, bill["download_url"].as_str().expect("an address"));
    let there = pair.b.client.request("GET", target.clone()).send_unsigned().await;
    assert_eq!(there.status, 200, "{}", there.text());
    assert_eq!(there.text(), pair.a.client.request("GET", target).send_unsigned().await.text());
}

async fn what_is_held_back_is_held_by_both(database: Database) {
    let pair = Pair::open(&database).await;
    let receiver = Receiver::start().await;
    assert_eq!(pair.a.server.put("notifications/holding", &json!({ "holding": true })).await.status, 200);
    assert_eq!(pair.both("notifications/holding").await["holding"], true);
    let b = pair.b.notified_at(receiver.url());
    b.doing("a-1", Behaviour::PaysAtOnce).await;
    let held = async {
        loop {
            let notifications = b.server.notifications("a-1").await;
            if notifications.iter().any(|one| one["status"] == "held") {
                return notifications;
            }
        }
    };
    let held = tokio::time::timeout(std::time::Duration::from_secs(20), held).await.expect("held");
    assert!(receiver.is_empty().await);
    assert_eq!(pair.a.server.put("notifications/holding", &json!({ "holding": false })).await.status, 200);
    let id = held[0]["id"].as_str().expect("an id");
    assert_eq!(pair.a.server.post(&format!("notifications/{id}/release"), &json!({})).await.status, 200);
    receiver.next().await;
}

async fn what_one_owed_when_it_ended_the_other_sends(database: Database) {
    let pair = Pair::open(&database).await;
    let receiver = Receiver::start().await;
    receiver.answer_with(500);
    let mut a = pair.a.notified_at(receiver.url());
    a.doing("a-1", Behaviour::PaysAtOnce).await;
    receiver.next().await;
    a.server.tried("a-1", EVENT, 1).await;
    a.server.stop().await;
    receiver.answer_with(204);
    // The second attempt is due 15 s after the first.
    pair.b.server.advance(15).await;
    let callback = receiver.next().await;
    assert!(callback.headers.contains_key("Wechatpay-Signature"));
}

async fn each_notification_is_sent_once_though_both_look(database: Database) {
    let pair = Pair::open(&database).await;
    let receiver = Receiver::start().await;
    let (a, b) = (pair.a.notified_at(receiver.url()), pair.b.notified_at(receiver.url()));
    for index in 0..10 {
        let shop = if index % 2 == 0 { &a } else { &b };
        shop.doing(&format!("a-{index}"), Behaviour::PaysAtOnce).await;
    }
    let mut ids = Vec::new();
    for _ in 0..10 {
        let callback = receiver.next().await;
        let body: Value = serde_json::from_slice(&callback.body).expect("JSON");
        ids.push(body["id"].as_str().expect("an id").to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10);
    assert!(receiver.is_empty().await);
}

async fn a_delayed_notification_goes_whoever_sends_it(database: Database) {
    let pair = Pair::open(&database).await;
    let receiver = Receiver::start().await;
    let rule = json!({ "fault": "NOTIFICATION_DELAY", "seconds": 60, "count": "unlimited" });
    pair.a.server.fault(&rule).await;
    let mut a = pair.a.notified_at(receiver.url());
    a.doing("a-1", Behaviour::PaysAtOnce).await;
    a.server.tried("a-1", EVENT, 1).await;
    a.server.stop().await;
    pair.b.server.advance(60).await;
    receiver.next().await;
    let attempts = pair.b.server.tried("a-1", EVENT, 2).await["attempts"].clone();
    assert_eq!((&attempts[0]["fault"], &attempts[1]["fault"]), (&json!("NOTIFICATION_DELAY"), &Value::Null));
}

const EVENT: &str = "PAYSCORE.USER_CONFIRM";

async fn a_reset_is_for_both(database: Database) {
    let pair = Pair::open(&database).await;
    pair.a.create("a-1").await;
    pair.a.server.fault(&json!({ "fault": "SYSTEM_ERROR", "count": "unlimited" })).await;
    pair.a.server.advance(HOUR).await;
    assert_eq!(pair.b.server.post("reset", &json!({})).await.status, 200);
    assert_eq!(pair.both("faults").await, json!({ "faults": [] }));
    assert_eq!(pair.both("clock").await["offset_seconds"], 0);
    assert_eq!(pair.a.query("a-1").await.status, 404);
}

async fn a_snapshot_is_for_both(database: Database) {
    let pair = Pair::open(&database).await;
    pair.a.create("a-1").await;
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let url = |shop: &crate::shop::Shop| format!("{}/_payscore/snapshot", shop.server.base_url());
    let saved = http.get(url(&pair.a)).send().await.and_then(reqwest::Response::error_for_status).expect("an answer");
    let saved = saved.bytes().await.expect("a snapshot");
    pair.a.server.advance(HOUR).await;
    assert_eq!(pair.b.server.post("reset", &json!({})).await.status, 200);
    let loaded = http.put(url(&pair.b)).body(saved).send().await.expect("an answer");
    let (status, said) = (loaded.status(), loaded.text().await.expect("text"));
    assert_eq!(status, 200, "{said}");
    assert_eq!(pair.a.query("a-1").await.status, 200);
    pair.both("clock").await;
}
