//! `payscore snapshot`

use crate::args::Snapshot;
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen};
use crate::progress::{Transfer, Waiting};
use crate::table::cell;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Saves or loads.
pub(super) fn run(control: &Control, command: &Snapshot, screen: Screen) -> Result<(), CliError> {
    match command {
        Snapshot::Save { file, force } => save(control, file, *force, screen),
        Snapshot::Load { file } => load(control, file, screen),
    }
}

fn save(control: &Control, path: &Path, force: bool, screen: Screen) -> Result<(), CliError> {
    if path.exists() && !force {
        return Err(CliError::Exists { path: path.to_owned() });
    }
    let waiting = Waiting::for_this("the server copies its state");
    let (body, length) = control.download(&["snapshot"])?;
    drop(waiting);
    let unwritten = |source: io::Error| CliError::WriteFile { path: path.to_owned(), source };
    // There as a whole or not at all.
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    let written = File::create(&unfinished).and_then(|mut file| {
        let bytes = io::copy(&mut Transfer::new(body, length), &mut file)?;
        file.sync_all()?;
        if length.is_some_and(|length| length != bytes) {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server broke off"));
        }
        fs::rename(&unfinished, path).map(|()| bytes)
    });
    let bytes = written.inspect_err(|_| drop(fs::remove_file(&unfinished))).map_err(unwritten)?;
    screen.show(&json!({ "file": path.to_string_lossy(), "bytes": bytes }), |saved, _| {
        format!("saved to {}, {} kB\n", cell(&saved["file"]), bytes.div_ceil(1024))
    })
}

fn load(control: &Control, path: &Path, screen: Screen) -> Result<(), CliError> {
    let unread = |source: io::Error| CliError::ReadFile { path: path.to_owned(), source };
    let file = File::open(path).map_err(unread)?;
    let length = file.metadata().map_err(unread)?.len();
    let loaded = control.upload(&["snapshot"], Transfer::new(file, Some(length)), length)?;
    screen.show(&loaded, text)
}

fn text(loaded: &Value, paint: Paint) -> String {
    let (records, told) = (cell(&loaded["records"]), cell(&loaded["notifications"]));
    let (saved, now) = (cell(&loaded["saved_at"]), cell(&loaded["clock"]["now"]));
    let mut text = format!("loaded what was saved at {saved}: {records} records, {told} notifications\n");
    text.push_str(&format!("the service clock goes on from {now}\n"));
    for mchid in loaded["unknown_merchants"].as_array().into_iter().flatten() {
        let words = format!("this server has no merchant {}: its orders stand still", cell(mchid));
        text.push_str(&format!("{}\n", paint.put(Colour::Yellow, &words)));
    }
    text
}
