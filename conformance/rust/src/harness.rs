//! The provisioned merchant, the server's control API, the notify endpoint.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

use crate::Outcome;

const PATIENCE: Duration = Duration::from_secs(10);

pub fn server_url() -> String {
    env::var("PAYSCORE_URL").expect("PAYSCORE_URL")
}

/// The merchant as the server provisioned it.
pub struct Merchant {
    folder: PathBuf,
    file: Value,
}

impl Merchant {
    pub fn load() -> Outcome<Self> {
        let folder = PathBuf::from(env::var("PAYSCORE_DATA")?).join("merchants/default");
        let file = serde_json::from_str(&fs::read_to_string(folder.join("merchant.json"))?)?;
        Ok(Self { folder, file })
    }

    /// A text of `merchant.json`.
    pub fn text(&self, name: &str) -> String {
        self.file[name].as_str().unwrap_or_else(|| panic!("merchant.json has no {name}")).to_owned()
    }

    pub fn pem(&self, name: &str) -> Outcome<String> {
        Ok(fs::read_to_string(self.folder.join(name))?)
    }

    pub fn private_key(&self) -> Outcome<String> {
        self.pem("apiclient_key.pem")
    }

    /// The service whose orders the user has to confirm.
    pub fn service(&self) -> Outcome<String> {
        let services = self.file["services"].as_array().ok_or("no services")?;
        let ours = services.iter().find(|one| one["kind"] == "serviceorder" && one["needs_user_confirm"] == true);
        Ok(ours.and_then(|one| one["service_id"].as_str()).ok_or("no such service")?.to_owned())
    }
}

/// `/_payscore/…`: straight to the server, whatever HTTPS_PROXY says.
pub async fn control(method: &str, path: &str, body: Option<Value>) -> Outcome<Value> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut request = client.request(method.parse()?, format!("{}/_payscore/{path}", server_url()));
    if let Some(body) = body {
        request = request.header("Content-Type", "application/json").body(body.to_string());
    }
    let answer = request.send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    if !status.is_success() {
        return Err(format!("control API: {method} {path}: {status} {text}").into());
    }
    Ok(serde_json::from_str(&text)?)
}

/// The server's time, in seconds since 1970.
pub async fn unix_time() -> Outcome<i64> {
    let clock = control("GET", "clock", None).await?;
    Ok(clock["unix"].as_i64().ok_or("no unix time")?)
}

/// The server's time, RFC 3339 at +08:00.
pub async fn china_time() -> Outcome<String> {
    let clock = control("GET", "clock", None).await?;
    Ok(clock["now"].as_str().ok_or("no now")?.to_owned())
}

/// Asks again until something comes; deductions and deliveries take a moment.
pub async fn eventually<T, F: Future<Output = Outcome<Option<T>>>>(what: &str, ask: impl Fn() -> F) -> Outcome<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match ask().await? {
            Some(found) => return Ok(found),
            None if Instant::now() > deadline => return Err(format!("in vain: {what}").into()),
            None => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// A notification as it came.
#[derive(Clone)]
pub struct Delivery {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Delivery {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn envelope(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Another event under the same signature.
    pub fn altered(&self) -> Self {
        let body = self.body.replace("PAYSCORE.", "REFUND.");
        Self { body, ..self.clone() }
    }
}

type Deliveries = Arc<Mutex<Vec<Delivery>>>;

/// A merchant's notify endpoint. It takes what comes; who asks for it verifies it.
pub struct Receiver {
    pub url: String,
    deliveries: Deliveries,
}

impl Receiver {
    pub async fn start() -> Outcome<Self> {
        let deliveries = Deliveries::default();
        let router = Router::new().fallback(take).with_state(Arc::clone(&deliveries));
        Ok(Self { url: serve(router).await?, deliveries })
    }

    pub async fn event(&self, event_type: &str, path: &str) -> Outcome<Delivery> {
        let wanted = |one: &&Delivery| one.path == path && one.envelope()["event_type"] == event_type;
        let find = || self.deliveries.lock().expect("a poisoned lock").iter().find(wanted).cloned();
        eventually(event_type, || async { Ok(find()) }).await
    }
}

async fn take(State(deliveries): State<Deliveries>, uri: Uri, headers: HeaderMap, body: String) -> StatusCode {
    deliveries.lock().expect("a poisoned lock").push(Delivery { path: uri.path().to_owned(), headers, body });
    StatusCode::NO_CONTENT
}

/// A server that answers everything with this, unsigned. Its address.
pub async fn impostor(answer: Value) -> Outcome<String> {
    let body = Bytes::from(answer.to_string());
    let say = move || async move { ([(header::CONTENT_TYPE, "application/json")], body.clone()).into_response() };
    serve(Router::new().fallback(say)).await
}

async fn serve(router: Router) -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
