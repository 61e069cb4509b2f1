//! `/_payscore/listen`

use crate::shop::{Shop, successful};
use payscore_domain::Behaviour;
use payscore_testkit::{Receiver, TestServer};
use serde_json::{Value, json};
use std::time::Duration;

/// A session's end of the stream.
struct Session {
    answer: reqwest::Response,
    unread: String,
    id: String,
}

impl Session {
    async fn open(server: &TestServer, query: &str) -> Self {
        let url = format!("{}/_payscore/listen?{query}", server.base_url());
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let answer = http.get(url).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let mut session = Self { answer, unread: String::new(), id: String::new() };
        let (event, data) = session.next().await.expect("a first event");
        assert_eq!(event, "session");
        data["session"].as_str().expect("an id").clone_into(&mut session.id);
        session
    }

    /// The next event; `None` at the stream's end.
    async fn next(&mut self) -> Option<(String, Value)> {
        let next = async {
            loop {
                if let Some((event, rest)) = self.unread.split_once("\n\n") {
                    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                    let told = field("event: ").zip(field("data: "));
                    self.unread = rest.to_owned();
                    match told {
                        Some((event, data)) => return Some((event, serde_json::from_str(&data).expect("JSON"))),
                        // A comment that keeps the connection alive.
                        None => continue,
                    }
                }
                let chunk = self.answer.chunk().await.ok().flatten()?;
                self.unread.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
            }
        };
        tokio::time::timeout(Duration::from_secs(20), next).await.expect("an event within 20 s")
    }

    async fn delivery(&mut self) -> Value {
        let (event, data) = self.next().await.expect("a delivery");
        assert_eq!(event, "delivery", "{data}");
        data
    }

    async fn report(&self, server: &TestServer, delivery: &Value, report: &Value) -> (u16, Value) {
        let answer = server.post(&format!("listen/{}/{}", self.id, delivery["delivery"]), report).await;
        (answer.status, answer.body)
    }
}

#[tokio::test]
async fn an_observer_sees_attempts_that_go_where_they_always_go() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await.notified_at(receiver.url());
    let mut session = Session::open(&shop.server, "mchid=default&event=payscore.user_confirm").await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    receiver.next().await;
    let (event, attempt) = session.next().await.expect("an attempt");
    assert_eq!(event, "attempt");
    assert_eq!(attempt["event_type"], "PAYSCORE.USER_CONFIRM");
    assert_eq!((&attempt["out_order_no"], &attempt["status"]), (&json!("a-1"), &json!(204)));
    assert_eq!((&attempt["url"], &attempt["attempt"]), (&json!(receiver.url()), &json!(1)));
    assert_eq!(attempt["plaintext"]["state"], "DOING");
}

#[tokio::test]
async fn what_nobody_asked_for_is_not_told() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await.notified_at(receiver.url());
    let mut others = Session::open(&shop.server, "mchid=partner").await;
    let mut paid = Session::open(&shop.server, "event=PAYSCORE.USER_PAID,REFUND.SUCCESS&forward=true").await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    let delivery = paid.delivery().await;
    assert_eq!(delivery["event_type"], "PAYSCORE.USER_PAID", "the first that it is told of");
    paid.report(&shop.server, &delivery, &json!({ "status": 204 })).await;
    let mut server = shop.server;
    server.stop().await;
    assert!(others.next().await.is_none(), "told nothing until the server stopped");
}

#[tokio::test]
async fn a_forwarding_session_gets_the_very_request_and_its_answer_is_the_attempt() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await.notified_at(receiver.url());
    let mut session = Session::open(&shop.server, "forward=true").await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let delivery = session.delivery().await;
    assert_eq!(delivery["url"], receiver.url());
    let header = |name: &str| {
        let all = delivery["headers"].as_array().expect("headers");
        all.iter().find(|header| header[0] == name).expect("the header")[1].as_str().expect("a value").to_owned()
    };
    let body = delivery["body"].as_str().expect("a body");
    let signed = format!("{}\n{}\n{body}\n", header("Wechatpay-Timestamp"), header("Wechatpay-Nonce"));
    let key = shop.client.platform_key(&header("Wechatpay-Serial"));
    assert!(key.verify(signed.as_bytes(), &header("Wechatpay-Signature")), "good wherever it is sent");
    let sealed: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!((&sealed["id"], &sealed["event_type"]), (&delivery["id"], &json!("PAYSCORE.USER_CONFIRM")));

    let report = json!({ "status": 500, "body": "{\"code\":\"FAIL\"}", "duration_ms": 7 });
    assert_eq!(session.report(&shop.server, &delivery, &report).await.0, 200);
    let tried = shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    let attempt = &tried["attempts"][0];
    assert_eq!((&attempt["status"], &attempt["duration_ms"]), (&json!(500), &json!(7)));
    assert_eq!((&attempt["response_body"], &tried["status"]), (&json!("{\"code\":\"FAIL\"}"), &json!("pending")));
    assert!(receiver.is_empty().await, "the address itself heard nothing");
    let again = session.report(&shop.server, &delivery, &report).await;
    assert_eq!((again.0, &again.1["code"]), (404, &json!("RESOURCE_NOT_EXISTS")));
}

#[tokio::test]
async fn the_youngest_session_takes_it_and_its_end_gives_it_back() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await.notified_at(receiver.url());
    let mut older = Session::open(&shop.server, "forward=true").await;
    let mut younger = Session::open(&shop.server, "forward=true").await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let first = younger.delivery().await;
    drop(younger);
    let second = older.delivery().await;
    assert_eq!(first["id"], second["id"]);
    drop(older);
    let callback = receiver.next().await;
    assert_eq!(callback.body, second["body"].as_str().expect("a body"), "the same bytes, where they always go");
    let tried = shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    assert_eq!((&tried["status"], tried["attempts"].as_array().map(Vec::len)), (&json!("delivered"), Some(1)));
}

#[tokio::test]
async fn who_forwards_needs_no_notify_url() {
    let shop = Shop::open().await;
    let mut session = Session::open(&shop.server, "forward=true").await;
    shop.accepted("r-1", Behaviour::PaysAtOnce).await;
    let delivery = session.delivery().await;
    assert_eq!((&delivery["event_type"], &delivery["url"]), (&json!("PAYSCORE.USER_ACCEPTED"), &json!("")));
    drop(session);
    let tried = shop.server.tried("r-1", "PAYSCORE.USER_ACCEPTED", 1).await;
    assert_eq!(tried["status"], "unaddressed", "it waits for an address again");
    // The next one to listen can have it sent again.
    let mut session = Session::open(&shop.server, "forward=true").await;
    let id = delivery["id"].as_str().expect("an id");
    assert_eq!(shop.server.post(&format!("notifications/{id}/resend"), &json!({})).await.status, 200);
    let delivery = session.delivery().await;
    session.report(&shop.server, &delivery, &json!({ "status": 200 })).await;
    assert_eq!(shop.server.tried("r-1", "PAYSCORE.USER_ACCEPTED", 2).await["status"], "delivered");
}

#[tokio::test]
async fn mistakes_are_told() {
    let shop = Shop::open().await;
    for (query, status, words) in [
        ("event=PAYSCORE.NOTHING", 400, "PAYSCORE.USER_CONFIRM"),
        ("mchid=1", 404, "no merchant 1"),
        ("forwards=true", 400, "forward"),
    ] {
        let refused = shop.server.get(&format!("listen?{query}")).await;
        assert_eq!(refused.status, status, "{query}");
        let message = refused.body["message"].as_str().expect("a message");
        assert!(message.contains(words), "{query}: {message}");
    }
    let session = Session::open(&shop.server, "forward=true").await;
    for (report, words) in [
        (json!({}), "either status"),
        (json!({ "status": 204, "error": "both" }), "either status"),
        (json!({ "status": 204, "code": 1 }), "unknown field"),
    ] {
        let (status, body) = session.report(&shop.server, &json!({ "delivery": 1 }), &report).await;
        assert_eq!(status, 400, "{report}");
        assert!(body["message"].as_str().expect("a message").contains(words), "{body}");
    }
    let stranger = shop.server.post("listen/nobody/1", &json!({ "status": 204 })).await;
    assert_eq!(stranger.status, 404, "{}", stranger.body);
}
