//! Calls of the API that the server signs and makes by itself: a new one, or one from the journal anew.

mod draft;

use super::error::ControlError;
use super::merchants;
use super::requests::{authorization, find};
use crate::app::App;
use crate::call::{Draft, FrontDoor, Made, Signatory};
use crate::identity::Account;
use crate::journal::Entry;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::routing::post;
use axum::{Extension, Json, Router};
use draft::CallRequest;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use payscore_wire::PrivateKey;
use serde_json::{Value, json};
use std::sync::Arc;

/// What makes calls, and nobody else's business is.
pub(super) fn routes(front: FrontDoor) -> Router<Arc<App>> {
    Router::new()
        .route("/_payscore/call", post(call))
        .route("/_payscore/requests/{request_id}/replay", post(replay))
        .layer(Extension(front))
}

/// `POST call`
async fn call(
    State(app): State<Arc<App>>,
    Extension(front): Extension<FrontDoor>,
    asking: Parts,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let request = CallRequest::read(&body)?;
    let account = merchants::find(&app, &request.mchid)?;
    let draft = request.draft(&app, &account)?;
    make(&app, &front, &account, draft, asking).await
}

/// `POST requests/{request_id}/replay`: the same call, signed anew, by the same merchant.
async fn replay(
    State(app): State<Arc<App>>,
    Extension(front): Extension<FrontDoor>,
    Path(request_id): Path<String>,
    asking: Parts,
) -> Result<Json<Value>, ControlError> {
    let entry = find(&app, &request_id)?;
    let Some(authorization) = authorization(&entry) else {
        return Err(ControlError::bad_request(format!(
            "request {request_id} has no Authorization header that can be read: it says of no merchant to sign as"
        )));
    };
    let account = merchants::find(&app, &authorization.mchid)?;
    make(&app, &front, &account, again(&entry)?, asking).await
}

/// The call of a request that was noted.
fn again(entry: &Entry) -> Result<Draft, ControlError> {
    let cut = |what: &str| ControlError::bad_request(format!("only the beginning of the request's {what} was kept"));
    if entry.received().is_cut() {
        return Err(cut("body"));
    }
    let target = entry.stripped();
    let target = target.parse().ok().filter(|_| !entry.target_is_cut).ok_or_else(|| cut("path"))?;
    // Who sent it, and where to, is said anew.
    let others = entry.headers().filter(|(name, _)| ![AUTHORIZATION, CONTENT_LENGTH, HOST, USER_AGENT].contains(*name));
    let headers = others.filter_map(|(name, value)| Some((name.clone(), HeaderValue::from_bytes(value).ok()?)));
    Ok(Draft {
        method: entry.method.clone(),
        target,
        headers: headers.collect(),
        body: Bytes::copy_from_slice(entry.received().bytes),
    })
}

async fn make(
    app: &App,
    front: &FrontDoor,
    account: &Arc<Account>,
    draft: Draft,
    asking: Parts,
) -> Result<Json<Value>, ControlError> {
    let key = private_key(account.clone()).await?;
    let made = front.call(app, &Signatory { account, key: &key }, &draft, &asking).await;
    Ok(Json(view(&draft, &made)))
}

/// Read when it is needed: the server keeps no merchant's private key in its memory.
async fn private_key(account: Arc<Account>) -> Result<PrivateKey, ControlError> {
    let (mchid, path) = (account.merchant.mchid.clone(), account.private_key_path());
    let reading = tokio::task::spawn_blocking(move || account.private_key());
    let read = reading.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    read.ok_or_else(|| {
        ControlError::bad_request(format!(
            "mchid: {mchid} signs elsewhere: its private key is not at {}",
            path.display()
        ))
    })
}

fn view(draft: &Draft, made: &Made) -> Value {
    json!({
        "request_id": made.request_id(),
        "fault": made.strike.map(|strike| strike.fault.name()),
        "request": {
            "method": draft.method.as_str(),
            "target": draft.target.as_str(),
            "headers": pairs(&made.sent),
            "body": shown(&draft.body),
            "curl": made.curl,
        },
        "response": {
            "status": made.status.as_u16(),
            "headers": pairs(&made.headers),
            "body": shown(&made.body),
        },
    })
}

fn pairs(headers: &HeaderMap) -> Value {
    headers.iter().map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())])).collect()
}

/// JSON as such, other text as text; nothing where there is none.
fn shown(body: &[u8]) -> Value {
    match serde_json::from_slice(body) {
        Ok(json) => json,
        Err(_) if body.is_empty() => Value::Null,
        Err(_) => String::from_utf8_lossy(body).into(),
    }
}
