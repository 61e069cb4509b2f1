//! A merchant's client: signs, sends once, and tells an answer from a doubt.

use crate::Result;
use crate::life::{Outcome, Told};
use bytes::Bytes;
use payscore::Config;
use payscore::core::{Answer, accept};
use payscore_wire::{Authorization, message};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Longer than the server may take over a database that is gone.
const PATIENCE: Duration = Duration::from_secs(15);

/// A request before it is signed.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) body: Option<Value>,
    /// Whether a merchant signs it; the control API needs no signature.
    pub(crate) signed: bool,
}

impl Draft {
    pub(crate) fn get(target: impl Into<String>) -> Self {
        Self { method: Method::GET, target: target.into(), body: None, signed: true }
    }

    pub(crate) fn post(target: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, target: target.into(), body: Some(body), signed: true }
    }

    /// The same, to the control API.
    pub(crate) fn unsigned(self) -> Self {
        Self { signed: false, ..self }
    }
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Exchange {
    Answer { status: u16, body: Value },
    InDoubt(String),
    NotSent,
    Forged(String),
}

impl Exchange {
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::Answer { status: 200..300, body } => Outcome::Acknowledged(Told::of(&body)),
            Self::Answer { status, body } if status < 500 => {
                let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
                Outcome::Refused { status, code: text("code"), message: text("message") }
            }
            Self::Answer { status, body } => Outcome::InDoubt(format!("{status} {body}")),
            Self::InDoubt(why) => Outcome::InDoubt(why),
            Self::NotSent => Outcome::NotSent,
            Self::Forged(why) => Outcome::Forged(why),
        }
    }
}

/// The merchant that a server provides, with its keys.
pub(crate) struct Merchant {
    pub(crate) config: Config,
    pub(crate) file: Value,
    http: Client,
    nonces: AtomicU64,
    /// Makes nonces unlike those of other runs on the same data.
    run: u64,
}

impl Merchant {
    /// By the folder that the server has written, with a wall that is so many seconds ahead of this machine's.
    pub(crate) fn open(folder: &Path, wall: Arc<AtomicI64>) -> Result<Self> {
        let file = serde_json::from_slice(&std::fs::read(folder.join("merchant.json"))?)?;
        let config = Config::from_merchant_dir(folder)?.with_clock(move || now() + wall.load(Ordering::SeqCst));
        let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
        let run = u64::try_from(run % u128::from(u64::MAX))?;
        Ok(Self { config, file, http: http()?, nonces: AtomicU64::new(0), run })
    }

    pub(crate) fn mchid(&self) -> &str {
        self.config.mchid()
    }

    pub(crate) fn appid(&self) -> &str {
        self.file["appid"].as_str().unwrap_or_default()
    }

    /// The user who behaves so.
    pub(crate) fn user(&self, behaviour: &str) -> String {
        let mut users = self.file["users"].as_array().into_iter().flatten();
        let user = users.find(|user| user["behaviour"] == behaviour);
        user.and_then(|user| user["openid"].as_str()).unwrap_or_default().to_owned()
    }

    /// The service of this kind.
    pub(crate) fn service(&self, kind: &str, needs_user_confirm: bool) -> &str {
        let mut services = self.file["services"].as_array().into_iter().flatten();
        let fits = |service: &&Value| service["kind"] == kind && service["needs_user_confirm"] == needs_user_confirm;
        services.find(fits).and_then(|service| service["service_id"].as_str()).unwrap_or_default()
    }

    /// Sends it once to the server at `base`. Nothing is tried again: what came of it is for the log.
    pub(crate) async fn send(&self, base: &str, draft: &Draft) -> Exchange {
        let body = draft.body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut request = self.http.request(draft.method.clone(), format!("{base}{}", draft.target));
        request = request.header("Accept", "application/json").header("Content-Type", "application/json");
        if draft.signed {
            request = self.sign(request, draft, &body);
        }
        match request.body(body).send().await {
            Err(error) if error.is_connect() => Exchange::NotSent,
            Err(error) => Exchange::InDoubt(format!("{error:?}")),
            Ok(answer) => self.read(answer, draft.signed).await,
        }
    }

    /// `GET` of the control API; an answer outside 200 is none.
    pub(crate) async fn look(&self, base: &str, path: &str) -> Option<Value> {
        let draft = Draft::get(format!("/_payscore/{path}")).unsigned();
        match self.send(base, &draft).await {
            Exchange::Answer { status: 200, body } => Some(body),
            _ => None,
        }
    }

    /// A call of the control API that has to succeed.
    pub(crate) async fn order(&self, base: &str, method: Method, path: &str, body: Value) -> Result<Value> {
        let draft = Draft { method, ..Draft::post(format!("/_payscore/{path}"), body).unsigned() };
        match self.send(base, &draft).await {
            Exchange::Answer { status: 200..300, body } => Ok(body),
            other => Err(format!("{path}: {other:?}").into()),
        }
    }

    fn sign(&self, request: RequestBuilder, draft: &Draft, body: &str) -> RequestBuilder {
        let nonce_str = format!("{:x}x{:x}", self.run, self.nonces.fetch_add(1, Ordering::Relaxed));
        let timestamp = self.config.now();
        let key = self.config.private_key();
        let signed = message::request(draft.method.as_str(), &draft.target, timestamp, &nonce_str, body.as_bytes());
        let authorization = Authorization {
            algorithm: key.algorithm(),
            mchid: self.mchid().to_owned(),
            nonce_str,
            signature: key.sign(&signed),
            timestamp,
            serial_no: self.config.serial_no().to_owned(),
        };
        request.header("Authorization", authorization.format())
    }

    async fn read(&self, answer: reqwest::Response, signed: bool) -> Exchange {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = match answer.bytes().await {
            Ok(body) => body,
            Err(error) => return Exchange::InDoubt(format!("half an answer: {error}")),
        };
        if signed && status.is_success() {
            // The SDK's own judgement: the right platform key, over these very bytes.
            let answer = Answer { status, headers, body: Bytes::clone(&body) };
            if let Err(error) = accept(&self.config, answer) {
                return Exchange::Forged(format!("{error:?}"));
            }
        }
        Exchange::Answer { status: status.as_u16(), body: serde_json::from_slice(&body).unwrap_or_default() }
    }
}

/// This machine's wall clock, in unix seconds.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Straight to this machine, whatever the environment says.
pub(crate) fn http() -> Result<Client> {
    Ok(Client::builder().no_proxy().timeout(PATIENCE).build()?)
}
