//! What pages load: part of the binary, so that nothing has to be found or built.

use axum::body::Body;
use axum::extract::{Path, Request};
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderValue, StatusCode};

/// A file with its type.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal: $kind:literal),* $(,)?) => {
        &[$(Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("../../assets/", $name)) }),*]
    };
}

const ASSETS: &[Asset] = assets! {
    "console.css": "text/css; charset=utf-8",
    "theme.js": "text/javascript; charset=utf-8",
    "main.js": "text/javascript; charset=utf-8",
    "act.js": "text/javascript; charset=utf-8",
    "fresh.js": "text/javascript; charset=utf-8",
    "clock.js": "text/javascript; charset=utf-8",
    "copy.js": "text/javascript; charset=utf-8",
    "keys.js": "text/javascript; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "morph.js": "text/javascript; charset=utf-8",
    "phone.css": "text/css; charset=utf-8",
    "phone.js": "text/javascript; charset=utf-8",
    "release.js": "text/javascript; charset=utf-8",
    "search.js": "text/javascript; charset=utf-8",
    "toast.js": "text/javascript; charset=utf-8",
    "try.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
};

/// `GET /_payscore/assets/{name}`: asked for at every load, sent when it is another than last time.
pub(super) async fn serve(Path(name): Path<String>, request: Request) -> Response {
    let mut response = Response::new(Body::empty());
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let tag = format!("\"{:016x}\"", fingerprint(asset.bytes));
    let known = request.headers().get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
        *response.body_mut() = Body::from(asset.bytes);
    }
    response
}

/// FNV-1a: tells versions of a file apart, and nothing else.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}
