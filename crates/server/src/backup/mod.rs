//! A data folder as one file, and back: a `.tar.gz` of the database and all keys, merchants and uploads, whose last entry
//! says what the others are.

mod archive;
mod files;
mod restore;

pub use archive::verify;
use files::{Item, items};
use payscore_store::{DatabaseLock, StoreError, look_over, strip_snapshot};
use payscore_wire::rfc3339;
pub use restore::{restore, settle};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The manifest's entry; the last one.
const MANIFEST: &str = "backup.json";
/// The database's.
const DATABASE: &str = "payscore.db";
/// How backups are made today.
const FORMAT: u32 = 1;

/// What a backup has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// How it is made.
    pub format: u32,
    /// Which payscore made it.
    pub version: String,
    /// When.
    pub saved_at: String,
    /// What the database has; nothing where it is elsewhere, in PostgreSQL.
    pub database: Option<Database>,
    /// All files.
    pub entries: Vec<Entry>,
}

/// What the database of a backup has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {
    /// Its newest migration.
    pub schema: String,
    /// How many records.
    pub records: i64,
    /// How many notifications.
    pub notifications: i64,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Below the data folder, with `/`.
    pub path: String,
    /// How many bytes.
    pub bytes: u64,
    /// Of its content; of where it leads, if it is a link.
    pub sha256: String,
}

/// Why a backup was not made, or not restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is nothing to keep.
    #[error("{0} is no data folder: it has no payscore.db")]
    NoData(PathBuf),
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {path}")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Keys are replaced just now, again and again.
    #[error("files in {0} change while they are read: try again")]
    Unsettled(PathBuf),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is no backup, or not whole.
    #[error("{path} cannot be used: {reason}")]
    Unusable {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is something that would be lost.
    #[error("{0} is not empty: --force replaces what is in it")]
    NotEmpty(PathBuf),
}

fn unread(path: &Path) -> impl Fn(io::Error) -> BackupError {
    move |source| BackupError::Read { path: path.to_owned(), source }
}

fn unwritten(path: &Path) -> impl Fn(io::Error) -> BackupError {
    move |source| BackupError::Write { path: path.to_owned(), source }
}

/// Copies the database of a data folder on which no server runs.
///
/// # Errors
/// [`BackupError::Store`] where one does.
pub fn copy_database(data: &Path, to: &Path) -> Result<(), BackupError> {
    let path = data.join(DATABASE);
    if !path.is_file() {
        return Err(BackupError::NoData(data.to_owned()));
    }
    Ok(DatabaseLock::take(&path)?.copy(&path, to)?)
}

/// Makes the file that `GET /_payscore/snapshot` answers the database that a backup has.
///
/// # Errors
/// [`BackupError::Store`] where it is none.
pub fn take_snapshot(file: &Path) -> Result<(), BackupError> {
    Ok(strip_snapshot(file)?)
}

/// Writes a backup of the files in `data`, with this copy of the database, if there is one, to `out`.
///
/// # Errors
/// [`BackupError`] says which file it was.
pub fn save(data: &Path, database: Option<&Path>, now: i64, path: &Path, out: &File) -> Result<Manifest, BackupError> {
    // The database first: what was written meanwhile then has its keys and uploads among the files.
    let described = database.map(look_over).transpose()?.map(|database| Database {
        schema: database.schema,
        records: database.records,
        notifications: database.notifications,
    });
    let mut archive = archive::Writer::new(path, out);
    if let Some(database) = database {
        archive.add(&Item::stream(DATABASE, database)?)?;
    }
    for item in items(data)? {
        archive.add(&item)?;
    }
    archive.end(|entries| Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        saved_at: rfc3339::format(now),
        database: described,
        entries,
    })
}
