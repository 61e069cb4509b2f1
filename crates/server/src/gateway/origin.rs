//! Where a request came in: what a client is told to fetch next, it is told by the address that it used itself.

use super::prefix::SentTarget;
use http::header::HOST;
use http::request::Parts;

/// `http://127.0.0.1:9080`, and whatever prefix the client's base URL has.
pub(crate) fn origin(parts: &Parts) -> String {
    let scheme = parts.uri.scheme_str().unwrap_or("http");
    let host = || parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let authority = parts.uri.authority().map(http::uri::Authority::as_str).or_else(host).unwrap_or("127.0.0.1:9080");
    let prefix = parts.extensions.get::<SentTarget>().and_then(|sent| {
        let target = parts.uri.path_and_query()?.as_str();
        sent.0.as_str().strip_suffix(target)
    });
    format!("{scheme}://{authority}{}", prefix.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::strip_prefix;

    fn of(uri: &str, host: Option<&str>) -> String {
        let mut request = http::Request::builder().uri(uri);
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        origin(&strip_prefix(request.body(()).expect("a request")).into_parts().0)
    }

    #[test]
    fn as_the_client_named_it() {
        assert_eq!(of("/v3/a?b=1", Some("localhost:9080")), "http://localhost:9080");
        assert_eq!(of("/mock/v3/a?b=1", Some("pay.example")), "http://pay.example/mock");
        assert_eq!(of("https://api.mch.weixin.qq.com/v3/a", Some("127.0.0.1")), "https://api.mch.weixin.qq.com");
        assert_eq!(of("/v3/a", None), "http://127.0.0.1:9080");
    }
}
