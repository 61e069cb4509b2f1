//! What happens by itself: on the service clock once begun, on the wall as a certificate ends.

use super::{CERTIFICATES, Follower, certificates, rotate, states};
use crate::shop::{DAY, NOON, Shop};
use payscore_server::Wall;
use payscore_wire::{Certificate, rfc3339};
use serde_json::{Value, json};
use std::time::Duration;

/// The states of the certificates, oldest first.
async fn roles(shop: &Shop) -> Vec<String> {
    states(&certificates(shop).await).into_iter().map(|(state, _)| state).collect()
}

fn end_of(shop: &Shop) -> i64 {
    let pem = std::fs::read_to_string(shop.server.merchant_dir("default").join("platform_cert.pem"));
    Certificate::from_pem(&pem.expect("a file")).expect("a certificate").not_after()
}

#[tokio::test]
async fn a_rotation_begun_goes_on_by_the_service_clock() {
    let shop = Shop::open().await;
    let begun = rotate(&shop.server, json!({})).await["certificate"]["next"].clone();
    assert_eq!(begun, json!({ "phase": "switch", "due": "2026-11-26T12:00:00+08:00", "clock": "service" }));
    shop.server.advance(5 * DAY - 1).await;
    assert_eq!(roles(&shop).await, ["signing", "announced"]);
    shop.server.advance(1).await;
    assert_eq!(roles(&shop).await, ["retiring", "signing"]);
    let next = certificates(&shop).await["next"].clone();
    assert_eq!(next, json!({ "phase": "retire", "due": "2026-12-01T12:00:00+08:00", "clock": "service" }));
    shop.server.advance(5 * DAY).await;
    assert_eq!(roles(&shop).await, ["signing"]);
    let next = certificates(&shop).await["next"].clone();
    assert_eq!((&next["phase"], &next["clock"]), (&json!("announce"), &json!("wall")));
}

#[tokio::test]
async fn one_jump_does_the_same_as_many() {
    let shop = Shop::open().await;
    rotate(&shop.server, json!({})).await;
    shop.server.advance(6 * DAY).await;
    let next = certificates(&shop).await["next"].clone();
    assert_eq!(next["due"], "2026-12-01T12:00:00+08:00", "counted from the switch's own moment");
    shop.server.advance(30 * DAY).await;
    assert_eq!(roles(&shop).await, ["signing"]);
    rotate(&shop.server, json!({})).await;
    shop.server.advance(30 * DAY).await;
    let shown = certificates(&shop).await;
    assert_eq!((states(&shown).len(), shown["retired"].as_array().map(Vec::len)), (1, Some(2)));
}

/// The service clock kept going while no server ran, too.
#[tokio::test]
async fn what_fell_due_meanwhile_is_done_at_the_start() {
    let mut shop = Shop::open().await;
    let old = shop.file.platform_serial_no.clone();
    rotate(&shop.server, json!({})).await;
    shop.server.stop().await;
    shop.wall.advance(6 * i64::from(DAY));
    shop.restart().await;
    assert_eq!(roles(&shop).await, ["retiring", "signing"]);
    assert_ne!(shop.server.merchant("default").platform_serial_no, old);
    shop.client_of("default").get(CERTIFICATES).await;
}

#[tokio::test]
async fn in_its_last_day_a_certificate_is_listed_with_its_withdrawal() {
    let shop = Shop::open().await;
    rotate(&shop.server, json!({ "phase": "announce" })).await;
    rotate(&shop.server, json!({ "phase": "switch" })).await;
    let client = shop.client_of("default");
    let expiry = async || client.get(CERTIFICATES).await.json()["data"][0]["expire_time"].clone();
    let own = json!(rfc3339::format(Follower::of(&shop).listed(&client.get(CERTIFICATES).await)[0].not_after()));
    shop.server.advance(4 * DAY - 1).await;
    assert_eq!(expiry().await, own);
    shop.server.advance(1).await;
    // A day from now on the client's clock, wherever the service clock is.
    assert_eq!(expiry().await, json!(rfc3339::format(NOON + i64::from(DAY))));
}

#[tokio::test]
async fn a_certificate_that_ends_is_replaced_by_the_wall() {
    let shop = Shop::open().await;
    let mut follower = Follower::of(&shop);
    let (end, day) = (end_of(&shop), i64::from(DAY));
    let at = |moment: i64| shop.wall.advance(moment - shop.wall.now());
    at(end - 180 * day - 1);
    assert_eq!(roles(&shop).await, ["signing"]);
    let next = certificates(&shop).await["next"].clone();
    let due = rfc3339::format(end - 180 * day);
    assert_eq!(next, json!({ "phase": "announce", "due": due, "clock": "wall" }));
    at(end - 180 * day);
    assert_eq!(roles(&shop).await, ["signing", "announced"]);
    let next = certificates(&shop).await["next"].clone();
    assert_eq!(next, json!({ "phase": "switch", "due": rfc3339::format(end - 5 * day), "clock": "wall" }));
    follower.refresh().await;
    at(end - 5 * day - 1);
    assert_eq!(roles(&shop).await, ["signing", "announced"]);
    at(end - 5 * day);
    assert_eq!(roles(&shop).await, ["retiring", "signing"]);
    follower.refresh().await;
    at(end);
    assert_eq!(roles(&shop).await, ["signing"]);
    let (signed_by, listed) = follower.refresh().await;
    assert_eq!(listed, [signed_by], "one that begins before the other has ended");
    assert!(end_of(&shop) > end + 4 * 365 * day);
}

/// Moved by the service clock alone no certificate ends: clients hold it against their own clocks.
#[tokio::test]
async fn the_service_clock_ends_no_certificate() {
    let shop = Shop::open().await;
    for _ in 0..6 {
        shop.server.advance(366 * DAY).await;
    }
    assert_eq!(roles(&shop).await, ["signing"]);
    assert_eq!(certificates(&shop).await["retired"], Value::Array(Vec::new()));
}

/// The worker finds what is due without being asked. It has not had its first turn before the wall is moved: tasks
/// of this runtime run while this one waits.
#[tokio::test]
async fn nobody_need_look() {
    let shop = Shop::open().await;
    shop.wall.advance(end_of(&shop) - shop.wall.now());
    let told = async {
        while shop.server.merchant("default").platform_serial_no == shop.file.platform_serial_no {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), told).await.expect("a new certificate");
}
