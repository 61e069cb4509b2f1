//! Calls that the server makes of its own API, signed as one of its merchants: what "try it" and replays are.
//!
//! They go through the door that everybody's do: authenticated, journalled and answered as any.

use crate::app::App;
use crate::curl::curl;
use crate::faults::Strike;
use crate::gateway::{Api, REQUEST_ID, Secure, origin, signed_part};
use crate::identity::Account;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use payscore_wire::{Authorization, PrivateKey, message};
use std::sync::Arc;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Tells such calls from a merchant's own in the journal.
const AGENT: HeaderValue = HeaderValue::from_static(concat!("payscore-server/", env!("CARGO_PKG_VERSION")));
/// As long as those in the documentation.
const NONCE_LENGTH: usize = 32;

/// The API, as its listeners have it.
#[derive(Clone)]
pub(crate) struct FrontDoor(Arc<Api>);

/// A request that is not signed yet.
pub(crate) struct Draft {
    pub(crate) method: Method,
    /// Encoded path and query.
    pub(crate) target: PathAndQuery,
    /// Beside those that say who calls; they count over the customary ones.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Who calls.
pub(crate) struct Signatory<'a> {
    pub(crate) account: &'a Account,
    pub(crate) key: &'a PrivateKey,
}

/// A call that was made, with its answer.
pub(crate) struct Made {
    /// The headers that it was sent with.
    pub(crate) sent: HeaderMap,
    /// The same call once more, by a signature that nobody has used yet.
    pub(crate) curl: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The fault that struck it. A reset ends no connection here.
    pub(crate) strike: Option<Strike>,
    pub(crate) body: Bytes,
}

impl Made {
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.headers.get(REQUEST_ID).and_then(|value| value.to_str().ok())
    }
}

impl FrontDoor {
    /// By it comes whoever calls from inside.
    pub(crate) fn new(api: Arc<Api>) -> Self {
        Self(api)
    }

    /// Makes a call, by the address that `asking` came in on.
    pub(crate) async fn call(&self, app: &App, who: &Signatory<'_>, draft: &Draft, asking: &Parts) -> Made {
        let sent = who.sign(app, draft);
        let (url, signed) = (format!("{}{}", origin(asking), draft.target), who.sign(app, draft));
        let headers = signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let curl = curl("-sS", draft.method.as_str(), &url, headers, &draft.body);
        let mut request = Request::new(Full::new(draft.body.clone()));
        *request.method_mut() = draft.method.clone();
        *request.uri_mut() = draft.target.clone().into();
        *request.headers_mut() = sent.clone();
        if let Some(host) = asking.headers.get(HOST) {
            request.headers_mut().insert(HOST, host.clone());
        }
        if let Some(secure) = asking.extensions.get::<Secure>() {
            request.extensions_mut().insert(*secure);
        }
        let (parts, body) = self.0.answer(request).await.into_parts();
        let strike = parts.extensions.get().copied();
        Made { sent, curl, status: parts.status, headers: parts.headers, strike, body }
    }
}

impl Signatory<'_> {
    /// The headers of a call that is sent now. Each signature is good for one.
    fn sign(&self, app: &App, draft: &Draft) -> HeaderMap {
        let (timestamp, nonce_str) = (app.clock.wall(), app.entropy.alphanumeric(NONCE_LENGTH));
        let target = draft.target.as_str();
        let meta = signed_part(target, &draft.body);
        let body = meta.as_ref().unwrap_or(&draft.body);
        let authorization = Authorization {
            algorithm: self.key.algorithm(),
            mchid: self.account.merchant.mchid.to_string(),
            signature: self.key.sign(&message::request(draft.method.as_str(), target, timestamp, &nonce_str, body)),
            nonce_str,
            timestamp,
            serial_no: self.account.serial_no.clone(),
        };
        let mut headers = HeaderMap::from_iter([(ACCEPT, JSON), (USER_AGENT, AGENT)]);
        if !draft.body.is_empty() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        headers.extend(draft.headers.clone());
        if let Ok(mut value) = HeaderValue::try_from(authorization.format()) {
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        headers
    }
}
