//! From a call to the very bytes that are sent.

use crate::config::{BaseUrl, Config};
use crate::core::call::Call;
use crate::core::{check_sendable, names};
use crate::error::{EncodeError, Error};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use payscore_wire::{Authorization, message};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const AGENT: HeaderValue = HeaderValue::from_static(concat!("payscore/", env!("CARGO_PKG_VERSION")));

/// A signed request, to be sent as it is, once, and within five minutes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PreparedRequest {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// All headers but those that belong to the connection (`Host`, `Content-Length` of a body).
    pub headers: HeaderMap,
    /// The body; empty where there is none.
    pub body: Bytes,
    target_at: usize,
}

impl PreparedRequest {
    /// Path and query: the part of the address that is signed.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.url[self.target_at..]
    }
}

/// Signs a call with the config's clock and nonce source.
///
/// # Errors
/// [`Error::Template`] if the path or query could not be sent as it is, [`Error::Randomness`] if the system gives no
/// nonce, [`Error::Encode`] if the config's own nonce fits no header.
pub fn prepare(config: &Config, call: &Call) -> Result<PreparedRequest, Error> {
    prepare_at(config, call, config.now(), &config.nonce()?)
}

/// Signs a call as of `timestamp` (unix seconds) with this nonce.
///
/// # Errors
/// [`Error::Template`] if the path or query could not be sent as it is, [`Error::Encode`] if the nonce fits no header.
pub fn prepare_at(config: &Config, call: &Call, timestamp: i64, nonce: &str) -> Result<PreparedRequest, Error> {
    sign(config, config.base(), call, timestamp, nonce)
}

/// Signs a call that goes to one of the config's hosts.
pub(crate) fn prepare_to(config: &Config, base: &BaseUrl, call: &Call) -> Result<PreparedRequest, Error> {
    sign(config, base, call, config.now(), &config.nonce()?)
}

fn sign(config: &Config, base: &BaseUrl, call: &Call, timestamp: i64, nonce: &str) -> Result<PreparedRequest, Error> {
    check_sendable(&call.path, call.query.as_deref())?;
    let mut url = String::with_capacity(base.origin().len() + base.prefix().len() + call.path.len() + 64);
    url.push_str(base.origin());
    let target_at = url.len();
    url.push_str(base.prefix());
    url.push_str(&call.path);
    if let Some(query) = &call.query {
        url.push('?');
        url.push_str(query);
    }
    let signed_body = call.form.as_ref().map_or(&call.body, |form| &form.meta);
    let signed = message::request(call.method.as_str(), &url[target_at..], timestamp, nonce, signed_body);
    let authorization = Authorization {
        algorithm: config.private_key().algorithm(),
        mchid: config.mchid().to_owned(),
        nonce_str: nonce.to_owned(),
        signature: config.private_key().sign(&signed),
        timestamp,
        serial_no: config.serial_no().to_owned(),
    };
    let headers = headers(config, &authorization, timestamp, call)?;
    Ok(PreparedRequest { method: call.method.clone(), url, headers, body: call.body.clone(), target_at })
}

fn headers(config: &Config, authorization: &Authorization, now: i64, call: &Call) -> Result<HeaderMap, Error> {
    let mut value = HeaderValue::try_from(authorization.format()).map_err(EncodeError::Header)?;
    value.set_sensitive(true);
    // As many as there are: a larger map takes several times as long to make.
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(AUTHORIZATION, value);
    if call.body.is_empty() && call.form.is_none() && [Method::POST, Method::PUT, Method::PATCH].contains(&call.method)
    {
        // HTTP libraries leave it out, and there are servers that want to be told.
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    headers.insert(ACCEPT, JSON);
    headers.insert(USER_AGENT, AGENT);
    if let Some(form) = &call.form {
        let content_type = format!("multipart/form-data; boundary={}", form.boundary);
        headers.insert(CONTENT_TYPE, HeaderValue::try_from(content_type).map_err(EncodeError::Header)?);
    } else if !call.body.is_empty() {
        headers.insert(CONTENT_TYPE, JSON);
    }
    // What is encrypted in the body says for itself which key opens it; the answer then comes signed with the same.
    if let Some(serial) = call
        .platform_serial
        .clone()
        .or_else(|| config.platform_keys().preferred_of(config.private_key().algorithm(), now))
    {
        headers.insert(&names::SERIAL, HeaderValue::try_from(serial).map_err(EncodeError::Header)?);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NONCE, NOW, PUBLIC_KEY_ID, config};

    fn call() -> Call {
        Call {
            query: Some("a=1&b=%7C".to_owned()),
            body: Bytes::from_static(b"{}"),
            ..Call::new(Method::POST, "/v3/x/%7C".to_owned())
        }
    }

    #[test]
    fn what_is_signed_is_what_is_sent() {
        let config = config();
        let request = prepare(&config, &call()).unwrap();
        assert_eq!(request.url, "https://api.mch.weixin.qq.com/v3/x/%7C?a=1&b=%7C");
        assert_eq!(request.target(), "/v3/x/%7C?a=1&b=%7C");
        let header = request.headers[AUTHORIZATION].to_str().unwrap();
        let authorization = Authorization::parse(header).unwrap();
        assert_eq!((authorization.timestamp, authorization.nonce_str.as_str()), (NOW, NONCE));
        assert_eq!(authorization.mchid, config.mchid());
        assert_eq!(authorization.serial_no, config.serial_no());
        let signed = message::request("POST", "/v3/x/%7C?a=1&b=%7C", NOW, NONCE, b"{}");
        assert!(config.private_key().public_key().verify(&signed, &authorization.signature));
    }

    #[test]
    fn the_headers_say_who_and_what_and_which_key_may_answer() {
        let request = prepare(&config(), &call()).unwrap();
        assert_eq!(request.headers[ACCEPT], "application/json");
        assert_eq!(request.headers[CONTENT_TYPE], "application/json");
        assert_eq!(request.headers[USER_AGENT], concat!("payscore/", env!("CARGO_PKG_VERSION")));
        assert_eq!(request.headers[&names::SERIAL], PUBLIC_KEY_ID);
        assert!(request.headers[AUTHORIZATION].is_sensitive());
        let without_body = prepare(&config(), &Call::new(Method::GET, "/v3/certificates".to_owned())).unwrap();
        assert!(!without_body.headers.contains_key(CONTENT_TYPE));
    }

    #[test]
    fn a_path_prefix_of_the_base_url_is_signed() {
        let config = config().with_base_url("http://127.0.0.1:9080/sandbox/").unwrap();
        let request = prepare(&config, &call()).unwrap();
        assert_eq!(request.url, "http://127.0.0.1:9080/sandbox/v3/x/%7C?a=1&b=%7C");
        assert_eq!(request.target(), "/sandbox/v3/x/%7C?a=1&b=%7C");
    }

    #[test]
    fn a_nonce_that_fits_no_header_is_an_error_and_no_panic() {
        assert!(matches!(prepare_at(&config(), &call(), NOW, "a\nb"), Err(Error::Encode(EncodeError::Header(_)))));
    }
}
