//! How a browser on another device gets in: by a link that holds the token. Browsers cannot be told to send a header,
//! so the link leaves them a cookie.

use super::audit::{Act, By};
use super::error::ControlError;
use super::guard::is_right;
use crate::app::App;
use crate::console;
use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{HOST, ORIGIN, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// `GET …?token=…&to=…`
pub(crate) const ENTRANCE: &str = "/_payscore/console/enter";

const COOKIE: &str = "payscore_token";

#[derive(Deserialize)]
pub(super) struct Ticket {
    token: String,
    #[serde(default)]
    to: String,
}

/// Lets in whoever brings the token, and sends them on to a page of ours. The one page that the guard does not stand
/// before: it is for those whom the guard would send away.
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    ticket: Result<Query<Ticket>, QueryRejection>,
) -> Result<Response, ControlError> {
    let Query(Ticket { token, to }) = ticket?;
    let wrong = || ControlError::forbidden("this is not the token that the server was started with");
    let expected = app.config.control_token.as_ref().ok_or_else(wrong)?;
    let from = Some(peer.ip());
    if !is_right(&app, from, &token, expected, (&Method::GET, ENTRANCE))? {
        return Err(wrong());
    }
    if let Some(act) = Act::of(from, By::Token, &Method::GET, ENTRANCE, b"") {
        app.audit.record(app.clock.wall(), &act, StatusCode::SEE_OTHER.as_u16());
    }
    let to = if to.starts_with("/_payscore/") { to } else { "/_payscore/".to_owned() };
    let mut response = Redirect::to(&to).into_response();
    // Scripts cannot read it, and pages of other sites cannot have it sent along with what they post.
    let encoded = utf8_percent_encode(expected, NON_ALPHANUMERIC);
    let cookie = format!("{COOKIE}={encoded}; Path=/_payscore; Max-Age=2592000; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The token that the caller got there, where it calls from a page of this server: a cookie goes along with whatever a
/// browser asks for, whoever made it ask.
pub(super) fn cookie_of(headers: &HeaderMap) -> Option<String> {
    let cookie = percent_decode_str(console::cookie(headers, COOKIE)?).decode_utf8_lossy();
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let own = text(ORIGIN).is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == text(HOST)
    });
    own.then(|| cookie.into_owned())
}
