//! What a move would cause is what it causes.

use crate::notifications::open_with_receiver;
use crate::shop::{DAY, HOUR, Shop, successful};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

/// `["order expired 2", …]`
fn counts(happenings: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let line = |one: &Value| [&one["kind"], &one["what"], &one["count"]].map(text).join(" ");
    happenings.as_array().expect("a list").iter().map(line).collect()
}

async fn preview(shop: &Shop, query: &str) -> Value {
    let answer = shop.server.get(&format!("clock/preview?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

/// One of everything that time changes, and nothing in the outbox.
async fn full_of_things() -> Shop {
    let (shop, receiver) = open_with_receiver().await;
    shop.create("waiting-1").await;
    shop.create("waiting-2").await;
    shop.create_retail("waiting-3").await;
    for (number, behaviour) in [("owing", Behaviour::NeverHasBalance), ("third", Behaviour::PaysOnThirdAttempt)] {
        shop.completed(number, behaviour).await;
    }
    let transaction = shop.paid("paid").await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    shop.unsigned("plan", Behaviour::PaysAtOnce).await;
    shop.server.rotate_platform("announce").await;
    // Three confirmations and one payment.
    for _ in 0..4 {
        receiver.next().await;
    }
    for (number, event, attempts) in [
        ("owing", "PAYSCORE.USER_CONFIRM", 1),
        ("third", "PAYSCORE.USER_CONFIRM", 1),
        ("paid", "PAYSCORE.USER_CONFIRM", 1),
        ("paid", "PAYSCORE.USER_PAID", 1),
    ] {
        assert_eq!(shop.server.tried(number, event, attempts).await["status"], "delivered");
    }
    shop
}

#[tokio::test]
async fn says_what_the_move_then_does() {
    let shop = full_of_things().await;
    let before = shop.record("third").await;
    let seen = preview(&shop, &format!("seconds={}", 31 * DAY)).await;
    assert_eq!((shop.record("third").await, &seen["more"]), (before, &json!(false)), "nothing was written");
    assert_eq!(seen["until"], "2026-12-22T12:00:00+08:00");
    let moved = shop.server.post("clock/advance", &json!({ "seconds": 31 * DAY })).await.body;
    assert_eq!(seen["happens"], moved["happened"]);
    assert_eq!(
        counts(&seen["happens"]),
        [
            "refunds refunded 1",
            "order deduction_failed 36",
            "notification attempted 1",
            "order paid 1",
            "order expired 3",
            "certificate switched 1",
            "certificate retired 1",
            "sign_plan expired 1",
        ]
    );
    let again = preview(&shop, &format!("seconds={HOUR}")).await;
    assert_eq!(counts(&again["happens"]), Vec::<String>::new());
}

#[tokio::test]
async fn the_first_things_come_first() {
    let shop = full_of_things().await;
    let seen = preview(&shop, "now=2026-12-22T12:00:00%2B08:00").await;
    assert_eq!(seen["seconds"], 31 * DAY);
    let first = seen["first"].as_array().expect("a list");
    assert_eq!(first.len(), 20);
    let times: Vec<&str> = first.iter().map(|one| one["at"].as_str().expect("a time")).collect();
    assert!(times.is_sorted(), "{times:?}");
    let second = json!({
        "at": "2026-11-21T12:05:00+08:00", "kind": "order", "what": "deduction_failed",
        "mchid": shop.file.mchid, "number": "owing",
    });
    assert_eq!((&first[0]["kind"], &first[0]["what"]), (&json!("refunds"), &json!("refunded")));
    assert_eq!(first[1], second);
}

#[tokio::test]
async fn an_attempt_that_waits_in_the_outbox_is_seen() {
    let (shop, receiver) = open_with_receiver().await;
    receiver.answer_with(503);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    assert_eq!(counts(&preview(&shop, "seconds=14").await["happens"]), Vec::<String>::new());
    let seen = preview(&shop, "seconds=15").await;
    assert_eq!(counts(&seen["happens"]), ["notification attempted 1"]);
    assert_eq!(
        (&seen["first"][0]["at"], &seen["first"][0]["number"]),
        (&json!("2026-11-21T12:00:15+08:00"), &json!("a-1"))
    );
}

#[tokio::test]
async fn only_so_many_records_are_looked_into() {
    let shop = Shop::open().await;
    for number in 1..=3 {
        shop.create(&format!("a-{number}")).await;
    }
    for (limit, expired, more) in [(2, 2, true), (3, 3, false)] {
        let seen = preview(&shop, &format!("seconds={}&limit={limit}", 30 * DAY)).await;
        assert_eq!((counts(&seen["happens"]), &seen["more"]), (vec![format!("order expired {expired}")], &json!(more)));
    }
}

#[tokio::test]
async fn what_cannot_be_looked_into_is_refused() {
    let shop = Shop::open().await;
    for query in [
        "",
        "seconds=1&now=2026-12-21T12:00:00Z",
        "seconds=-1",
        "seconds=99999999",
        "now=2026-12-21T12:00:00+08:00",
        "now=2026-11-21T11:59:59%2B08:00",
        "now=2036-01-01T00:00:00Z",
        "days=30",
    ] {
        let refused = shop.server.get(&format!("clock/preview?{query}")).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("PARAM_ERROR")), "{query}");
    }
}
