//! Who may use the control API: this machine, or whoever has the token.

use super::audit::{Act, By};
use super::entrance;
use super::error::ControlError;
use super::snapshot;
use crate::app::App;
use crate::gateway::drain;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Method, StatusCode};
use http_body_util::{BodyExt, Limited};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// The control API's bodies are a few fields each.
const LARGEST_BODY: usize = 64 * 1024;
/// But for these, which quote a whole request.
const QUOTING: [&str; 2] = ["/_payscore/diagnose", "/_payscore/call"];
const LARGEST_QUOTE: usize = 2 << 20;

/// Refuses strangers, and pages of other origins that a browser on this machine has open.
pub(super) async fn admit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    // Read whole, whether anybody wants it or not: an answer given before the body came closes the connection, and a
    // client that is still sending sees that instead of the answer.
    if request.uri().path() == snapshot::PATH {
        // As large as the database: it goes straight to disk.
        return match check(&app, &request) {
            Ok(by) => written_down(&app, by, request, b"", next).await,
            Err(error) => {
                drain(request.into_body()).await;
                error.into_response()
            }
        };
    }
    let (parts, mut body) = request.into_parts();
    let largest = if QUOTING.contains(&parts.uri.path()) { LARGEST_QUOTE } else { LARGEST_BODY };
    let body = match Limited::new(&mut body, largest).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            let refusal = ControlError::no_body(error.as_ref(), "the body is too long, or broke off");
            drain(body).await;
            return refusal.into_response();
        }
    };
    let request = Request::from_parts(parts, body.clone().into());
    match check(&app, &request) {
        Ok(by) => written_down(&app, by, request, &body, next).await,
        Err(error) => error.into_response(),
    }
}

/// Does what is asked for. What changes something is in the audit log afterwards, and is done to its end even where
/// whoever asked for it has hung up.
async fn written_down(app: &Arc<App>, by: By, request: Request, body: &[u8], next: Next) -> Response {
    let act = Act::of(peer(&request), by, request.method(), request.uri().path(), body);
    let Some(act) = act else { return next.run(request).await };
    let app = app.clone();
    let done = tokio::spawn(async move {
        let response = next.run(request).await;
        app.audit.record(app.clock.wall(), &act, response.status().as_u16());
        response
    });
    done.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// Who comes from here is in; from elsewhere, who has the token.
fn check(app: &App, request: &Request) -> Result<By, ControlError> {
    if is_sent_by_another_site(request) {
        return Err(ControlError::forbidden("pages of other origins may not use the control API"));
    }
    let stranger = match come_from_here(request) {
        Ok(()) => return Ok(By::Loopback),
        Err(error) => error,
    };
    let Some(token) = &app.config.control_token else { return Err(stranger) };
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_header = header.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let given = match in_header {
        Some(given) => Some((given, By::Token)),
        None => entrance::cookie_of(request.headers()).map(|given| (given, By::Session)),
    };
    let Some((given, by)) = given else { return Err(stranger) };
    let (method, path) = (request.method(), request.uri().path());
    if is_right(app, peer(request), &given, token, (method, path))? { Ok(by) } else { Err(stranger) }
}

/// Whether a token is the one. Who has guessed too often is not told.
pub(super) fn is_right(
    app: &App,
    from: Option<IpAddr>,
    given: &str,
    token: &str,
    (method, path): (&Method, &str),
) -> Result<bool, ControlError> {
    let now = app.clock.wall();
    let address = from.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if let Some(seconds) = app.attempts.seconds_left(address, now) {
        return Err(ControlError::too_many_tokens(seconds));
    }
    if same(given, token) {
        app.attempts.succeeded(address);
        return Ok(true);
    }
    app.attempts.failed(address, now);
    if let Some(act) = Act::of(from, By::WrongToken, method, path, b"") {
        app.audit.record(now, &act, StatusCode::FORBIDDEN.as_u16());
    }
    Ok(false)
}

fn peer(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip())
}

fn come_from_here(request: &Request) -> Result<(), ControlError> {
    if !peer(request).is_some_and(|ip| ip.to_canonical().is_loopback()) {
        return Err(ControlError::forbidden("only this machine may use the control API, or a caller with the token"));
    }
    let has_header = |is: fn(&str) -> bool| request.headers().keys().any(|name| is(name.as_str()));
    // A merchant says where notifications go: this server's own address opens nothing.
    if has_header(|name| name.starts_with("wechatpay-")) {
        return Err(ControlError::forbidden("notifications may not use the control API"));
    }
    // From whom, only the proxy knows.
    if has_header(|name| name.starts_with("x-forwarded-") || ["forwarded", "x-real-ip", "via"].contains(&name)) {
        return Err(ControlError::forbidden("through a proxy only a caller with the token may use the control API"));
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_local(host) {
        return Err(ControlError::forbidden("the Host header names another machine"));
    }
    match request.headers().get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default()) {
        Some(origin) if !is_local(origin.split_once("://").map_or("", |(_, host)| host)) => {
            Err(ControlError::forbidden("pages of other origins may not use the control API"))
        }
        _ => Ok(()),
    }
}

/// Browsers tell who made them ask. Another site's page may lead here, to a page of the console, but not load anything
/// of it: an image, say, whose address is a listening session, comes without an `Origin`.
fn is_sent_by_another_site(request: &Request) -> bool {
    let text = |name| request.headers().get(name).map(HeaderValue::as_bytes);
    let path = request.uri().path();
    let is_page = path == "/_payscore" || path == "/_payscore/" || path.starts_with("/_payscore/console/");
    let leads = is_page && request.method() == Method::GET && text("sec-fetch-mode") == Some(b"navigate");
    text("sec-fetch-site") == Some(b"cross-site") && !leads
}

/// `localhost` or a loopback address, with or without a port.
fn is_local(authority: &str) -> bool {
    // First the addresses: the colons of a bare IPv6 one are no port's.
    let address = authority.parse::<SocketAddr>().map(|address| address.ip()).or_else(|_| authority.parse::<IpAddr>());
    if let Ok(ip) = address {
        return ip.is_loopback();
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Compares without telling by its duration how much was right.
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len() && a.iter().zip(b).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

/// The console loads nothing from anywhere else, runs nothing that stands in a page, and may not be framed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) async fn add_security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        for local in ["localhost", "localhost:9080", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:9080", "[::1]:9080", "::1"]
        {
            assert!(is_local(local), "{local}");
        }
        for other in ["", "example.com", "localhost.example.com:80", "127.0.0.1.example.com", "10.0.0.1:9080"] {
            assert!(!is_local(other), "{other}");
        }
    }

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "ab"));
    }
}
