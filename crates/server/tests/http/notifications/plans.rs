//! Of sign plans, of the orders of their services, and of what became of an application.

use super::{next, open_with_receiver, opened, verified};
use crate::shop::{NOON, Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_testkit::Receiver;
use serde_json::{Value, json};

const SIGNED: &str = "PAYSCORE.USER_SIGN_PLAN";
const CANCELLED: &str = "PAYSCORE.USER_CANCEL_SIGN_PLAN";
const BOUND: &str = "PAYSCORE.BIND_SERVICE_ACCOUNT";

#[tokio::test]
async fn of_a_signed_and_cancelled_sign_plan() {
    let (shop, receiver) = open_with_receiver().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!(SIGNED, next(&shop, &receiver).await);

    successful(shop.start_lesson("s-1", &id, 1).await);
    successful(shop.complete_lesson("s-1-1", 1000).await);
    let paid = opened(&shop, &verified(&shop.client, &receiver.next().await));
    assert_eq!((&paid["out_order_no"], &paid["state"]), (&json!("s-1-1"), &json!("DONE")), "the order tells of itself");

    shop.user_side("s-1", "cancel").await;
    insta::assert_json_snapshot!(CANCELLED, next(&shop, &receiver).await);
    assert_eq!(shop.server.tried("s-1", CANCELLED, 1).await["status"], "delivered");
    assert!(receiver.is_empty().await, "and nothing else");
}

#[tokio::test]
async fn that_the_merchant_stopped_it_is_no_news() {
    let (shop, receiver) = open_with_receiver().await;
    shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    successful(shop.stop_sign_plan("s-1", "用户协商后停止").await);
    shop.signed("s-2", Behaviour::PaysAtOnce).await;
    let told = opened(&shop, &verified(&shop.client, &receiver.next().await));
    assert_eq!(told["merchant_sign_plan_no"], "s-2");
    successful(shop.stop_sign_plan("s-2", "用户协商后停止").await);
    shop.server.tried("s-2", SIGNED, 1).await;
    assert_eq!((shop.server.notifications("s-1").await.len(), shop.server.notifications("s-2").await.len()), (0, 1));
}

#[tokio::test]
async fn of_a_sign_plan_are_tried_every_minute_11_times() {
    let (shop, receiver) = open_with_receiver().await;
    receiver.answer_with(500);
    shop.signed("s-1", Behaviour::PaysAtOnce).await;
    let first = verified(&shop.client, &receiver.next().await);
    for _ in 0..10 {
        // Early by a second: an attempt made now would show in its record's time.
        shop.server.advance(59).await;
        shop.server.advance(1).await;
        assert_eq!(verified(&shop.client, &receiver.next().await)["id"], first["id"]);
    }
    let told = shop.server.tried("s-1", SIGNED, 11).await;
    assert_eq!((&told["status"], &told["next_attempt"]), (&json!("failed"), &Value::Null));
    let attempts = told["attempts"].as_array().expect("attempts");
    assert_eq!(attempts.len(), 11);
    for (minute, attempt) in (0..).zip(attempts) {
        assert_eq!(attempt["at"], payscore_wire::rfc3339::format(NOON + minute * 60));
    }
}

#[tokio::test]
async fn of_a_partners_sign_plan() {
    let receiver = Receiver::start().await;
    let shop = Shop::open_partner().await.notified_at(receiver.url());
    shop.partner_signed("s-1").await;
    let told = opened(&shop, &verified(&shop.client, &receiver.next().await));
    assert_eq!((&told["mchid"], &told["sub_mchid"]), (&json!("1900000100"), &json!("1900000109")));
    assert_eq!(told["sign_state"], "SIGNED");
}

fn application(shop: &Shop, number: &str) -> Value {
    json!({
        "service_id": shop.service(ServiceKind::ServiceOrder, true),
        "appid": shop.file.appid,
        "sub_mchid": "1900000110",
        "sub_appid": "wxd678efh567hg6000",
        "out_apply_no": number,
        "result_notify_url": shop.notify_url,
    })
}

#[tokio::test]
async fn of_an_application_once_it_is_decided() {
    const APPLICATIONS: &str = "/v3/payscore/partner/service-account-applications";
    let receiver = Receiver::start().await;
    let shop = Shop::open_partner().await.notified_at(receiver.url());
    successful(shop.client.post(APPLICATIONS, &application(&shop, "a-1")).await);
    assert!(shop.server.notifications("a-1").await.is_empty(), "there is nothing to tell yet");
    shop.server.post(&format!("service-account-applications/{}/a-1/reject", shop.file.mchid), &json!({})).await;
    insta::assert_json_snapshot!(BOUND, next(&shop, &receiver).await);

    successful(shop.client.post(APPLICATIONS, &application(&shop, "a-2")).await);
    let quiet = with(application(&shop, "a-3"), &json!({ "result_notify_url": null }));
    successful(shop.client.post(APPLICATIONS, &quiet).await);
    shop.server.advance(600).await;
    let approved = opened(&shop, &verified(&shop.client, &receiver.next().await));
    assert_eq!((&approved["out_apply_no"], &approved["apply_state"]), (&json!("a-2"), &json!("APPROVED")));
    assert!(shop.server.notifications("a-3").await.is_empty(), "who gives no address is told nothing");
}
