//! A server in this process, and its control API as methods.

use crate::PATIENCE;
use crate::provisioned::data_folder;
use payscore_server::{Config, MerchantFile, Server};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A server in this process. Its data go when it is dropped.
pub struct TestServer {
    server: Option<Server>,
    base_url: String,
    config: Config,
    data: TempDir,
    http: reqwest::Client,
}

/// What the control API answered.
#[derive(Debug, Clone)]
pub struct ControlAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: Value,
}

impl TestServer {
    /// A server with the defaults, on a free port.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A server with changes to the defaults.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let data = data_folder().await;
        let mut config = Config::new(data.path());
        config.listen.set_port(0);
        change(&mut config);
        let server = Server::start(config.clone()).await.expect("a server");
        let base_url = format!("http://{}", server.address());
        let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        Self { server: Some(server), base_url, config, data, http }
    }

    /// Stops the server; its data stay until this is dropped.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// Stops the server and starts it again on the same data, at a new address.
    pub async fn restart(&mut self) {
        self.stop().await;
        let server = Server::start(self.config.clone()).await.expect("a restart");
        self.base_url = format!("http://{}", server.address());
        self.server = Some(server);
    }

    /// `http://127.0.0.1:PORT`
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// `https://127.0.0.1:PORT`
    ///
    /// # Panics
    /// When the server is stopped, or was started without TLS.
    pub fn tls_url(&self) -> String {
        let address = self.server.as_ref().and_then(Server::tls_address);
        format!("https://{}", address.expect("a running server with TLS"))
    }

    /// `http://127.0.0.1:PORT` of the forward proxy that answers for WeChat Pay's hosts.
    ///
    /// # Panics
    /// When the server is stopped, or was started without its proxy.
    pub fn proxy_url(&self) -> String {
        let address = self.server.as_ref().and_then(Server::proxy_address);
        format!("http://{}", address.expect("a running server with a proxy"))
    }

    /// The certificate to trust for both.
    pub fn ca(&self) -> PathBuf {
        self.data.path().join("ca").join("ca.pem")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// A merchant's folder, by number or as `default` or `partner`.
    pub fn merchant_dir(&self, name: &str) -> PathBuf {
        self.data.path().join("merchants").join(name)
    }

    /// A merchant's `merchant.json`.
    pub fn merchant(&self, name: &str) -> MerchantFile {
        let text = std::fs::read_to_string(self.merchant_dir(name).join("merchant.json")).expect("a merchant.json");
        serde_json::from_str(&text).expect("a readable merchant.json")
    }

    /// The user confirms: the order's, or the merchant's first.
    pub async fn confirm(&self, mchid: &str, out_order_no: &str) -> ControlAnswer {
        self.post(&format!("orders/{mchid}/{out_order_no}/confirm"), &json!({})).await
    }

    /// This user confirms.
    pub async fn confirm_as(&self, mchid: &str, out_order_no: &str, openid: &str) -> ControlAnswer {
        self.post(&format!("orders/{mchid}/{out_order_no}/confirm"), &json!({ "openid": openid })).await
    }

    /// The user declines.
    pub async fn decline(&self, mchid: &str, out_order_no: &str) -> ControlAnswer {
        self.post(&format!("orders/{mchid}/{out_order_no}/decline"), &json!({})).await
    }

    /// The user pays on the phone.
    pub async fn pay(&self, mchid: &str, out_order_no: &str) -> ControlAnswer {
        self.post(&format!("orders/{mchid}/{out_order_no}/pay"), &json!({})).await
    }

    /// The user of a sign plan signs it.
    pub async fn sign(&self, mchid: &str, merchant_sign_plan_no: &str) -> ControlAnswer {
        self.post(&format!("sign-plans/{mchid}/{merchant_sign_plan_no}/sign"), &json!({})).await
    }

    /// The user of a sign plan cancels it.
    pub async fn cancel_sign_plan(&self, mchid: &str, merchant_sign_plan_no: &str) -> ControlAnswer {
        self.post(&format!("sign-plans/{mchid}/{merchant_sign_plan_no}/cancel"), &json!({})).await
    }

    /// The user of a sign plan closes its service, and with it all that was signed of it.
    pub async fn close_service(&self, mchid: &str, merchant_sign_plan_no: &str) -> ControlAnswer {
        self.post(&format!("sign-plans/{mchid}/{merchant_sign_plan_no}/close-service"), &json!({})).await
    }

    /// The reviewer binds the sub-merchant that a provider applied for.
    pub async fn approve_application(&self, mchid: &str, out_apply_no: &str) -> ControlAnswer {
        self.post(&format!("service-account-applications/{mchid}/{out_apply_no}/approve"), &json!({})).await
    }

    /// The reviewer does not.
    pub async fn reject_application(&self, mchid: &str, out_apply_no: &str, reason: &str) -> ControlAnswer {
        let body = json!({ "reason": reason });
        self.post(&format!("service-account-applications/{mchid}/{out_apply_no}/reject"), &body).await
    }

    /// The order with its timeline and notifications.
    pub async fn order(&self, mchid: &str, out_order_no: &str) -> ControlAnswer {
        self.get(&format!("orders/{mchid}/{out_order_no}")).await
    }

    /// This user authorizes a service on the page that a pre-authorization's token opens.
    pub async fn open_permission(&self, mchid: &str, authorization_code: &str, openid: &str) -> ControlAnswer {
        self.post(&format!("permissions/{mchid}/{authorization_code}/open"), &json!({ "openid": openid })).await
    }

    /// The user takes an authorization back.
    pub async fn close_permission(&self, mchid: &str, authorization_code: &str) -> ControlAnswer {
        self.post(&format!("permissions/{mchid}/{authorization_code}/close"), &json!({})).await
    }

    /// This user authorizes a service without having been asked.
    pub async fn authorize(&self, mchid: &str, openid: &str, service_id: &str) -> ControlAnswer {
        self.post(&format!("users/{mchid}/{openid}/authorize"), &json!({ "service_id": service_id })).await
    }

    /// Moves the service clock; returns once every order has lived through it.
    pub async fn advance(&self, seconds: u32) {
        let answer = self.post("clock/advance", &json!({ "seconds": seconds })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// What moving the service clock so far would cause: `happens`, counted, and the `first` things one by one.
    /// Nothing is moved.
    pub async fn preview(&self, seconds: u32) -> Value {
        let answer = self.get(&format!("clock/preview?seconds={seconds}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Sets the service clock to a time like `2026-12-21T12:00:00+08:00`; returns once every order has lived through
    /// it. A test that does so first starts at the same time on every day: while nothing is stored any time will do.
    pub async fn set_clock(&self, now: &str) {
        let answer = self.post("clock/set", &json!({ "now": now })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Stops the service clock: from now on it moves only when it is moved.
    pub async fn freeze_clock(&self) {
        let answer = self.post("clock/freeze", &json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Lets the service clock go on, `rate` times as fast as the wall.
    pub async fn run_clock(&self, rate: u32) {
        let answer = self.post("clock/run", &json!({ "rate": rate })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// The next phase of replacing the platform certificate: `announce`, `switch` or `retire`. Answers once it is in
    /// force and the merchants' folders say so; what is left follows by the service clock, five days apart.
    pub async fn rotate_platform(&self, phase: &str) -> ControlAnswer {
        self.post("platform/rotate", &json!({ "phase": phase })).await
    }

    /// Makes calls or notifications go wrong, by a rule as `docs/faults.md` has it: `{"fault": "RESET_AFTER_COMMIT"}`. Its
    /// id.
    ///
    /// # Panics
    /// When the server does not take the rule; the message says why.
    pub async fn fault(&self, rule: &Value) -> u64 {
        let answer = self.post("faults", rule).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["id"].as_u64().expect("an id")
    }

    /// The notifications of an order, newest first.
    pub async fn notifications(&self, out_order_no: &str) -> Vec<Value> {
        let answer = self.get(&format!("notifications?out_order_no={out_order_no}")).await;
        answer.body["notifications"].as_array().cloned().unwrap_or_default()
    }

    /// The notification of an order's event (`PAYSCORE.USER_PAID`), once it has been tried so often.
    ///
    /// A callback has arrived before its attempt is recorded: this waits for the record.
    ///
    /// # Panics
    /// When that does not happen within 20 s.
    pub async fn tried(&self, out_order_no: &str, event_type: &str, attempts: usize) -> Value {
        let tried = async {
            loop {
                let notifications = self.notifications(out_order_no).await;
                let found = notifications.into_iter().find(|notification| {
                    notification["event_type"] == event_type
                        && notification["attempts"].as_array().is_some_and(|made| made.len() >= attempts)
                });
                if let Some(notification) = found {
                    return notification;
                }
            }
        };
        tokio::time::timeout(PATIENCE, tried).await.expect("so many attempts within 20 s")
    }

    /// Where notifications of a merchant's orders without a `notify_url` go.
    pub async fn set_notify_url(&self, mchid: &str, url: &str) {
        let answer = self.put(&format!("merchants/{mchid}"), &json!({ "notify_url": url })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// `GET /_payscore/{path}`
    pub async fn get(&self, path: &str) -> ControlAnswer {
        Self::answer(self.http.get(self.control_url(path))).await
    }

    /// `POST /_payscore/{path}`
    pub async fn post(&self, path: &str, body: &Value) -> ControlAnswer {
        Self::answer(self.http.post(self.control_url(path)).json(body)).await
    }

    /// `PUT /_payscore/{path}`
    pub async fn put(&self, path: &str, body: &Value) -> ControlAnswer {
        Self::answer(self.http.put(self.control_url(path)).json(body)).await
    }

    /// `DELETE /_payscore/{path}`
    pub async fn delete(&self, path: &str) -> ControlAnswer {
        Self::answer(self.http.delete(self.control_url(path))).await
    }

    fn control_url(&self, path: &str) -> String {
        format!("{}/_payscore/{path}", self.base_url)
    }

    async fn answer(request: reqwest::RequestBuilder) -> ControlAnswer {
        let response = request.send().await.expect("an answer of the control API");
        let status = response.status().as_u16();
        let text = response.text().await.expect("a readable body");
        ControlAnswer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }
}
