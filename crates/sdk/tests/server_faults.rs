//! The server's faults on demand, as `docs/faults.md` tells them: what both clients and a notify endpoint see of each,
//! and what is left behind.

mod support;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use payscore::core::RetryPolicy;
use payscore::error::TransportKind;
use payscore::notify::{MemoryGuard, NotifyAnswer, NotifyEndpoint};
use payscore::serviceorder::{CompleteServiceOrder, CreateServiceOrder};
use payscore::{Client, Config, Error, blocking};
use payscore_testkit::TestKit;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::timer::Impatient;
use support::{Merchant, config};
use tokio::task::block_in_place;

/// What a test of lateness really waits for.
const IMPATIENCE: Duration = Duration::from_secs(1);

fn order(merchant: &Merchant, no: &str) -> CreateServiceOrder {
    let service = merchant.service("serviceorder", true);
    creation(merchant.text("appid"), service, no, "http://127.0.0.1:1/notify")
}

fn creation(appid: &str, service: &str, no: &str, notify_url: &str) -> CreateServiceOrder {
    serde_json::from_value(json!({
        "out_order_no": no, "appid": appid, "service_id": service, "service_introduction": "XX充电宝",
        "time_range": { "start_time": "OnAccept" }, "risk_fund": { "name": "DEPOSIT", "amount": 10_000 },
        "notify_url": notify_url, "need_user_confirm": true,
    }))
    .unwrap()
}

/// Creates an order with one client or the other.
async fn create(config: &Config, blocking: bool, request: &CreateServiceOrder) -> Result<(), Error> {
    if blocking {
        let client = blocking::Client::new(config.clone());
        block_in_place(|| client.send(request)).map(drop)
    } else {
        Client::new(config.clone()).unwrap().send(request).await.map(drop)
    }
}

fn told(error: &Error) -> String {
    match error {
        Error::Api(refusal) => refusal.code.clone(),
        Error::Transport(error) if error.kind == TransportKind::Timeout => "timeout".to_owned(),
        Error::Transport(error) if error.kind == TransportKind::Broken => "broken".to_owned(),
        Error::Signature(_) => "not signed".to_owned(),
        error => panic!("{error:?}"),
    }
}

/// Fault, what a client that does not try again is told, and whether the order is there.
const FAULTS: [(&str, &str, bool); 9] = [
    ("SYSTEM_ERROR", "SYSTEM_ERROR", false),
    ("FREQUENCY_LIMITED", "FREQUENCY_LIMITED", false),
    ("SLOW_ANSWER", "timeout", true),
    ("RESET_BEFORE_COMMIT", "broken", false),
    ("RESET_AFTER_COMMIT", "broken", true),
    ("WRONG_SIGNATURE", "not signed", true),
    ("UNKNOWN_SERIAL", "not signed", true),
    ("SIGN_TEST", "not signed", true),
    ("TRUNCATED_BODY", "broken", true),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_told_to_the_caller_and_leaves_what_it_says() {
    let merchant = Merchant::of("default").await;
    let config = config(&merchant.server, "default").with_retry(RetryPolicy::never());
    for (fault, expected, done) in FAULTS {
        for blocking in [false, true] {
            let no = format!("{fault}-{blocking}");
            let mut rule = json!({ "fault": fault, "operation": "CreateServiceOrder" });
            let mut config = config.clone();
            if fault == "SLOW_ANSWER" {
                rule["milliseconds"] = 600_000.into();
                config = config.with_timeouts(Duration::from_secs(30), IMPATIENCE);
            }
            merchant.server.fault(&rule).await;
            let error = create(&config, blocking, &order(&merchant, &no)).await.expect_err(fault);
            assert_eq!(told(&error), expected, "{no}: {error:?}");
            let stored = merchant.server.order(merchant.text("mchid"), &no).await;
            assert_eq!(stored.status == 200, done, "{no}");
            assert!(!done || error.may_have_taken_effect(), "{no}: {error:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_tries_again_ends_with_one_order() {
    let merchant = Merchant::of("default").await;
    let config = config(&merchant.server, "default").with_timer(Impatient::default());
    for fault in ["SYSTEM_ERROR", "FREQUENCY_LIMITED", "RESET_BEFORE_COMMIT", "RESET_AFTER_COMMIT", "TRUNCATED_BODY"] {
        for blocking in [false, true] {
            let no = format!("{fault}-{blocking}");
            let rule = json!({ "fault": fault, "order": no, "count": 2 });
            merchant.server.fault(&rule).await;
            create(&config, blocking, &order(&merchant, &no)).await.expect(fault);
            let stored = merchant.server.order(merchant.text("mchid"), &no).await.body;
            assert_eq!(stored["timeline"].as_array().map(Vec::len), Some(1), "{no}: {stored}");
        }
    }
}

/// A merchant's endpoint, and what it handled and answered.
#[derive(Clone)]
struct Desk {
    endpoint: NotifyEndpoint,
    handled: Arc<Mutex<Vec<String>>>,
}

async fn notify(State(desk): State<Desk>, headers: axum::http::HeaderMap, body: Bytes) -> NotifyAnswer {
    let handle = async |notification: payscore::Notification| {
        desk.handled.lock().unwrap().push(notification.event_type.as_str().to_owned());
        Ok::<_, String>(())
    };
    desk.endpoint.handle(&headers, &body, handle).await
}

struct Notified {
    kit: TestKit,
    client: Client,
    handled: Arc<Mutex<Vec<String>>>,
    url: String,
}

impl Notified {
    async fn start() -> Self {
        let kit = TestKit::start().await;
        let client = kit.client();
        let handled = Arc::<Mutex<Vec<String>>>::default();
        let endpoint = NotifyEndpoint::new(client.clone()).guarded_by(MemoryGuard::new(1000));
        let desk = Desk { endpoint, handled: handled.clone() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/notify", listener.local_addr().unwrap());
        tokio::spawn(
            axum::serve(listener, Router::new().route("/notify", post(notify)).with_state(desk)).into_future(),
        );
        Self { kit, client, handled, url }
    }

    /// Strikes the confirmation of a new order; what is told of it after so many attempts.
    async fn struck(&self, rule: Value, no: &str, attempts: usize) -> Value {
        self.kit.server.fault(&rule).await;
        let request = creation(&self.kit.merchant().appid, self.kit.service("serviceorder", true), no, &self.url);
        self.client.send(&request).await.unwrap();
        self.kit.confirm(no).await;
        self.tried(no, attempts).await
    }

    async fn tried(&self, no: &str, attempts: usize) -> Value {
        self.kit.server.tried(no, "PAYSCORE.USER_CONFIRM", attempts).await
    }

    fn take_handled(&self) -> Vec<String> {
        std::mem::take(&mut *self.handled.lock().unwrap())
    }
}

/// Status and fault of each attempt, and how the notification stands.
fn shown(told: &Value) -> Value {
    let attempts = told["attempts"].as_array().unwrap().iter();
    json!([attempts.map(|made| json!([made["status"], made["fault"]])).collect::<Vec<_>>(), told["status"]])
}

const CONFIRMED: [&str; 1] = ["PAYSCORE.USER_CONFIRM"];

#[tokio::test]
async fn late_and_lost_notifications_are_handled_once() {
    let notified = Notified::start().await;
    for (fault, seconds) in [("NOTIFICATION_DELAY", 60), ("NOTIFICATION_DROP", 15)] {
        let told = notified.struck(json!({ "fault": fault }), fault, 1).await;
        assert_eq!(shown(&told), json!([[[null, fault]], "pending"]));
        assert!(notified.take_handled().is_empty(), "{fault}");
        notified.kit.advance(Duration::from_secs(seconds)).await;
        let told = notified.tried(fault, 2).await;
        assert_eq!(shown(&told), json!([[[null, fault], [204, null]], "delivered"]));
        assert_eq!(notified.take_handled(), CONFIRMED, "{fault}");
    }
}

#[tokio::test]
async fn a_duplicate_is_answered_and_not_handled_again() {
    let notified = Notified::start().await;
    let fault = "NOTIFICATION_DUPLICATE";
    let told = notified.struck(json!({ "fault": fault }), "twice", 2).await;
    assert_eq!(shown(&told), json!([[[204, fault], [204, fault]], "delivered"]));
    assert_eq!(notified.take_handled(), CONFIRMED);
}

#[tokio::test]
async fn reordered_notifications_come_the_other_way_round() {
    let notified = Notified::start().await;
    notified.struck(json!({ "fault": "NOTIFICATION_REORDER" }), "swapped", 1).await;
    let completion: CompleteServiceOrder = serde_json::from_value::<CompleteServiceOrder>(json!({
        "appid": notified.kit.merchant().appid, "service_id": notified.kit.service("serviceorder", true),
        "post_payments": [{ "name": "租金", "amount": 500 }], "total_amount": 500, "time_range": { "end_time": notified.kit.now().await },
    }))
    .map(|request| CompleteServiceOrder { out_order_no: "swapped".to_owned(), ..request })
    .unwrap();
    notified.client.send(&completion).await.unwrap();
    let told = notified.tried("swapped", 2).await;
    assert_eq!(shown(&told), json!([[[null, "NOTIFICATION_REORDER"], [204, null]], "delivered"]));
    assert_eq!(notified.take_handled(), ["PAYSCORE.USER_PAID", "PAYSCORE.USER_CONFIRM"]);
}

#[tokio::test]
async fn forged_notifications_are_refused_and_the_genuine_one_is_handled() {
    let notified = Notified::start().await;
    let fault = "NOTIFICATION_WRONG_SIGNATURE";
    let told = notified.struck(json!({ "fault": fault }), "forged", 1).await;
    assert_eq!(shown(&told), json!([[[401, fault]], "pending"]));
    assert!(notified.take_handled().is_empty());
    notified.kit.advance(Duration::from_secs(15)).await;
    assert_eq!(shown(&notified.tried("forged", 2).await), json!([[[401, fault], [204, null]], "delivered"]));
    assert_eq!(notified.take_handled(), CONFIRMED);
}

#[tokio::test]
async fn a_probe_is_refused_and_the_notification_comes_all_the_same() {
    let notified = Notified::start().await;
    let fault = "NOTIFICATION_SIGN_TEST";
    let told = notified.struck(json!({ "fault": fault }), "probed", 2).await;
    assert_eq!(shown(&told), json!([[[401, fault], [204, null]], "delivered"]), "at once, without another wait");
    assert_eq!(notified.take_handled(), CONFIRMED);
}
