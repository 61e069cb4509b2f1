//! How a browser on another device gets in: by a link that holds the token. Browsers cannot be told to send a header,
//! so the link leaves them a cookie.

use super::guard::same;
use crate::app::App;
use crate::console;
use axum::extract::{Query, Request};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{HOST, ORIGIN, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;

/// `GET …?token=…&to=…`
pub(crate) const ENTRANCE: &str = "/_payscore/console/enter";

const COOKIE: &str = "payscore_token";

#[derive(Deserialize)]
struct Ticket {
    token: String,
    #[serde(default)]
    to: String,
}

/// Lets in whoever brings the token in the entrance's address, and sends them on to a page of ours.
pub(super) fn enter(app: &App, request: &Request) -> Option<Response> {
    if request.uri().path() != ENTRANCE || request.method() != Method::GET {
        return None;
    }
    let Query(Ticket { token, to }) = Query::try_from_uri(request.uri()).ok()?;
    let expected = app.config.control_token.as_ref().filter(|expected| same(&token, expected))?;
    let to = if to.starts_with("/_payscore/") { to } else { "/_payscore/".to_owned() };
    let mut response = Redirect::to(&to).into_response();
    // Scripts cannot read it, and pages of other sites cannot have it sent along with what they post.
    let encoded = utf8_percent_encode(expected, NON_ALPHANUMERIC);
    let cookie = format!("{COOKIE}={encoded}; Path=/_payscore; Max-Age=2592000; HttpOnly; SameSite=Lax");
    response.headers_mut().insert(SET_COOKIE, HeaderValue::from_str(&cookie).ok()?);
    Some(response)
}

/// Whether the caller came in there, and calls from a page of this server: a cookie goes along with whatever a
/// browser asks for, whoever made it ask.
pub(super) fn has_entered(headers: &HeaderMap, token: &str) -> bool {
    let Some(cookie) = console::cookie(headers, COOKIE) else { return false };
    let cookie = percent_decode_str(cookie).decode_utf8_lossy();
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let own = text(ORIGIN).is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == text(HOST)
    });
    own && same(&cookie, token)
}
