//! Base URLs with a path prefix: the request is routed without it, and its signature accepted with and without.

use http::Uri;
use http::uri::PathAndQuery;

/// How the paths of all operations begin, and none of ours.
pub(crate) const API_ROOT: &str = "/v3/";

/// The target as it was sent, where a prefix was taken off it.
#[derive(Debug, Clone)]
pub(crate) struct SentTarget(pub(crate) PathAndQuery);

/// Takes whatever stands before `/v3/` off a request's path.
pub(crate) fn strip_prefix<B>(mut request: http::Request<B>) -> http::Request<B> {
    let path = request.uri().path();
    if path.starts_with(API_ROOT) || path.starts_with("/_payscore") {
        return request;
    }
    let Some(at) = path.find(API_ROOT) else { return request };
    let Some(sent) = request.uri().path_and_query().cloned() else { return request };
    if let Ok(stripped) = sent.as_str()[at..].parse::<PathAndQuery>() {
        *request.uri_mut() = Uri::from(stripped);
        request.extensions_mut().insert(SentTarget(sent));
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_before_v3_goes() {
        let strip = |uri: &str| {
            let request = http::Request::builder().uri(uri).body(()).expect("a request");
            let request = strip_prefix(request);
            let sent = request.extensions().get::<SentTarget>().map(|sent| sent.0.to_string());
            (request.uri().to_string(), sent)
        };
        assert_eq!(strip("/v3/a?b=/v3/"), ("/v3/a?b=/v3/".to_owned(), None));
        assert_eq!(strip("/mock/v3/a?b=1"), ("/v3/a?b=1".to_owned(), Some("/mock/v3/a?b=1".to_owned())));
        assert_eq!(strip("/_payscore/orders/v3/x"), ("/_payscore/orders/v3/x".to_owned(), None));
        assert_eq!(strip("/other"), ("/other".to_owned(), None));
    }
}
