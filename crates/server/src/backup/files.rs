//! Which files of a data folder are kept.

use super::{BackupError, DATABASE, unread};
use std::fs;
use std::path::{Path, PathBuf};

/// Keys and merchants are smaller. What is larger is an upload, which never changes.
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

impl Item {
    /// A file that does not change.
    pub(super) fn stream(name: &str, path: &Path) -> Result<Self, BackupError> {
        let metadata = path.metadata().map_err(unread(path))?;
        Ok(Self { name: name.to_owned(), mode: mode(&metadata), content: Content::Stream(path.to_owned()) })
    }
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0o600
}

/// All files in the order of their names, as they were at one moment.
pub(super) fn items(data: &Path) -> Result<Vec<Item>, BackupError> {
    let mut before = read(data)?;
    for _ in 0..TRIES {
        let after = read(data)?;
        if after == before {
            return Ok(after);
        }
        before = after;
    }
    Err(BackupError::Unsettled(data.to_owned()))
}

fn read(data: &Path) -> Result<Vec<Item>, BackupError> {
    let mut items = Vec::new();
    walk(data, "", &mut items)?;
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(items)
}

fn walk(folder: &Path, prefix: &str, items: &mut Vec<Item>) -> Result<(), BackupError> {
    for entry in fs::read_dir(folder).map_err(unread(folder))? {
        let entry = entry.map_err(unread(folder))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if is_left_out(&name, prefix.is_empty()) {
            continue;
        }
        let name = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(unread(&path))?;
        if kind.is_dir() {
            walk(&path, &format!("{name}/"), items)?;
            continue;
        }
        let metadata = entry.metadata().map_err(unread(&path))?;
        let content = if kind.is_symlink() {
            Content::Link(fs::read_link(&path).map_err(unread(&path))?.to_string_lossy().into_owned())
        } else if metadata.len() > SMALL {
            Content::Stream(path)
        } else {
            Content::Small(fs::read(&path).map_err(unread(&path))?)
        };
        items.push(Item { name, mode: mode(&metadata), content });
    }
    Ok(())
}

/// The database is kept as a copy; what is being written is not there yet; other backups are no part of this one.
fn is_left_out(name: &str, top: bool) -> bool {
    let unfinished = [".part", ".new", ".lock"].iter().any(|end| name.ends_with(end));
    unfinished || (top && (name.starts_with(DATABASE) || name.starts_with(".restore") || name.ends_with(".tar.gz")))
}
