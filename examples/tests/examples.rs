//! Both merchants, and both walkthroughs, against a server in this process.

mod support;

use payscore_examples::power_bank_partner::Partner;
use payscore_examples::vending_cabinet::{self, Cabinet};
use payscore_examples::walkthrough::{Options, WalkthroughError};
use payscore_examples::{answer, clock, notify_actix_web, notify_axum, power_bank_partner};
use payscore_testkit::{Callback, TestServer};
use serde_json::{Value, json};
use support::{Scene, assert_refused, options};

/// The order's number, once it is created.
async fn open(scene: &Scene<Cabinet>) -> String {
    let (status, opened) = scene.post("/open", &json!({ "cabinet": "A-17" })).await;
    assert_eq!(status, 201, "{opened}");
    assert!(opened["package"].as_str().is_some_and(|package| !package.is_empty()), "{opened}");
    opened["out_order_no"].as_str().unwrap().to_owned()
}

/// Opened and confirmed; what WeChat Pay says of it has not been handed on.
async fn open_and_confirm(scene: &Scene<Cabinet>) -> (String, Callback) {
    let number = open(scene).await;
    let answer = scene.server.confirm(&scene.file.mchid, &number).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (number, scene.callbacks.next().await)
}

fn two_waters(number: &str) -> Value {
    json!({ "out_order_no": number, "taken": [{ "goods": "water", "count": 2 }] })
}

fn returned(scene: &Scene<Partner>, number: &str, minutes: u32) -> Value {
    let openid = scene.file.user("pays_at_once").unwrap();
    json!({ "rental_no": number, "openid": openid, "station": "A", "minutes": minutes })
}

async fn status_of(scene: &Scene<Cabinet>, number: &str) -> Value {
    scene.get(&format!("/orders/{number}")).await.1["status"].take()
}

/// What a forger might send in place of a genuine callback.
fn forgeries(genuine: &Callback) -> Vec<Callback> {
    let mut altered = genuine.clone();
    altered.body = [&genuine.body[..], b" "].concat().into();
    let mut unsigned = genuine.clone();
    unsigned.headers.remove("wechatpay-signature");
    let mut probe = genuine.clone();
    probe.headers.insert("wechatpay-signature", "WECHATPAY/SIGNTEST/Zm9yZ2Vk".parse().unwrap());
    let mut other_key = genuine.clone();
    other_key.headers.insert("wechatpay-serial", "PUB_KEY_ID_0000000000000000000000000000000".parse().unwrap());
    vec![altered, unsigned, probe, other_key]
}

#[tokio::test]
async fn the_vending_cabinet_plays_to_its_end_and_leaves_the_merchant_as_it_was() {
    let server = TestServer::start().await;
    let mchid = server.merchant("default").mchid;
    server.set_notify_url(&mchid, "http://127.0.0.1:1/former").await;
    let mut out = Vec::new();
    vending_cabinet::play(options(&server), &mut out).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    for told in ["POST /open", "the door opens", "1000 fen", "PAYSCORE.USER_PAID is genuine", "1000 fen, Paid"] {
        assert!(out.contains(told), "{told}: {out}");
    }
    let merchants = server.get("merchants").await.body;
    let merchant = merchants["merchants"].as_array().unwrap().iter().find(|it| it["mchid"] == mchid).unwrap();
    assert_eq!(merchant["notify_url"], "http://127.0.0.1:1/former");
}

#[tokio::test]
async fn the_power_bank_partner_plays_to_its_end() {
    let server = TestServer::start().await;
    let mut out = Vec::new();
    power_bank_partner::play(options(&server), &mut out).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    for told in ["95 minutes: 800 fen", "PAYSCORE.USER_PAID is genuine", "DONE, USER_PAID, notified: true"] {
        assert!(out.contains(told), "{told}: {out}");
    }
}

#[tokio::test]
async fn the_notify_endpoints_play_to_their_end() {
    let server = TestServer::start().await;
    let mut out = Vec::new();
    notify_axum::play(options(&server), &mut out).await.unwrap();
    notify_actix_web::play(options(&server), &mut out).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.matches("PAYSCORE.USER_CONFIRM is genuine: NO").count(), 2, "{out}");
}

#[tokio::test]
async fn both_play_on_a_server_whose_clock_was_moved() {
    let server = TestServer::start().await;
    server.advance(40 * 24 * 3600).await;
    vending_cabinet::play(options(&server), std::io::sink()).await.unwrap();
    power_bank_partner::play(options(&server), std::io::sink()).await.unwrap();
}

#[tokio::test]
async fn without_a_server_or_its_data_the_message_says_what_to_do() {
    let mut server = TestServer::start().await;
    let data = server.data().join("elsewhere");
    let error = vending_cabinet::play(Options { data, ..options(&server) }, std::io::sink()).await.unwrap_err();
    assert!(
        matches!(&error, WalkthroughError::Credentials { path, .. } if path.ends_with("merchant.json")),
        "{error:?}"
    );
    assert!(answer::chain(&error).contains("--data"), "{error}");

    server.stop().await;
    let error = power_bank_partner::play(options(&server), std::io::sink()).await.unwrap_err();
    assert!(answer::chain(&error).contains("payscore serve"), "{error}");
}

#[tokio::test]
async fn a_cabinet_refuses_forgeries_and_takes_a_repetition_once() {
    let scene = Scene::vending().await;
    let (number, accepted) = open_and_confirm(&scene).await;
    for forged in forgeries(&accepted) {
        assert_refused(&scene.notify(&forged).await);
    }
    assert_eq!(status_of(&scene, &number).await, "created");

    for _ in 0..2 {
        assert_eq!(scene.notify(&accepted).await, (204, Value::Null));
        assert_eq!(status_of(&scene, &number).await, "open");
    }
    let (status, closed) = scene.post("/close", &two_waters(&number)).await;
    assert_eq!((status, &closed["total_amount"], &closed["status"]), (200, &json!(400), &json!("closed")), "{closed}");
    let paid = scene.callbacks.next().await;
    for forged in forgeries(&paid) {
        assert_refused(&scene.notify(&forged).await);
    }
    assert_eq!(status_of(&scene, &number).await, "closed");
    for _ in 0..2 {
        assert_eq!(scene.notify(&paid).await, (204, Value::Null));
        let order = scene.merchant.orders().get(&number).unwrap();
        assert_eq!(order.status, vending_cabinet::Status::Paid);
        assert!(order.transaction_id.is_some());
        let taken: Vec<&str> = order.notifications.event_types().collect();
        assert_eq!(taken, ["PAYSCORE.USER_ACCEPTED", "PAYSCORE.USER_PAID"]);
    }
}

#[tokio::test]
async fn late_news_do_not_open_a_door_again() {
    let scene = Scene::vending().await;
    let (number, accepted) = open_and_confirm(&scene).await;
    // The finish ticket comes from the query: the door can be closed without the notification.
    assert_eq!(scene.post("/close", &two_waters(&number)).await.0, 200);
    let paid = scene.callbacks.next().await;
    assert_eq!(scene.notify(&paid).await.0, 204);
    assert_eq!(scene.notify(&accepted).await.0, 204);
    assert_eq!(status_of(&scene, &number).await, "paid");
}

#[tokio::test]
async fn a_door_is_closed_once_and_only_when_it_is_open() {
    let scene = Scene::vending().await;
    let unconfirmed = open(&scene).await;
    let (status, body) = scene.post("/close", &two_waters(&unconfirmed)).await;
    assert_eq!((status, &body["code"]), (409, &json!("NOT_OPEN")), "{body}");
    assert_eq!(scene.post("/close", &two_waters("unknown")).await.0, 404);
    assert_eq!(scene.get("/orders/unknown").await.0, 404);
    let beer = json!({ "out_order_no": unconfirmed, "taken": [{ "goods": "beer", "count": 1 }] });
    assert_eq!(scene.post("/close", &beer).await.0, 400);
    assert_eq!(scene.post("/open", &json!({ "cabinet": "a name of over twenty characters" })).await.0, 400);
    assert_eq!(scene.post("/open", &json!({})).await.0, 422);

    let (number, _) = open_and_confirm(&scene).await;
    let (_, first) = scene.post("/close", &two_waters(&number)).await;
    assert_eq!(scene.post("/close", &two_waters(&number)).await, (200, first));
    let (status, body) = scene.post("/close", &json!({ "out_order_no": number, "taken": [] })).await;
    assert_eq!((status, &body["code"]), (409, &json!("CLOSED_OTHERWISE")), "{body}");
}

#[tokio::test]
async fn who_takes_nothing_pays_nothing() {
    let scene = Scene::vending().await;
    let (number, _) = open_and_confirm(&scene).await;
    let (status, closed) = scene.post("/close", &json!({ "out_order_no": number, "taken": [] })).await;
    assert_eq!((status, &closed["status"]), (200, &json!("not_used")), "{closed}");
    assert_eq!(scene.server.order(&scene.file.mchid, &number).await.body["state"], "REVOKED");
}

#[tokio::test]
async fn after_a_failure_the_very_same_completion_is_sent_again() {
    let scene = Scene::vending().await;
    let (number, _) = open_and_confirm(&scene).await;
    let fault = json!({ "fault": "SYSTEM_ERROR", "operation": "CompleteSmartRetailOrder" });
    assert_eq!(scene.server.post("faults", &fault).await.status, 200);
    assert_eq!(scene.post("/close", &two_waters(&number)).await.0, 502);
    // Nobody knows whether it was completed: something else would be wrong now.
    let other = json!({ "out_order_no": number, "taken": [] });
    assert_eq!(scene.post("/close", &other).await.0, 409);
    assert_eq!(scene.post("/close", &two_waters(&number)).await.0, 200);

    // A clear refusal, more than the order's risk amount, leaves room for another attempt.
    let (number, _) = open_and_confirm(&scene).await;
    let much = json!({ "out_order_no": number, "taken": [{ "goods": "crisps", "count": 20 }] });
    assert_eq!(scene.post("/close", &much).await.0, 422);
    assert_eq!(scene.post("/close", &two_waters(&number)).await.0, 200);
}

#[tokio::test]
async fn a_notification_about_an_unknown_order_is_refused_so_that_it_comes_again() {
    let scene = Scene::vending().await;
    let (_, accepted) = open_and_confirm(&scene).await;
    let restarted = scene.restarted().await;
    let (status, body) = restarted.notify(&accepted).await;
    assert_eq!((status, &body["code"]), (404, &json!("FAIL")), "{body}");
}

#[tokio::test]
async fn a_payment_that_was_never_asked_for_is_not_taken() {
    let scene = Scene::vending().await;
    let (number, accepted) = open_and_confirm(&scene).await;
    assert_eq!(scene.notify(&accepted).await.0, 204);
    let (appid, service_id) = (&scene.file.appid, scene.file.service("smartretail", true).unwrap());
    let query = [("appid", appid.as_str()), ("service_id", service_id), ("out_order_no", &number)];
    let order = scene.client.v3().payscore().smartretail_orders().query(&query).get().await.unwrap().value;
    let completion = json!({
        "appid": appid, "service_id": service_id, "finish_type": 2, "finish_ticket": order["finish_ticket"],
        "fees": [{ "fee_name": "薯片", "fee_amount": 600 }], "total_amount": 600,
        "real_service_end_time": clock::compact(clock::system(0)()),
    });
    scene.client.v3().payscore().smartretail_orders().out_order_no(&number).complete().post(&completion).await.unwrap();
    let (status, body) = scene.notify(&scene.callbacks.next().await).await;
    assert_eq!((status, &body["code"]), (500, &json!("FAIL")), "{body}");
    assert_eq!(status_of(&scene, &number).await, "open");
}

#[tokio::test]
async fn a_partner_refuses_forgeries_and_takes_a_repetition_once() {
    let scene = Scene::power_banks().await;
    let (status, body) = scene.post("/return", &returned(&scene, "PB-1", 600)).await;
    assert_eq!((status, body), (200, json!({ "out_order_no": "PB-1", "total_amount": 3_000 })));
    let paid = scene.callbacks.next().await;
    for forged in forgeries(&paid) {
        assert_refused(&scene.notify(&forged).await);
    }
    let (_, order) = scene.get("/orders/PB-1").await;
    assert_eq!((&order["state"], &order["notified"]), (&json!("DONE"), &json!(false)), "{order}");

    for _ in 0..2 {
        assert_eq!(scene.notify(&paid).await, (204, Value::Null));
        let rental = scene.merchant.rentals().get("PB-1").unwrap();
        assert!(rental.is_paid && rental.transaction_id.is_some());
        assert_eq!(rental.notifications.event_types().collect::<Vec<_>>(), ["PAYSCORE.USER_PAID"]);
    }
    let (_, order) = scene.get("/orders/PB-1").await;
    assert_eq!((&order["collection"], &order["notified"]), (&json!("USER_PAID"), &json!(true)), "{order}");
}

#[tokio::test]
async fn a_power_bank_comes_back_once() {
    let scene = Scene::power_banks().await;
    let fault = json!({ "fault": "SYSTEM_ERROR", "operation": "DirectCompletePartnerServiceOrder" });
    assert_eq!(scene.server.post("faults", &fault).await.status, 200);
    assert_eq!(scene.post("/return", &returned(&scene, "PB-2", 10)).await.0, 502);
    for _ in 0..2 {
        assert_eq!(scene.post("/return", &returned(&scene, "PB-2", 10)).await.0, 200);
    }
    let (status, body) = scene.post("/return", &returned(&scene, "PB-2", 100)).await;
    assert_eq!((status, &body["code"]), (409, &json!("RETURNED_OTHERWISE")), "{body}");

    let mut stranger = returned(&scene, "PB-3", 10);
    stranger["openid"] = scene.file.user("not_authorized").unwrap().into();
    assert_eq!(scene.post("/return", &stranger).await.0, 422);
    // Refused for certain: the number is free again.
    assert_eq!(scene.post("/return", &returned(&scene, "PB-3", 10)).await.0, 200);
    assert_eq!(scene.post("/return", &returned(&scene, "电池", 10)).await.0, 400);
    assert_eq!(scene.get("/orders/unknown").await.0, 404);
}
