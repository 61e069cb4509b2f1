//! `audit.log` in the data folder: who changed what through the control API and the console, and when, a JSON line each.
//! And who tried with a wrong token.

use super::entrance::ENTRANCE;
use super::error::ControlError;
use crate::app::App;
use crate::gateway::without_long_parts;
use crate::identity::append_to;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use http::Method;
use parking_lot::Mutex;
use payscore_wire::rfc3339;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::fs::{self, File};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const NAME: &str = "audit.log";
/// The one before.
const OLD: &str = "audit.log.1";
/// A log that has grown so large is put aside for a new one.
const LARGEST: u64 = 4 << 20;
/// Of a body so many fields are named, with so many letters of each name.
const FIELDS: usize = 32;
const LETTERS: usize = 40;
/// The most lines that are shown at once, and how many are where nobody says.
const MOST_SHOWN: usize = 1000;
const SHOWN: usize = 100;

/// What is no POST, PUT or DELETE and yet not only a look: it hands everything out, takes notifications over, lets in.
const CHANGING_GETS: [&str; 3] = ["/_payscore/snapshot", "/_payscore/listen", ENTRANCE];
/// What is a POST and changes nothing, or only reports what a session did.
const HARMLESS_POSTS: [&str; 2] = ["/_payscore/diagnose", "/_payscore/launch"];
const REPORTS: &str = "/_payscore/listen/";

/// By what right a caller is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum By {
    /// From this machine.
    Loopback,
    /// With the token in its header.
    Token,
    /// With the cookie of a browser that came in with the token.
    Session,
    /// By none: the token was wrong.
    WrongToken,
}

/// A change that is about to be made.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Act {
    from: Option<IpAddr>,
    by: By,
    method: String,
    path: String,
    /// What stood in the body: numbers and yes or no as they are, of all else that it was there. Texts can be keys.
    #[serde(skip_serializing_if = "Map::is_empty")]
    fields: Map<String, Value>,
}

impl Act {
    /// What this request changes; `None` where it only looks.
    pub(super) fn of(from: Option<IpAddr>, by: By, method: &Method, path: &str, body: &[u8]) -> Option<Self> {
        let is_get = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        let harmless = HARMLESS_POSTS.contains(&path) || path.starts_with(REPORTS);
        let changes = if is_get { CHANGING_GETS.contains(&path) } else { !harmless };
        if !changes && by != By::WrongToken {
            return None;
        }
        Some(Self { from, by, method: method.to_string(), path: without_long_parts(path), fields: fields(body) })
    }
}

fn fields(body: &[u8]) -> Map<String, Value> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let shown = |value: &Value| if value.is_number() || value.is_boolean() { value.clone() } else { json!("…") };
    let short = |name: &String| name.chars().take(LETTERS).collect();
    body.as_object().into_iter().flatten().take(FIELDS).map(|(name, value)| (short(name), shown(value))).collect()
}

/// A line of the log.
#[derive(Serialize)]
struct Line<'a> {
    at: String,
    #[serde(flatten)]
    act: &'a Act,
    /// How it went.
    status: u16,
}

/// The log.
pub(crate) struct AuditLog {
    folder: PathBuf,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    file: Option<File>,
    size: u64,
    /// Whether it was told that nothing can be written.
    told: bool,
}

impl AuditLog {
    /// What it writes in a data folder, the younger first.
    pub(crate) const FILES: [&str; 2] = [NAME, OLD];

    /// In this folder; a file is made with the first line.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: Mutex::default() }
    }

    /// Writes a line. What was done is done: where that cannot be written down, it is told once.
    pub(super) fn record(&self, now: i64, act: &Act, status: u16) {
        let mut line = serde_json::to_vec(&Line { at: rfc3339::format(now), act, status }).unwrap_or_default();
        line.push(b'\n');
        let mut open = self.open.lock();
        match self.write(&mut open, &line) {
            Ok(()) => open.told = false,
            Err(error) => {
                open.file = None;
                if !std::mem::replace(&mut open.told, true) {
                    tracing::error!(%error, "{} cannot be written", self.folder.join(NAME).display());
                }
            }
        }
    }

    fn write(&self, open: &mut Open, line: &[u8]) -> io::Result<()> {
        if open.size >= LARGEST {
            *open = Open { told: open.told, ..Open::default() };
            match fs::rename(self.folder.join(NAME), self.folder.join(OLD)) {
                // Somebody else has put it aside.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                renamed => renamed?,
            }
        }
        let file = match &mut open.file {
            Some(file) => file,
            None => {
                let file = append_to(&self.folder.join(NAME))?;
                open.size = file.metadata()?.len();
                open.file.insert(file)
            }
        };
        file.write_all(line)?;
        open.size += line.len() as u64;
        Ok(())
    }

    /// The latest lines, the latest first.
    fn latest(&self, limit: usize) -> io::Result<Vec<Value>> {
        let mut lines = Vec::new();
        for name in [NAME, OLD] {
            let text = match fs::read_to_string(self.folder.join(name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                text => text?,
            };
            let missing = limit - lines.len();
            // What the end of a machine has cut off in the middle is no line.
            lines.extend(text.lines().rev().filter_map(|line| serde_json::from_str(line).ok()).take(missing));
        }
        Ok(lines)
    }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    limit: Option<usize>,
}

/// `GET audit?limit=100`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let Query(Wanted { limit }) = wanted?;
    let limit = limit.unwrap_or(SHOWN).min(MOST_SHOWN);
    let read = tokio::task::spawn_blocking(move || app.audit.latest(limit));
    let data = read.await.map_err(io::Error::other)??;
    Ok(Json(json!({ "data": data })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(path: &str, body: &str) -> Act {
        let from = Some(IpAddr::from([127, 0, 0, 1]));
        Act::of(from, By::Loopback, &Method::POST, path, body.as_bytes()).expect("a change")
    }

    #[test]
    fn keys_and_openids_are_not_written_down() {
        let body = r#"{"apiv3_key":"0123456789abcdef0123456789abcdef","seconds":60,"strict":true,"deep":{"a":1}}"#;
        let act = act("/_payscore/users/1900000001/oUpF8uMuAJO_M2pxb1Q9zNjWeS6o/authorize", body);
        assert_eq!(act.path, "/_payscore/users/1900000001/oUpF8u…/authorize");
        assert_eq!(Value::from(act.fields), json!({ "apiv3_key": "…", "seconds": 60, "strict": true, "deep": "…" }));
    }

    #[test]
    fn what_only_looks_is_no_act() {
        let of = |method, path| Act::of(None, By::Token, &method, path, b"").is_some();
        assert!(of(Method::POST, "/_payscore/reset") && of(Method::DELETE, "/_payscore/faults"));
        assert!(of(Method::GET, "/_payscore/snapshot") && of(Method::GET, "/_payscore/listen"));
        assert!(!of(Method::GET, "/_payscore/orders") && !of(Method::POST, "/_payscore/diagnose"));
        assert!(!of(Method::POST, "/_payscore/listen/1/2"));
        assert!(Act::of(None, By::WrongToken, &Method::GET, "/_payscore/orders", b"").is_some());
    }

    #[test]
    fn the_log_goes_on_after_a_restart_and_stays_small() {
        let folder = tempfile::tempdir().expect("a folder");
        let wordy = format!("{{{}}}", (0..FIELDS).map(|n| format!("\"{n:040}\":1")).collect::<Vec<_>>().join(","));
        let log = AuditLog::new(folder.path());
        let line = 1500;
        let lines = 3 * LARGEST / line;
        (0..lines).for_each(|at| log.record(at.cast_signed(), &act("/_payscore/reset", &wordy), 200));
        let size = |name| fs::metadata(folder.path().join(name)).expect("a log").len();
        assert!(size(NAME) < LARGEST + 2 * line && size(OLD) < LARGEST + 2 * line);
        AuditLog::new(folder.path()).record(lines.cast_signed(), &act("/_payscore/clock/freeze", ""), 409);
        let latest = log.latest(2).expect("lines");
        assert_eq!(latest[0]["path"], "/_payscore/clock/freeze");
        assert_eq!((&latest[0]["status"], &latest[0]["by"]), (&json!(409), &json!("loopback")));
        assert_eq!(latest[1]["at"], rfc3339::format(lines.cast_signed() - 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(NAME)).expect("a log").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_log_that_others_have_put_aside_begins_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = AuditLog::new(folder.path());
        log.record(0, &act("/_payscore/reset", ""), 200);
        log.open.lock().size = LARGEST;
        fs::remove_file(folder.path().join(NAME)).expect("a file");
        (1..3).for_each(|at| log.record(at, &act("/_payscore/reset", ""), 200));
        assert_eq!(log.latest(9).expect("lines").len(), 2);
    }

    #[test]
    fn a_log_that_cannot_be_written_stops_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = AuditLog::new(&folder.path().join("none"));
        log.record(0, &act("/_payscore/reset", ""), 200);
        fs::create_dir(folder.path().join("none")).expect("a folder");
        log.record(1, &act("/_payscore/reset", ""), 200);
        assert_eq!(log.latest(9).expect("lines").len(), 1, "and once it can, it is");
    }
}
