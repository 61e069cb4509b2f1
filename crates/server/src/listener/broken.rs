//! Answers that never arrive, or not whole, as a fault wants it.

use super::wire::Scissors;
use crate::faults::{CallFault, Strike};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::HeaderValue;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use std::io;
use thiserror::Error;

/// The answer's connection is to be reset. hyper ends a connection whose service fails without a word.
#[derive(Debug, Error)]
#[error("reset, as a fault wants it")]
pub(super) struct Reset;

/// The answer as it is to go out; or none, and the connection is cut.
pub(super) async fn broken(answer: Response, scissors: &Scissors) -> Result<Response, Reset> {
    match answer.extensions().get::<Strike>().map(|strike| strike.fault) {
        Some(CallFault::ResetBeforeCommit | CallFault::ResetAfterCommit) => {
            scissors.cut();
            Err(Reset)
        }
        Some(CallFault::TruncatedBody) => Ok(truncated(answer).await),
        _ => Ok(answer),
    }
}

/// Announces the whole body, sends half of it and ends the connection. Where there is no body there is no half of it.
async fn truncated(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    // Every answer that can be struck is whole already: this waits for nothing.
    let whole = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    if whole.is_empty() {
        return Response::from_parts(parts, Body::empty());
    }
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half: Result<Bytes, io::Error> = Ok(whole.slice(..whole.len() / 2));
    let end = stream::once(async {
        // hyper sends what it has before it asks again.
        tokio::task::yield_now().await;
        Err(io::Error::other("truncated, as a fault wants it"))
    });
    Response::from_parts(parts, Body::from_stream(stream::iter([half]).chain(end)))
}
