//! What merchants are sent: signed, encrypted, and again until they have it.

mod fairness;
mod plans;

use crate::authorizations::PARTNER_PERMISSIONS;
use crate::client::Client;
use crate::shop::{DAY, HOUR, NOON, SERVICE_ORDERS, Shop, successful, with};
use crate::shown::redacted;
use axum::Router;
use axum::response::Redirect;
use payscore_domain::Behaviour;
use payscore_testkit::{Callback, Receiver};
use payscore_wire::ApiV3Key;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket};

const CONFIRM: &str = "PAYSCORE.USER_CONFIRM";
const ACCEPTED: &str = "PAYSCORE.USER_ACCEPTED";
const PAID: &str = "PAYSCORE.USER_PAID";
/// Seconds from the first attempt to each.
const SCHEDULE: [i64; 15] =
    [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];

/// Verifies a callback the way a merchant must, over its raw body, and gives the envelope.
pub(crate) fn verified(client: &Client, callback: &Callback) -> Value {
    let header = |name: &str| callback.headers[name].to_str().expect("text");
    let (timestamp, nonce) = (header("Wechatpay-Timestamp"), header("Wechatpay-Nonce"));
    assert_eq!(header("Wechatpay-Signature-Type"), "WECHATPAY2-SHA256-RSA2048");
    assert_eq!(timestamp, NOON.to_string(), "the wall clock");
    assert_eq!(header("Content-Type"), "application/json");
    assert!(header("Request-ID").ends_with("-0"));
    assert!(nonce.len() == 32 && nonce.bytes().all(|b| b.is_ascii_alphanumeric()), "{nonce}");
    let mut message = format!("{timestamp}\n{nonce}\n").into_bytes();
    message.extend_from_slice(&callback.body);
    message.push(b'\n');
    let key = client.platform_key(header("Wechatpay-Serial"));
    assert!(key.verify(&message, header("Wechatpay-Signature")));
    serde_json::from_slice(&callback.body).expect("JSON")
}

/// Opens the envelope with the APIv3 key.
fn opened(shop: &Shop, envelope: &Value) -> Value {
    let resource = |name: &str| envelope["resource"][name].as_str().expect("a text");
    assert_eq!((resource("algorithm"), resource("nonce").len()), ("AEAD_AES_256_GCM", 12));
    let key = ApiV3Key::new(&shop.file.apiv3_key).expect("an APIv3 key");
    let plaintext = key.open(resource("nonce"), resource("associated_data"), resource("ciphertext")).expect("it opens");
    serde_json::from_slice(&plaintext).expect("JSON")
}

/// The next callback, verified, as a snapshot: the envelope with the plaintext in place of the ciphertext.
pub(crate) async fn next(shop: &Shop, receiver: &Receiver) -> Value {
    let mut envelope = verified(&shop.client, &receiver.next().await);
    let plaintext = opened(shop, &envelope);
    envelope["resource"]["ciphertext"] = plaintext;
    envelope["resource"]["nonce"] = "[nonce]".into();
    redacted(envelope)
}

pub(crate) async fn open_with_receiver() -> (Shop, Receiver) {
    let receiver = Receiver::start().await;
    (Shop::open().await.notified_at(receiver.url()), receiver)
}

#[tokio::test]
async fn of_a_service_order() {
    let (shop, receiver) = open_with_receiver().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!(CONFIRM, next(&shop, &receiver).await);
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    insta::assert_json_snapshot!(PAID, next(&shop, &receiver).await);
    assert_eq!(shop.server.tried("a-1", PAID, 1).await["status"], "delivered");
    assert!(receiver.is_empty().await, "and nothing else");
}

#[tokio::test]
async fn of_a_smart_retail_order() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.set_notify_url(&shop.file.mchid, receiver.url()).await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let accepted = next(&shop, &receiver).await;
    insta::assert_json_snapshot!(ACCEPTED, accepted);
    let body = shop.retail_completion("a-1", 300).await;
    successful(shop.act_retail("a-1", "complete", &body).await);
    insta::assert_json_snapshot!("PAYSCORE.USER_PAID_of_smart_retail", next(&shop, &receiver).await);
}

#[tokio::test]
async fn of_an_authorization() {
    let (shop, receiver) = open_with_receiver().await;
    shop.authorized("p-1", Behaviour::NotAuthorized).await;
    insta::assert_json_snapshot!("PAYSCORE.USER_OPEN_SERVICE", next(&shop, &receiver).await);
    shop.server.advance(60).await;
    shop.close("p-1").await;
    let closed = next(&shop, &receiver).await;
    insta::assert_json_snapshot!("PAYSCORE.USER_CLOSE_SERVICE", closed);
    shop.authorized("p-2", Behaviour::NotAuthorized).await;
    next(&shop, &receiver).await;
    successful(shop.terminate("p-2", &shop.termination("用户注销")).await);
    let terminated = next(&shop, &receiver).await;
    assert_eq!(terminated["event_type"], "PAYSCORE.USER_CLOSE_SERVICE", "the merchant's own doing, too");
    assert_eq!(shop.server.tried("p-2", "PAYSCORE.USER_CLOSE_SERVICE", 1).await["status"], "delivered");
    assert!(receiver.is_empty().await, "and nothing else");
}

#[tokio::test]
async fn of_an_authorization_for_a_sub_merchant() {
    let receiver = Receiver::start().await;
    let shop = Shop::open_partner().await.notified_at(receiver.url());
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    insta::assert_json_snapshot!("PAYSCORE.USER_OPEN_SERVICE_of_a_partner", next(&shop, &receiver).await);
}

#[tokio::test]
async fn of_an_authorization_that_was_not_asked_for_go_where_the_merchant_says() {
    let (shop, receiver) = open_with_receiver().await;
    shop.server.set_notify_url(&shop.file.mchid, receiver.url()).await;
    let path = format!("users/{}/{}/authorize", shop.file.mchid, shop.user(Behaviour::NotAuthorized));
    let body = json!({ "service_id": shop.unconfirmed_service(), "out_request_no": "r-1" });
    assert_eq!(shop.server.post(&path, &body).await.status, 200);
    let told = next(&shop, &receiver).await["resource"]["ciphertext"].clone();
    assert_eq!((&told["out_request_no"], told.get("authorization_code")), (&json!("r-1"), None));
}

#[tokio::test]
async fn the_end_of_an_authorization_that_was_replaced_is_not_told() {
    let (shop, receiver) = open_with_receiver().await;
    shop.authorized("p-1", Behaviour::NotAuthorized).await;
    shop.authorized("p-2", Behaviour::NotAuthorized).await;
    for code in ["p-1", "p-2"] {
        let told = next(&shop, &receiver).await;
        assert_eq!(told["event_type"], "PAYSCORE.USER_OPEN_SERVICE");
        assert_eq!(told["resource"]["ciphertext"]["authorization_code"], code);
    }
    let told = shop.server.notifications("p-1").await;
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn of_a_partners_order() {
    let receiver = Receiver::start().await;
    let shop = Shop::open_partner().await.notified_at(receiver.url());
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    insta::assert_json_snapshot!("PAYSCORE.USER_PAID_of_a_partner", next(&shop, &receiver).await);
}

#[tokio::test]
async fn of_a_sub_merchants_order_that_its_user_confirmed() {
    let receiver = Receiver::start().await;
    let shop = Shop::open_partner().await.notified_at(receiver.url());
    shop.doing_for_sub("a-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!("PAYSCORE.USER_CONFIRM_of_a_partner", next(&shop, &receiver).await);
}

#[tokio::test]
async fn what_the_query_shows_is_what_the_notification_says() {
    let (shop, receiver) = open_with_receiver().await;
    shop.completed("a-1", Behaviour::PaysOnThirdAttempt).await;
    let confirmed = opened(&shop, &verified(&shop.client, &receiver.next().await));
    assert_eq!(confirmed["state_description"], "USER_CONFIRM", "as it was then, not as it is now");
    shop.server.advance(HOUR).await;
    let envelope = verified(&shop.client, &receiver.next().await);
    assert_eq!(envelope["create_time"], "2026-11-21T12:35:00+08:00", "when it was paid");
    let mut queried = shop.query("a-1").await.json();
    queried["out_trade_no"] = queried["order_id"].clone();
    assert_eq!(opened(&shop, &envelope), queried, "and by which number the payment was made");
}

#[tokio::test]
async fn are_signed_by_the_identity_that_the_merchant_uses() {
    let (shop, receiver) = open_with_receiver().await;
    let path = format!("merchants/{}", shop.file.mchid);
    shop.server.put(&path, &json!({ "platform_identity": "public_key" })).await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let callback = receiver.next().await;
    assert_eq!(callback.headers["Wechatpay-Serial"], shop.file.wechatpay_public_key_id.as_str());
    verified(&shop.client, &callback);
}

#[tokio::test]
async fn are_tried_16_times_over_24_hours() {
    let (shop, receiver) = open_with_receiver().await;
    receiver.answer_with(500);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let first = receiver.next().await;
    let envelope = verified(&shop.client, &first);
    for wait in SCHEDULE {
        // Early by a second: an attempt made now would show in its record's time.
        shop.server.advance(u32::try_from(wait - 1).expect("seconds")).await;
        shop.server.advance(1).await;
        let again = verified(&shop.client, &receiver.next().await);
        assert_eq!((&again["id"], &again["create_time"]), (&envelope["id"], &envelope["create_time"]));
        assert_ne!(again["resource"]["nonce"], envelope["resource"]["nonce"], "encrypted anew");
    }
    let told = shop.server.tried("a-1", CONFIRM, 16).await;
    assert_eq!((&told["status"], &told["next_attempt"]), (&json!("failed"), &Value::Null));
    let attempts = told["attempts"].as_array().expect("attempts");
    let mut due = NOON;
    for (index, attempt) in attempts.iter().enumerate() {
        assert_eq!(attempt["at"], payscore_wire::rfc3339::format(due), "attempt {}", index + 1);
        assert_eq!((&attempt["number"], &attempt["status"]), (&json!(index + 1), &json!(500)));
        due += SCHEDULE.get(index).unwrap_or(&0);
    }
    assert_eq!(due - NOON, 24 * 3600 + 4 * 60);
    assert_eq!(attempts.len(), 16);

    shop.server.advance(2 * DAY).await;
    receiver.answer_with(200);
    let id = told["id"].as_str().expect("an id");
    let resent = shop.server.post(&format!("notifications/{id}/resend"), &json!({})).await;
    assert_eq!((resent.status, &resent.body["status"]), (200, &json!("pending")), "{}", resent.body);
    assert_eq!(verified(&shop.client, &receiver.next().await)["id"], envelope["id"]);
    let told = shop.server.tried("a-1", CONFIRM, 17).await;
    assert_eq!(told["status"], "delivered");
    assert_eq!(told["attempts"][16]["status"], 200);
    assert!(receiver.is_empty().await, "nothing between the 16th and the one asked for");
}

#[tokio::test]
async fn stop_with_the_first_2xx() {
    let (shop, receiver) = open_with_receiver().await;
    receiver.answer_with(404);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    receiver.next().await;
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    assert_eq!((&told["status"], &told["next_attempt"]), (&json!("pending"), &json!("2026-11-21T12:00:15+08:00")));
    receiver.answer_with(204);
    shop.server.advance(15).await;
    receiver.next().await;
    let told = shop.server.tried("a-1", CONFIRM, 2).await;
    assert_eq!((&told["status"], &told["next_attempt"]), (&json!("delivered"), &Value::Null));

    shop.server.advance(2 * DAY).await;
    shop.create("b-1").await;
    shop.confirm("b-1", Behaviour::PaysAtOnce).await;
    let next = opened(&shop, &verified(&shop.client, &receiver.next().await));
    assert_eq!(next["out_order_no"], "b-1", "the first order's is not sent again");
    shop.server.tried("b-1", CONFIRM, 1).await;
    assert!(receiver.is_empty().await);
    assert_eq!(shop.server.tried("a-1", CONFIRM, 2).await["attempts"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn without_an_address_wait_for_one() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.notifications("a-1").await;
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["status"], &told[0]["event_type"]), (&json!("unaddressed"), &json!(ACCEPTED)));
    let resend = format!("notifications/{}/resend", told[0]["id"].as_str().expect("an id"));
    let refused = shop.server.post(&resend, &json!({})).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body["message"].as_str().is_some_and(|text| text.contains("PUT")), "says how: {}", refused.body);

    shop.server.set_notify_url(&shop.file.mchid, receiver.url()).await;
    shop.server.advance(DAY).await;
    assert_eq!(shop.server.notifications("a-1").await[0]["status"], "unaddressed", "an old one is not sent by itself");
    assert_eq!(shop.server.post(&resend, &json!({})).await.status, 200);
    let plaintext = opened(&shop, &verified(&shop.client, &receiver.next().await));
    assert_eq!(plaintext["state"], "USER_ACCEPTED");
    assert_eq!(shop.server.tried("a-1", ACCEPTED, 1).await["status"], "delivered");
}

#[tokio::test]
async fn an_address_where_nobody_listens_is_an_error_that_says_so() {
    // Bound and never listening: whoever connects is refused, and nobody else can take the port meanwhile.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url = format!("http://{}/notify", socket.local_addr().expect("an address"));
    let shop = Shop::open().await.notified_at(&url);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    let attempt = &told["attempts"][0];
    assert_eq!((&attempt["status"], &attempt["response_body"]), (&Value::Null, &Value::Null));
    let error = attempt["error"].as_str().expect("an error");
    assert!(error.to_lowercase().contains("refused"), "the cause is told, not only its wrapping: {error}");
    assert_eq!((&told["status"], &told["url"]), (&json!("pending"), &json!(url)));
}

#[tokio::test]
async fn a_redirect_is_a_refusal() {
    let receiver = Receiver::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/notify", listener.local_addr().expect("an address"));
    let elsewhere = receiver.url().to_owned();
    let router = Router::new().fallback(move || async move { Redirect::temporary(&elsewhere) });
    let redirecting = tokio::spawn(async move { axum::serve(listener, router).await });
    let shop = Shop::open().await.notified_at(&url);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    assert_eq!((&told["attempts"][0]["status"], &told["status"]), (&json!(307), &json!("pending")));
    assert!(receiver.is_empty().await, "it was not followed");
    redirecting.abort();
}

#[tokio::test]
async fn survive_a_restart_in_the_middle() {
    let (mut shop, receiver) = open_with_receiver().await;
    receiver.answer_with(503);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let first = verified(&shop.client, &receiver.next().await);
    shop.server.advance(15).await;
    receiver.next().await;
    shop.restart().await;
    let clock = shop.server.get("clock").await;
    assert_eq!(clock.body["offset_seconds"], 15, "the service clock goes on where it was");
    let told = shop.server.notifications("a-1").await;
    assert_eq!(told[0]["attempts"].as_array().map(Vec::len), Some(2), "what was under way was recorded");

    receiver.answer_with(204);
    shop.server.advance(15).await;
    let third = verified(&shop.client, &receiver.next().await);
    assert_eq!(third["id"], first["id"]);
    let told = shop.server.tried("a-1", CONFIRM, 3).await;
    assert_eq!((&told["status"], &told["attempts"][2]["number"]), (&json!("delivered"), &json!(3)));
}

#[tokio::test]
async fn a_resend_of_what_was_delivered_sends_it_again() {
    let (shop, receiver) = open_with_receiver().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let first = verified(&shop.client, &receiver.next().await);
    let told = shop.server.tried("a-1", CONFIRM, 1).await;
    let id = told["id"].as_str().expect("an id");
    assert_eq!(first["id"], told["id"]);
    shop.server.post(&format!("notifications/{id}/resend"), &json!({})).await;
    assert_eq!(verified(&shop.client, &receiver.next().await)["id"], first["id"], "so that merchants can tell");
    assert_eq!(shop.server.tried("a-1", CONFIRM, 2).await["status"], "delivered");
    let shown = shop.server.get(&format!("notifications/{id}")).await;
    assert_eq!(shown.body["attempts"].as_array().map(Vec::len), Some(2));
    assert_eq!(shown.body["plaintext"]["out_order_no"], "a-1", "decrypted");
    assert_eq!(shop.server.get("notifications/nothing").await.status, 404);
    assert_eq!(shop.server.post("notifications/nothing/resend", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_hundred_at_once_all_arrive() {
    let (shop, receiver) = open_with_receiver().await;
    let numbers: Vec<String> = (0..100).map(|n| format!("a-{n:03}")).collect();
    let bodies: Vec<Value> =
        numbers.iter().map(|number| with(shop.new_order_for(number, Behaviour::PaysAtOnce), &json!({}))).collect();
    let created = bodies.iter().map(|body| shop.client.post(SERVICE_ORDERS, body));
    futures_util::future::join_all(created).await.into_iter().for_each(|answer| drop(successful(answer)));
    let completion = shop.unconfirmed(shop.completion(300));
    let completed = numbers.iter().map(|number| shop.act(number, "complete", &completion));
    futures_util::future::join_all(completed).await.into_iter().for_each(|answer| drop(successful(answer)));
    let mut arrived = Vec::new();
    for _ in &numbers {
        let plaintext = opened(&shop, &verified(&shop.client, &receiver.next().await));
        arrived.push(plaintext["out_order_no"].as_str().expect("a number").to_owned());
    }
    arrived.sort_unstable();
    assert_eq!(arrived, numbers);
}
