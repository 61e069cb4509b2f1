//! Frozen, faster, set: and all of it after a restart.

use crate::notifications::open_with_receiver;
use crate::shop::{DAY, HOUR, NOON, Shop};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_server::{SystemWall, Wall};
use payscore_store::{SqliteStore, Store};
use payscore_testkit::Receiver;
use serde_json::{Value, json};
use std::sync::Arc;

/// Seconds since noon that the service clock shows.
async fn shown(shop: &Shop) -> i64 {
    shop.server.get("clock").await.body["unix"].as_i64().expect("seconds") - NOON
}

async fn done(shop: &Shop, what: &str, body: Value) -> Value {
    let answer = shop.server.post(&format!("clock/{what}"), &body).await;
    assert_eq!(answer.status, 200, "{what} {body}: {}", answer.body);
    answer.body
}

async fn refused(shop: &Shop, what: &str, body: Value) -> String {
    let answer = shop.server.post(&format!("clock/{what}"), &body).await;
    assert_eq!((answer.status, &answer.body["code"]), (400, &json!("PARAM_ERROR")), "{what} {body}");
    answer.body["message"].as_str().expect("a message").to_owned()
}

#[tokio::test]
async fn a_frozen_clock_stands_over_a_restart_and_goes_on_without_a_gap() {
    let mut shop = Shop::open().await;
    let frozen = done(&shop, "freeze", json!({})).await;
    assert_eq!((&frozen["rate"], &frozen["frozen"]), (&json!(0), &json!(true)));
    shop.wall.advance(60);
    let stands = shop.server.get("clock").await.body;
    assert_eq!((&stands["unix"], &stands["offset_seconds"]), (&json!(NOON), &json!(-60)));

    shop.server.stop().await;
    shop.wall.advance(3600);
    shop.restart().await;
    assert_eq!(shown(&shop).await, 0, "while no server ran, too");

    let moved = done(&shop, "advance", json!({ "seconds": 30 })).await;
    assert_eq!((&moved["unix"], &moved["frozen"]), (&json!(NOON + 30), &json!(true)), "moved by hand it stands on");
    done(&shop, "run", json!({})).await;
    assert_eq!(shown(&shop).await, 30);
    shop.wall.advance(5);
    assert_eq!(shown(&shop).await, 35);
}

#[tokio::test]
async fn a_fast_clock_goes_on_at_its_rate_while_no_server_runs() {
    let mut shop = Shop::open().await;
    shop.create("a-1").await;
    done(&shop, "run", json!({ "rate": 3600 })).await;
    shop.wall.advance(2);
    assert_eq!(shown(&shop).await, i64::from(2 * HOUR));

    shop.server.stop().await;
    shop.wall.advance(30 * 24 - 3);
    shop.restart().await;
    assert_eq!(shown(&shop).await, i64::from(30 * DAY - HOUR));
    assert_eq!(shop.state("a-1").await, "CREATED");
    shop.wall.advance(1);
    assert_eq!(shop.state("a-1").await, "EXPIRED");

    let slower = done(&shop, "run", json!({ "rate": 1 })).await;
    assert_eq!(slower["unix"], json!(NOON + i64::from(30 * DAY)), "another rate is no jump");
    shop.wall.advance(1);
    assert_eq!(shown(&shop).await, i64::from(30 * DAY) + 1);
}

/// Years of a fast clock that was left alone are lived through in stages, and leave what ticking would.
#[tokio::test]
async fn years_at_once_leave_every_day_in_the_timeline() {
    let mut shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    done(&shop, "run", json!({ "rate": 86_400 })).await;
    shop.server.stop().await;
    shop.wall.advance(3 * 366);
    shop.restart().await;
    let order = shop.record("a-1").await;
    let timeline = order[2].as_array().expect("a timeline");
    // Created, confirmed, completed; six of the schedule at first, the sixth after 20 h 35 min and each day from then.
    assert_eq!(timeline.len(), 3 + 5 + 3 * 366);
    let times: Vec<&str> = timeline.iter().map(|line| line["at"].as_str().expect("a time")).collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[tokio::test]
async fn a_fast_clock_tries_notifications_again_sooner() {
    let receiver = Receiver::start().await;
    let shop = Shop::open_with(|config| config.wall = Arc::new(SystemWall)).await.notified_at(receiver.url());
    shop.wall.advance(SystemWall.now() - NOON);
    receiver.answer_with(503);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    receiver.next().await;
    done(&shop, "run", json!({ "rate": 86_400 })).await;
    // On the wall the fifth attempt comes four minutes after the first, and nobody waits so long for a callback.
    for _ in 2..=5 {
        receiver.next().await;
    }
}

#[tokio::test]
async fn set_goes_forward_and_what_falls_due_happens() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let set = done(&shop, "set", json!({ "now": "2026-12-21T04:00:00Z" })).await;
    assert_eq!((&set["now"], &set["orders_moved"]), (&json!("2026-12-21T12:00:00+08:00"), &json!(1)));
    assert_eq!(shop.state("a-1").await, "EXPIRED");
    let same = done(&shop, "set", json!({ "now": "2026-12-21T12:00:00+08:00" })).await;
    assert_eq!((&same["orders_moved"], &same["happened"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn set_goes_anywhere_until_something_is_stored() {
    let mut shop = Shop::open().await;
    for now in ["2036-01-01T00:00:00+08:00", "1999-12-31T23:59:59+08:00", "2026-11-21T12:00:00+08:00"] {
        assert_eq!(done(&shop, "set", json!({ "now": now })).await["now"], now);
    }
    let back = "2026-11-21T11:59:59+08:00";
    done(&shop, "set", json!({ "now": back })).await;
    shop.restart().await;
    assert_eq!(shown(&shop).await, -1);

    shop.create("a-1").await;
    for (now, why) in [("2026-11-21T11:59:58+08:00", "does not go back"), ("2036-01-01T00:00:00+08:00", "by a year")] {
        let message = refused(&shop, "set", json!({ "now": now })).await;
        assert!(message.contains(why) && message.ends_with("but there are orders"), "{message}");
    }
    assert_eq!(shown(&shop).await, -1);
}

#[tokio::test]
async fn an_authorization_that_was_asked_for_counts_as_stored() {
    let (shop, _receiver) = open_with_receiver().await;
    let user = shop.user(Behaviour::NotAuthorized);
    let service = shop.service(ServiceKind::ServiceOrder, false);
    let given = shop.server.authorize(&shop.file.mchid, user, service).await;
    assert_eq!(given.status, 200, "{}", given.body);
    let message = refused(&shop, "set", json!({ "now": "2026-11-21T11:59:58+08:00" })).await;
    assert!(message.ends_with("but there are authorizations"), "{message}");
}

#[tokio::test]
async fn what_cannot_be_changes_nothing() {
    let shop = Shop::open().await;
    for (what, body) in [
        ("set", json!({})),
        ("set", json!({ "now": "tomorrow" })),
        ("set", json!({ "now": 1_795_233_600 })),
        ("set", json!({ "now": "2026-02-30T12:00:00+08:00" })),
        ("set", json!({ "now": "1969-12-31T12:00:00+08:00" })),
        ("set", json!({ "now": "2026-12-21T12:00:00+08:00", "rate": 2 })),
        ("run", json!({ "rate": 0 })),
        ("run", json!({ "rate": 86_401 })),
        ("run", json!({ "rate": -1 })),
        ("run", json!({ "rate": 1.5 })),
        ("run", json!({ "speed": 2 })),
        ("freeze", json!({ "rate": 0 })),
    ] {
        refused(&shop, what, body).await;
    }
    let clock = shop.server.get("clock").await.body;
    assert_eq!((&clock["unix"], &clock["rate"]), (&json!(NOON), &json!(1)));
    let at_the_end = done(&shop, "set", json!({ "now": "9999-12-31T23:59:59+08:00" })).await;
    assert_eq!(at_the_end["now"], "9999-12-31T23:59:59+08:00");
    assert!(refused(&shop, "advance", json!({ "seconds": 1 })).await.contains("the clock ends at 9999"));
}

/// Data folders from before the clock could stop have only how far it is ahead.
#[tokio::test]
async fn an_older_data_folders_offset_counts_on() {
    let mut shop = Shop::open().await;
    shop.server.stop().await;
    {
        let store = SqliteStore::open(&shop.server.data().join("payscore.db")).expect("the database");
        store.set_setting("clock.offset_seconds", "86400").await.expect("written");
    }
    shop.restart().await;
    assert_eq!(shown(&shop).await, i64::from(DAY));
    shop.wall.advance(10);
    done(&shop, "freeze", json!({})).await;
    shop.wall.advance(10);
    shop.restart().await;
    assert_eq!(shown(&shop).await, i64::from(DAY) + 10);
}

/// A rotation under way waits with a frozen clock, and a fast one brings its next phase sooner.
#[tokio::test]
async fn a_rotation_goes_by_the_clocks_rate() {
    let shop = Shop::open().await;
    done(&shop, "freeze", json!({})).await;
    shop.server.rotate_platform("announce").await;
    let states = |shown: &Value| {
        let identities = shown["certificate"]["identities"].as_array().expect("a list").clone();
        identities.iter().map(|one| one["state"].as_str().expect("a state").to_owned()).collect::<Vec<_>>()
    };
    shop.wall.advance(6 * i64::from(DAY));
    assert_eq!(states(&shop.server.get("platform").await.body), ["signing", "announced"]);
    done(&shop, "run", json!({ "rate": 86_400 })).await;
    shop.wall.advance(5);
    assert_eq!(states(&shop.server.get("platform").await.body), ["retiring", "signing"]);
    shop.wall.advance(5);
    assert_eq!(states(&shop.server.get("platform").await.body), ["signing"]);
}

/// What a fast clock brings within a wall's day, the list of certificates tells by the wall.
#[tokio::test]
async fn a_withdrawal_is_told_by_the_wall() {
    let shop = Shop::open().await;
    shop.server.rotate_platform("announce").await;
    shop.server.rotate_platform("switch").await;
    shop.server.advance(4 * DAY + HOUR).await;
    let ends = async || {
        let listed = shop.client_of("default").get("/v3/certificates").await.json();
        let ends = listed["data"].as_array().expect("a list").iter().map(|one| one["expire_time"].clone());
        ends.filter_map(|end| payscore_wire::rfc3339::parse(end.as_str()?)).min().expect("a time") - NOON
    };
    assert_eq!(ends().await, i64::from(23 * HOUR));
    done(&shop, "run", json!({ "rate": 60 })).await;
    assert_eq!(ends().await, i64::from(23 * HOUR) / 60);
    done(&shop, "freeze", json!({})).await;
    assert!(ends().await > i64::from(365 * DAY), "a frozen clock never gets there");
}
