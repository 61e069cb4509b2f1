//! Where a request came in: what addresses for the same client are built from.

use http::request::Parts;

/// Marks a request that came over TLS.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Secure;

/// `https://api.mch.weixin.qq.com`, `http://127.0.0.1:9080`: scheme and authority as the client knows them, so that
/// it reaches what is built from them the same way.
pub(crate) fn origin(parts: &Parts) -> String {
    let scheme = if parts.extensions.get::<Secure>().is_some() { "https" } else { "http" };
    // An absolute target goes before `Host`, where there is one (RFC 9112, 3.2.2).
    let authority = parts.uri.authority().map(http::uri::Authority::as_str);
    let host = || parts.headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
    format!("{scheme}://{}", authority.or_else(host).unwrap_or("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_the_client_called() {
        let of = |uri: &str, host: Option<&str>, secure| {
            let mut request = http::Request::builder().uri(uri);
            if let Some(host) = host {
                request = request.header("Host", host);
            }
            let mut request = request.body(()).expect("a request");
            if secure {
                request.extensions_mut().insert(Secure);
            }
            origin(&request.into_parts().0)
        };
        assert_eq!(of("/v3/x", Some("127.0.0.1:9080"), false), "http://127.0.0.1:9080");
        assert_eq!(of("/v3/x", Some("api.mch.weixin.qq.com"), true), "https://api.mch.weixin.qq.com");
        assert_eq!(of("http://localhost:1/v3/x", Some("other"), false), "http://localhost:1");
        assert_eq!(of("/v3/x", None, true), "https://localhost");
    }
}
