//! The whole state as one file: saved, and loaded again.

use super::clock;
use super::error::ControlError;
use super::reset::all_changed;
use crate::app::App;
use crate::clock::{FASTEST, Motion};
use crate::gateway::drain;
use crate::nodes;
use crate::provided::authorize_users;
use crate::workers::records::catch_up;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::unfold;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use payscore_wire::rfc3339;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::Arc;
use tempfile::{NamedTempFile, TempPath};
use tokio::sync::mpsc;

/// Where it is.
pub(super) const PATH: &str = "/_payscore/snapshot";
/// How much is read from disk at once.
const CHUNK: usize = 256 << 10;
/// How many chunks may wait between disk and network.
const WAITING: usize = 4;

/// What is noted in a snapshot besides the records.
#[derive(Serialize, Deserialize)]
struct Note {
    /// The service clock when it was saved, in unix seconds: loading sets the clock back to it.
    service_time: i64,
    /// How fast it went.
    rate: u32,
    /// The wall clock then.
    saved_at: i64,
    /// Which server has saved it.
    version: String,
}

/// `GET snapshot`: records, timelines, notifications and the clock at one moment, as an SQLite file.
pub(super) async fn save(State(app): State<Arc<App>>) -> Result<Response, ControlError> {
    // A name that is free: a store makes the file itself.
    let path = temporary(&app)?.into_temp_path();
    std::fs::remove_file(&path)?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let now = app.clock.now();
    let note = Note { service_time: now.service, rate: now.rate, saved_at: now.wall, version };
    let note = serde_json::to_string(&note).unwrap_or_default();
    app.store.save_snapshot(path.to_path_buf(), note).await?;
    let length = path.metadata()?.len();
    let headers = [
        (CONTENT_TYPE, "application/vnd.sqlite3".to_owned()),
        (CONTENT_DISPOSITION, "attachment; filename=\"payscore.snapshot\"".to_owned()),
        (CONTENT_LENGTH, length.to_string()),
    ];
    Ok((headers, stream(path)).into_response())
}

/// In the data folder, where there is room for one more database; removed when dropped.
fn temporary(app: &App) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix("snapshot-").suffix(".part").tempfile_in(&app.config.data)
}

/// The file's bytes, read as fast as they are taken.
fn stream(path: TempPath) -> Body {
    let (sender, chunks) = mpsc::channel::<io::Result<Bytes>>(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut reader = match File::open(&path) {
            Ok(reader) => reader,
            Err(error) => return drop(sender.blocking_send(Err(error))),
        };
        loop {
            let mut chunk = vec![0; CHUNK];
            let sent = match reader.read(&mut chunk) {
                Ok(0) => return,
                Ok(length) => {
                    chunk.truncate(length);
                    sender.blocking_send(Ok(chunk.into()))
                }
                Err(error) => sender.blocking_send(Err(error)),
            };
            // Whoever asked has gone.
            if sent.is_err() {
                return;
            }
        }
    });
    Body::from_stream(unfold(chunks, |mut chunks| async move { Some((chunks.recv().await?, chunks)) }))
}

/// `PUT snapshot`: in the place of what there is, and with the service clock as it was. Merchants and settings stay.
pub(super) async fn load(State(app): State<Arc<App>>, body: Body) -> Result<Json<Value>, ControlError> {
    let file = receive(&app, body).await?;
    let found = app.store.inspect_snapshot(file.path().to_owned()).await?;
    let note: Note = serde_json::from_str(&found.note)
        .map_err(|error| ControlError::bad_request(format!("the file cannot be used: its note: {error}")))?;
    let moving = app.clock.moving.lock().await;
    let as_it_was = |clock: Motion, wall| clock.going(wall, note.rate.min(FASTEST)).showing(wall, note.service_time);
    let load = |name, value| app.store.load_snapshot(file.path().to_owned(), vec![(name, value)]);
    app.clock.change_with(as_it_was, load).await?;
    nodes::settle(&app).await?;
    drop(moving);
    // Merchants that were added since have users, too.
    authorize_users(&app.merchants.all(), &*app.store, app.clock.service()).await?;
    catch_up(&app, app.clock.service()).await?;
    all_changed(&app).await;
    let unknown: Vec<&String> = found.merchants.iter().filter(|mchid| app.merchants.get(mchid).is_none()).collect();
    tracing::info!(records = found.records, ?unknown, "a snapshot was loaded");
    Ok(Json(json!({
        "records": found.records,
        "notifications": found.notifications,
        "merchants": found.merchants,
        "unknown_merchants": unknown,
        "saved_at": rfc3339::format(note.saved_at),
        "clock": clock::view(&app),
    })))
}

/// Writes a body to disk as it comes.
async fn receive(app: &App, mut body: Body) -> Result<NamedTempFile, ControlError> {
    let mut file = temporary(app)?;
    let (sender, mut chunks) = mpsc::channel::<Bytes>(WAITING);
    let writing = tokio::task::spawn_blocking(move || {
        while let Some(chunk) = chunks.blocking_recv() {
            file.write_all(&chunk)?;
        }
        file.flush()?;
        Ok::<_, io::Error>(file)
    });
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| ControlError::no_body(&error, "the body broke off"))?;
        // Nobody takes it any more where the disk is full: the writer says so below.
        if let Ok(data) = frame.into_data()
            && sender.send(data).await.is_err()
        {
            drain(body).await;
            break;
        }
    }
    drop(sender);
    Ok(writing.await.map_err(io::Error::other)??)
}
