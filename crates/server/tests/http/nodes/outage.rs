//! The database is out of reach for a while.

use super::{Database, Joint, Pair};
use crate::shop::SERVICE_ORDERS;
use payscore_domain::Behaviour;
use payscore_testkit::Receiver;

#[tokio::test]
async fn what_is_asked_meanwhile_is_refused_and_then_all_goes_on() {
    let joint = Joint::open();
    let pair = Pair::open(&Database::InProcess(joint.clone())).await;
    let receiver = Receiver::start().await;
    let a = pair.a.notified_at(receiver.url());
    assert_eq!(a.server.get("health").await.body["status"], "ok");
    joint.is_away(true);
    let refused = a.client.post(SERVICE_ORDERS, &a.new_order("a-1")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (500, Some("SYSTEM_ERROR")), "and signed");
    let health = a.server.get("health").await;
    assert_eq!((health.status, health.body["status"].as_str()), (503, Some("no_database")));
    assert_eq!(a.server.get("orders").await.status, 500);
    joint.is_away(false);
    assert_eq!(a.server.get("health").await.status, 200);
    a.doing("a-1", Behaviour::PaysAtOnce).await;
    receiver.next().await;
    assert_eq!(pair.b.query("a-1").await.status, 200);
    a.server.freeze_clock().await;
    assert_eq!(pair.b.server.get("clock").await.body["frozen"], true);
}
