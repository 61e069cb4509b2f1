//! A data folder as one file, and back: a `.tar.gz` of the database and all keys, merchants and uploads, whose last entry
//! says what the others are.

mod archive;
mod files;
mod restore;

pub use archive::verify;
use files::{Content, Item, LOGS, items};
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
/// And its mode, whatever that of the copy is: there are openids and texts in it.
const DATABASE_MODE: u32 = 0o600;
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

/// Copies the database of a data folder on which no server runs to a new file that only its owner can read.
///
/// # Errors
/// [`BackupError::Store`] where one does, or there is such a file already.
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
        let content = Content::Stream(database.to_owned());
        archive.add(&Item { name: DATABASE.to_owned(), mode: DATABASE_MODE, content })?;
    }
    for item in items(data)? {
        archive.add(&item)?;
    }
    for name in LOGS.into_iter().flatten() {
        archive.add_log(name, &data.join(name))?;
    }
    archive.end(|entries| Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        saved_at: rfc3339::format(now),
        database: described,
        entries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, OpenOptions};
    use std::io::Write;
    use std::sync::atomic::{AtomicBool, Ordering};

    fn saved(data: &Path, path: &Path) -> Manifest {
        let file = File::create(path).expect("a file");
        let manifest = save(data, None, 0, path, &file).expect("saved");
        assert_eq!(verify(path).expect("whole"), manifest);
        manifest
    }

    fn data_folder() -> tempfile::TempDir {
        let data = tempfile::tempdir().expect("a folder");
        for name in ["ca/ca.pem", "media/files/picture", "media/note.json", "merchants/1/key.pem", "notes"] {
            let path = data.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, name).expect("a file");
        }
        data
    }

    /// What calls, changes and resets do to a data folder.
    fn go_on(data: &Path, round: u32) {
        for (name, line) in [("nonces", &[1; 16][..]), ("audit.log", b"{}\n")] {
            let mut file = OpenOptions::new().create(true).append(true).open(data.join(name)).expect("a file");
            file.write_all(&line.repeat(100)).expect("written");
            if round.is_multiple_of(10) {
                file.set_len(0).expect("emptied");
            }
            if round.is_multiple_of(7) {
                let older = if name == "nonces" { "nonces.old" } else { "audit.log.1" };
                fs::rename(data.join(name), data.join(older)).expect("renamed");
            }
        }
    }

    #[test]
    fn a_backup_is_whole_while_calls_go_on() {
        let (data, elsewhere) = (data_folder(), tempfile::tempdir().expect("a folder"));
        (1..=7).for_each(|round| go_on(data.path(), round));
        let path = elsewhere.path().join("backup.tar.gz");
        let enough = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                (1..100_000).take_while(|_| !enough.load(Ordering::Relaxed)).for_each(|at| go_on(data.path(), at));
            });
            let manifests: Vec<_> = (0..50).map(|_| saved(data.path(), &path)).collect();
            enough.store(true, Ordering::Relaxed);
            for manifest in manifests {
                let names: Vec<_> = manifest.entries.iter().map(|entry| entry.path.as_str()).collect();
                let kept = ["ca/ca.pem", "media/files/picture", "media/note.json", "merchants/1/key.pem", "notes"];
                assert!(names.starts_with(&kept), "{names:?}");
                assert!(names.contains(&"audit.log.1") && names.contains(&"nonces.old"), "{names:?}");
            }
        });
    }

    #[test]
    fn keys_are_held_and_all_else_is_read_when_it_is_written() {
        let data = data_folder();
        let held: Vec<_> = items(data.path())
            .expect("items")
            .into_iter()
            .filter_map(|item| matches!(item.content, Content::Small(_)).then_some(item.name))
            .collect();
        assert_eq!(held, ["ca/ca.pem", "merchants/1/key.pem"]);
    }
}
