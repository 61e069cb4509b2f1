//! Notes a request on its way through: copies of what came in and what went out, nothing formatted, one lock at the end.

use super::entry::{Entry, Headers, Text};
use super::log;
use crate::app::App;
use crate::faults::NEGATIVE_TEST;
use crate::gateway::{REQUEST_ID, SentTarget, origin};
use crate::live::Topic;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, HeaderName};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Instant;

/// So much of a body is kept.
const MOST_OF_BODY: usize = 16 << 10;
/// So much of a header's value, and of a target.
const MOST_OF_HEAD: usize = 4 << 10;
/// What an SDK's headers take, an RSA signature in base64 among them.
const USUAL_HEADERS: usize = 768;
/// Headers that decide how a request is answered, or tell who sent it.
const NOTED: [HeaderName; 8] = [
    AUTHORIZATION,
    NEGATIVE_TEST,
    HeaderName::from_static("wechatpay-serial"),
    CONTENT_TYPE,
    CONTENT_LENGTH,
    ACCEPT,
    USER_AGENT,
    HOST,
];

/// The middleware around every operation.
pub(crate) async fn note(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    if !app.journal.is_on() && !log::is_on() {
        let response = next.run(request).await;
        app.figures.answered(response.status().as_u16(), began.elapsed());
        return response;
    }
    let (parts, body) = request.into_parts();
    let mut entry = Entry { service_at: app.clock.service().unix(), ..arrived(&parts, app.clock.wall()) };
    let (body, seen) = watch(body);
    let response = next.run(Request::from_parts(parts, body)).await;
    entry.took = began.elapsed();
    let seen = std::mem::take(&mut *seen.lock());
    entry.received = Text { bytes: seen.bytes.into(), whole: seen.whole };
    entry.status = response.status().as_u16();
    entry.strike = response.extensions().get().copied();
    entry.request_id = response.headers().get(REQUEST_ID).map(|value| value.as_bytes().into()).unwrap_or_default();
    let (parts, body) = response.into_parts();
    let (body, answered) = peek(body).await;
    entry.answered = answered;
    app.figures.answered(entry.status, entry.took);
    log::write(&entry);
    if app.journal.is_on() {
        app.journal.push(entry);
        app.live.changed(Topic::Requests);
    }
    Response::from_parts(parts, body)
}

/// Copies, so that a request kept does not keep the whole buffer that it was read into.
fn arrived(parts: &Parts, at: i64) -> Entry {
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let sent = parts.extensions.get::<SentTarget>().map(|sent| sent.0.as_str());
    let short = |target: &str| target[..target.floor_char_boundary(MOST_OF_HEAD)].to_owned();
    Entry {
        at,
        method: parts.method.clone(),
        target: short(sent.unwrap_or(target)),
        target_is_cut: sent.unwrap_or(target).len() > MOST_OF_HEAD,
        stripped: sent.map(|_| short(target)),
        origin: origin(parts),
        headers: headers(&parts.headers),
        ..Entry::default()
    }
}

fn headers(headers: &HeaderMap) -> Headers {
    let mut noted = Headers::with_capacity(NOTED.len(), USUAL_HEADERS);
    for name in NOTED {
        // Two of a kind are a mistake worth seeing; twenty are not.
        for value in headers.get_all(&name).iter().take(2) {
            let value = value.as_bytes();
            noted.push(name.clone(), &value[..value.len().min(MOST_OF_HEAD)]);
        }
    }
    noted
}

/// What passed so far.
#[derive(Default)]
struct Seen {
    bytes: Vec<u8>,
    whole: usize,
}

/// The body, and a copy of its beginning as it is read.
fn watch(body: Body) -> (Body, Arc<Mutex<Seen>>) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let watcher = seen.clone();
    let body = body.map_frame(move |frame| {
        if let Some(data) = frame.data_ref() {
            let mut seen = watcher.lock();
            let room = MOST_OF_BODY.saturating_sub(seen.bytes.len());
            seen.bytes.extend_from_slice(&data[..data.len().min(room)]);
            seen.whole += data.len();
        }
        frame
    });
    (Body::new(body), seen)
}

/// The answer's body and what is kept of it: all, unless it is a file.
async fn peek(body: Body) -> (Body, Text) {
    let whole = body.size_hint().exact().and_then(|size| usize::try_from(size).ok());
    match whole {
        Some(whole) if whole <= MOST_OF_BODY => {
            // Every answer is whole already: this waits for nothing.
            let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            (Body::from(bytes.clone()), Text { bytes, whole })
        }
        whole => (body, Text { bytes: Bytes::new(), whole: whole.unwrap_or_default() }),
    }
}
