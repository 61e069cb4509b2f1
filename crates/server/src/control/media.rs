//! Uploaded pictures and films: what there is, and their bytes.

use super::error::ControlError;
use super::page::limit;
use crate::app::App;
use crate::media::Media;
use crate::refusal::Refusal;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use payscore_api::merchant::media::content_type;
use payscore_wire::rfc3339;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    mchid: Option<String>,
    before: Option<i64>,
    limit: Option<i64>,
}

/// `GET media`: newest first; `next` is the `before` of the next page.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let Query(query) = query?;
    let limit = usize::try_from(limit(query.limit)).unwrap_or(1);
    let page = app.media.list(query.mchid.as_deref(), query.before, limit);
    let next = page.last().filter(|_| page.len() == limit).map(|last| last.number);
    let media: Vec<Value> = page.iter().map(|media| view(media)).collect();
    Ok(Json(json!({ "media": media, "next": next })))
}

/// `GET media/{media_id}`: the file.
pub(super) async fn show(State(app): State<Arc<App>>, Path(media_id): Path<String>) -> Result<Response, ControlError> {
    let found = app.media.find(&media_id, &*app.store).await?;
    let media = found.ok_or_else(|| ControlError::not_found(format!("no media {media_id}")))?;
    let bytes = app.media.read(&media, &*app.store).await.map_err(|error| {
        tracing::error!(%error, media_id, "an upload cannot be read");
        Refusal::system_error()
    })?;
    let filename = utf8_percent_encode(&media.new.filename, NON_ALPHANUMERIC);
    let headers = [
        (CONTENT_TYPE, content_type(&media.new.filename).to_owned()),
        (CONTENT_DISPOSITION, format!("inline; filename*=UTF-8''{filename}")),
    ];
    Ok((headers, bytes).into_response())
}

fn view(media: &Media) -> Value {
    let Media { media_id, size, new, .. } = media;
    json!({
        "media_id": media_id,
        "mchid": new.mchid,
        "kind": new.kind,
        "filename": new.filename,
        "sha256": new.sha256,
        "size": size,
        "uploaded_at": rfc3339::format(new.uploaded_at),
    })
}
