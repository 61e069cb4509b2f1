//! Which files of a data folder are kept.

use super::{BackupError, DATABASE, unread};
use crate::control::AuditLog;
use crate::gateway::Nonces;
use crate::identity::FOLDERS;
use std::fs;
use std::path::{Path, PathBuf};

/// What grows with every call, and is no part of anything else. The younger of two first: what becomes the older one
/// meanwhile is then kept twice, and not left out.
pub(super) const LOGS: [[&str; 2]; 2] = [AuditLog::FILES, Nonces::FILES];
/// Keys and merchants are smaller; what is larger is not held in memory.
const SMALL: u64 = 1 << 20;
/// Files that belong to one another are read again until nothing has changed in between.
const TRIES: usize = 5;

/// A file to be kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Below the data folder, with `/`.
    pub(super) name: String,
    pub(super) mode: u32,
    pub(super) content: Content,
}

/// What is in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    Small(Vec<u8>),
    Stream(PathBuf),
    Link(String),
}

#[cfg(unix)]
pub(super) fn mode(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777
}

#[cfg(not(unix))]
pub(super) fn mode(_: &fs::Metadata) -> u32 {
    0o600
}

/// All files but the logs, in the order of their names: those that belong together as they were at one moment, and
/// those that never change where they are.
pub(super) fn items(data: &Path) -> Result<Vec<Item>, BackupError> {
    let mut items = settled(data)?;
    walk(data, "", false, &mut items)?;
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(items)
}

fn settled(data: &Path) -> Result<Vec<Item>, BackupError> {
    let mut before = read_together(data)?;
    for _ in 0..TRIES {
        let after = read_together(data)?;
        if after == before {
            return Ok(after);
        }
        before = after;
    }
    Err(BackupError::Unsettled(data.to_owned()))
}

fn read_together(data: &Path) -> Result<Vec<Item>, BackupError> {
    let mut items = Vec::new();
    walk(data, "", true, &mut items)?;
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(items)
}

/// What belongs together, which is read; or all else, of which only the names are.
fn walk(folder: &Path, prefix: &str, together: bool, items: &mut Vec<Item>) -> Result<(), BackupError> {
    let top = prefix.is_empty();
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread(folder))? {
        let entry = entry.map_err(unread(folder))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if is_left_out(&name, top) || (top && FOLDERS.contains(&name.as_str()) != together) {
            continue;
        }
        let name = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(unread(&path))?;
        if kind.is_dir() {
            folders.push((path, format!("{name}/")));
            continue;
        }
        let metadata = entry.metadata().map_err(unread(&path))?;
        let content = if kind.is_symlink() {
            Content::Link(fs::read_link(&path).map_err(unread(&path))?.to_string_lossy().into_owned())
        } else if together && metadata.len() <= SMALL {
            Content::Small(fs::read(&path).map_err(unread(&path))?)
        } else {
            Content::Stream(path)
        };
        items.push(Item { name, mode: mode(&metadata), content });
    }
    // Folders last: what an upload's note speaks of is in one, and was there before the note.
    folders.iter().try_for_each(|(path, prefix)| walk(path, prefix, together, items))
}

/// The database is kept as a copy, and logs by themselves; what is being written is not there yet; other backups are no
/// part of this one.
fn is_left_out(name: &str, top: bool) -> bool {
    let unfinished = [".part", ".new", ".lock"].iter().any(|end| name.ends_with(end));
    let kept_otherwise = name.starts_with(DATABASE) || LOGS.as_flattened().contains(&name);
    unfinished || (top && (kept_otherwise || name.starts_with(".restore") || name.ends_with(".tar.gz")))
}
