//! A notify endpoint of a merchant's own, at which a running server delivers; and what has to come of each delivery,
//! whichever web framework it runs on.

use http::HeaderMap;
use payscore::notify::{MAX_BODY_BYTES, MemoryGuard, NotifyEndpoint};
use payscore::serviceorder::CreateServiceOrder;
use payscore::{Client, Notification};
use payscore_testkit::{Callback, TestKit};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const CONFIRM: &str = "PAYSCORE.USER_CONFIRM";

/// The merchant's side: what handlers share.
#[derive(Clone, Default)]
pub(crate) struct Desk {
    handled: Arc<Mutex<Vec<String>>>,
    is_closed: Arc<AtomicBool>,
}

impl Desk {
    /// Handles a notification, unless the desk is closed.
    pub(crate) fn handle(&self, notification: &Notification) -> Result<(), &'static str> {
        if self.is_closed.load(Ordering::SeqCst) {
            return Err("数据库不可用");
        }
        self.handled.lock().unwrap().push(notification.id.clone());
        Ok(())
    }

    fn handled(&self) -> Vec<String> {
        self.handled.lock().unwrap().clone()
    }
}

/// A server, a merchant's desk, and the endpoint to serve.
pub(crate) struct Notified {
    kit: TestKit,
    client: Client,
    http: reqwest::Client,
    pub(crate) desk: Desk,
    pub(crate) endpoint: NotifyEndpoint,
}

impl Notified {
    pub(crate) async fn start() -> Self {
        let kit = TestKit::start().await;
        let client = kit.client();
        let endpoint = NotifyEndpoint::new(client.clone()).guarded_by(MemoryGuard::new(1000));
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { kit, client, http, desk: Desk::default(), endpoint }
    }

    /// Plays all of it against the endpoint at `url`.
    pub(crate) async fn play(&self, url: &str) {
        self.is_delivered_again_until_it_is_handled(url).await;
        self.is_handled_once(url).await;
        self.forgeries_are_refused(url).await;
    }

    async fn is_delivered_again_until_it_is_handled(&self, url: &str) {
        self.desk.is_closed.store(true, Ordering::SeqCst);
        self.confirmed("again", url).await;
        let tried = self.kit.server.tried("again", CONFIRM, 1).await;
        assert_eq!((&tried["attempts"][0]["status"], &tried["status"]), (&json!(500), &json!("pending")), "{tried}");
        assert!(self.desk.handled().is_empty());
        self.desk.is_closed.store(false, Ordering::SeqCst);
        self.kit.advance(Duration::from_secs(15)).await;
        let tried = self.kit.server.tried("again", CONFIRM, 2).await;
        assert_eq!((&tried["attempts"][1]["status"], &tried["status"]), (&json!(204), &json!("delivered")), "{tried}");
        assert_eq!(json!(self.desk.handled()), json!([tried["id"]]));
    }

    async fn is_handled_once(&self, url: &str) {
        let before = self.desk.handled().len();
        self.confirmed("once", url).await;
        let tried = self.kit.server.tried("once", CONFIRM, 1).await;
        assert_eq!(tried["status"], "delivered", "{tried}");
        let resend = format!("notifications/{}/resend", tried["id"].as_str().unwrap());
        assert_eq!(self.kit.server.post(&resend, &json!({})).await.status, 200);
        let tried = self.kit.server.tried("once", CONFIRM, 2).await;
        assert_eq!((&tried["attempts"][1]["status"], &tried["status"]), (&json!(204), &json!("delivered")), "{tried}");
        assert_eq!(self.desk.handled().len(), before + 1, "the second delivery was answered, and not handled");
    }

    async fn forgeries_are_refused(&self, url: &str) {
        self.confirmed("forged", self.kit.receiver.url()).await;
        let genuine = self.kit.receiver.next_callback().await;
        let before = self.desk.handled().len();

        let mut tampered = genuine.clone();
        tampered.body = [&genuine.body[..], b" "].concat().into();
        self.is_refused(url, &tampered, 401, "the notification is not authentic").await;
        let mut probe = genuine.clone();
        probe.headers.insert("wechatpay-signature", "WECHATPAY/SIGNTEST/Zm9yZ2Vk".parse().unwrap());
        let refused_as_expected = "a signature probe (WECHATPAY/SIGNTEST/), refused as WeChat Pay e";
        self.is_refused(url, &probe, 401, refused_as_expected).await;
        let unsigned = Callback { headers: HeaderMap::new(), body: genuine.body.clone() };
        self.is_refused(url, &unsigned, 401, "the notification is not authentic").await;
        let endless = Callback { headers: genuine.headers.clone(), body: vec![b' '; MAX_BODY_BYTES + 1].into() };
        self.is_refused(url, &endless, 413, "the body is too long for a notification").await;
        self.kit.wall.advance(301);
        self.is_refused(url, &genuine, 401, "the notification is not authentic").await;
        assert_eq!(self.desk.handled().len(), before);

        self.kit.wall.advance(-301);
        assert_eq!(self.post(url, &genuine).await, (204, Value::Null), "what was forged in its name did not spoil it");
        assert_eq!(self.post(url, &genuine).await, (204, Value::Null));
        assert_eq!(self.desk.handled().len(), before + 1);
    }

    async fn is_refused(&self, url: &str, callback: &Callback, status: u16, message: &str) {
        let expected = (status, json!({ "code": "FAIL", "message": message }));
        assert_eq!(self.post(url, callback).await, expected);
    }

    /// Hands a callback on: its signature headers, and its body byte for byte.
    async fn post(&self, url: &str, callback: &Callback) -> (u16, Value) {
        let mut request = self.http.post(url).body(callback.body.clone());
        for (name, value) in &callback.headers {
            if name.as_str().starts_with("wechatpay-") {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let is_json = response.headers().get("content-type").is_some_and(|it| it == "application/json");
        let body = response.bytes().await.unwrap();
        assert_eq!(is_json, !body.is_empty());
        (status, if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() })
    }

    /// An order that the user has confirmed, of which `url` is told.
    async fn confirmed(&self, out_order_no: &str, url: &str) {
        let create: CreateServiceOrder = serde_json::from_value(json!({
            "out_order_no": out_order_no, "appid": self.kit.merchant().appid,
            "service_id": self.kit.service("serviceorder", true), "service_introduction": "XX充电宝",
            "time_range": { "start_time": "OnAccept" }, "need_user_confirm": true, "notify_url": url,
            "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 1000 },
        }))
        .unwrap();
        self.client.send(&create).await.unwrap();
        self.kit.confirm(out_order_no).await;
    }
}
