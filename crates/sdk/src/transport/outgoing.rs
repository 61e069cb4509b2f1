//! Requests, as they are written.

use crate::config::BaseUrl;
use crate::core::{PreparedRequest, Upload};
use http::HeaderValue;
use http::header::PROXY_AUTHORIZATION;

/// Longer bodies are not copied behind the head, but written by themselves.
const SHORT_BODY: usize = 16 * 1024;

/// What a connection leads to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Via {
    /// A proxy that wants whole addresses.
    pub(crate) proxy: bool,
    /// What it knows us by.
    pub(crate) authorization: Option<HeaderValue>,
}

/// Writes a request's head, and its body if that is short; of an upload, what comes before the file. What is left to be
/// written is given back.
pub(crate) fn write_request<'a>(
    into: &mut Vec<u8>,
    base: &BaseUrl,
    prepared: &'a PreparedRequest,
    upload: Option<&Upload>,
    via: &Via,
) -> &'a [u8] {
    let body: &[u8] = &prepared.body;
    let length = upload.map_or(body.len() as u64, Upload::length);
    let target = if via.proxy { &prepared.url } else { prepared.target() };
    into.clear();
    put(into, &[prepared.method.as_str().as_bytes(), b" ", target.as_bytes(), b" HTTP/1.1\r\nhost: "]);
    put(into, &[base.authority().as_bytes(), b"\r\n"]);
    for (name, value) in &prepared.headers {
        put(into, &[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"]);
    }
    if length > 0 {
        put(into, &[b"content-length: ", length.to_string().as_bytes(), b"\r\n"]);
    }
    put_authorization(into, via);
    put(into, &[b"\r\n", upload.map_or(&[], Upload::opening)]);
    if body.len() > SHORT_BODY {
        return body;
    }
    put(into, &[body]);
    &[]
}

/// Writes what asks a proxy for a tunnel.
pub(crate) fn write_connect(into: &mut Vec<u8>, base: &BaseUrl, via: &Via) {
    let server = base.host_and_port();
    into.clear();
    put(into, &[b"CONNECT ", server.as_bytes(), b" HTTP/1.1\r\nhost: ", server.as_bytes(), b"\r\n"]);
    put_authorization(into, via);
    put(into, &[b"\r\n"]);
}

fn put_authorization(into: &mut Vec<u8>, via: &Via) {
    if let Some(value) = &via.authorization {
        put(into, &[PROXY_AUTHORIZATION.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"]);
    }
}

fn put(into: &mut Vec<u8>, parts: &[&[u8]]) {
    parts.iter().for_each(|part| into.extend_from_slice(part));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Call, prepare};
    use crate::testing::config;
    use bytes::Bytes;
    use http::Method;

    fn written(body: &'static [u8], via: &Via) -> (String, usize) {
        let config = config().with_base_url("https://Pay.example:443/mock").unwrap();
        let call = Call { body: Bytes::from_static(body), ..Call::new(Method::POST, "/v3/x%7C".to_owned()) };
        let mut text = Vec::new();
        let prepared = prepare(&config, &call).unwrap();
        let left = write_request(&mut text, config.base(), &prepared, None, via).len();
        (String::from_utf8(text).unwrap(), left)
    }

    #[test]
    fn a_request_is_its_line_its_headers_and_its_body() {
        let (text, left) = written(b"{}", &Via::default());
        assert!(text.starts_with("POST /mock/v3/x%7C HTTP/1.1\r\nhost: Pay.example:443\r\nauthorization: "), "{text}");
        assert!(text.ends_with("\r\ncontent-length: 2\r\n\r\n{}"), "{text}");
        assert_eq!(left, 0);
        let (text, _) = written(b"", &Via::default());
        assert!(text.contains("\r\ncontent-length: 0\r\n") && text.ends_with("\r\n\r\n"), "{text}");
    }

    #[test]
    fn a_long_body_is_not_copied() {
        static LONG: [u8; SHORT_BODY + 1] = [b' '; SHORT_BODY + 1];
        let (text, left) = written(&LONG, &Via::default());
        assert!(text.ends_with("\r\ncontent-length: 16385\r\n\r\n"), "{text}");
        assert_eq!(left, LONG.len());
    }

    #[test]
    fn a_proxy_is_told_the_whole_address_and_who_asks() {
        let via = Via { proxy: true, authorization: Some(HeaderValue::from_static("Basic QQ==")) };
        let (text, _) = written(b"{}", &via);
        assert!(text.starts_with("POST https://Pay.example:443/mock/v3/x%7C HTTP/1.1\r\nhost: Pay"), "{text}");
        assert!(text.contains("\r\nproxy-authorization: Basic QQ==\r\n"), "{text}");
        let mut text = Vec::new();
        write_connect(&mut text, config().base(), &via);
        let expected = "CONNECT api.mch.weixin.qq.com:443 HTTP/1.1\r\nhost: api.mch.weixin.qq.com:443\r\n\
                        proxy-authorization: Basic QQ==\r\n\r\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
