//! Where a request came in: what a client is told to fetch next, it is told by the address that it used itself.

use super::prefix::SentTarget;
use http::header::HOST;
use http::request::Parts;

/// Marks a request that came over TLS, or as one that should have: `GET https://…` to the proxy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Secure;

/// `https://api.mch.weixin.qq.com`, `http://127.0.0.1:9080`, and whatever prefix the client's base URL has.
pub(crate) fn origin(parts: &Parts) -> String {
    pieces_of_origin(parts).concat()
}

/// The same in pieces, for who has a place for them.
pub(crate) fn pieces_of_origin(parts: &Parts) -> [&str; 4] {
    let secure = parts.extensions.get::<Secure>().map(|Secure| "https");
    let scheme = secure.or_else(|| parts.uri.scheme_str()).unwrap_or("http");
    // An absolute target goes before `Host`, where there is one (RFC 9112, 3.2.2).
    let host = || parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let authority = parts.uri.authority().map(http::uri::Authority::as_str).or_else(host).unwrap_or("127.0.0.1:9080");
    let prefix = parts.extensions.get::<SentTarget>().and_then(|sent| {
        let target = parts.uri.path_and_query()?.as_str();
        sent.0.as_str().strip_suffix(target)
    });
    [scheme, "://", authority, prefix.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::strip_prefix;

    fn request(uri: &str, host: Option<&str>) -> http::Request<()> {
        let mut request = http::Request::builder().uri(uri);
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        strip_prefix(request.body(()).expect("a request"))
    }

    fn of(uri: &str, host: Option<&str>) -> String {
        origin(&request(uri, host).into_parts().0)
    }

    #[test]
    fn as_the_client_named_it() {
        assert_eq!(of("/v3/a?b=1", Some("localhost:9080")), "http://localhost:9080");
        assert_eq!(of("/mock/v3/a?b=1", Some("pay.example")), "http://pay.example/mock");
        assert_eq!(of("https://api.mch.weixin.qq.com/v3/a", Some("127.0.0.1")), "https://api.mch.weixin.qq.com");
        assert_eq!(of("/v3/a", None), "http://127.0.0.1:9080");
    }

    #[test]
    fn what_came_over_tls_goes_on_over_tls() {
        let mut request = request("/v3/a", Some("api.mch.weixin.qq.com"));
        request.extensions_mut().insert(Secure);
        assert_eq!(origin(&request.into_parts().0), "https://api.mch.weixin.qq.com");
    }
}
