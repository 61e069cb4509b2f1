//! Opening a database file: every way in which this can go wrong gets a reason that says what to do about it.

use crate::StoreError;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// "PYSC": tells our files from other programs' databases.
pub(super) const APPLICATION_ID: i32 = 1_348_031_299;

/// SQLite's smallest page, in bytes.
const SHORTEST_DATABASE: u64 = 512;

const NOT_A_DATABASE: &str = "the file is not a database; move it away or choose another --data";

/// `synchronous = FULL` is what "committed" rests on: the log is flushed before a commit returns. Checkpoints are
/// `checkpoint.rs`'s business; a log of 64 MiB is SQLite's.
const WRITER_PRAGMAS: &str = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; \
     PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 67108864;";

/// SQLite empties a reader's cache whenever anything was written, and there may be many readers: theirs are small.
const READER_PRAGMAS: &str = "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -2048;";

const CHECKPOINTER_PRAGMAS: &str = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;";

/// How long opening waits for another program, in milliseconds: a person is waiting, too. Foreign keys are off until
/// the tables are up to date: a migration that makes a table anew must drop it while others refer to it.
const OPENING_PRAGMAS: &str = "PRAGMA busy_timeout = 1000; PRAGMA foreign_keys = OFF;";

/// A database that is ours alone and up to date.
pub(crate) struct Opened {
    /// The writer's connection.
    pub(crate) connection: SqliteConnection,
    /// What further connections are opened with.
    pub(crate) url: String,
    /// Held for as long as the database is open.
    pub(crate) lock: File,
}

/// Opens the database at `path`.
pub(crate) fn open(path: &Path) -> Result<Opened, StoreError> {
    let refused = |reason: String| StoreError::Open { path: path.display().to_string(), reason };
    // Absolute, because SQLite gives a meaning of its own to names like `:memory:` and `file:…`.
    let path = std::path::absolute(path).map_err(|error| refused(error.to_string()))?;
    let url = path.to_str().ok_or_else(|| refused("its path is not valid Unicode".to_owned()))?.to_owned();
    check_place(&path).map_err(refused)?;
    let lock = lock(&path).map_err(refused)?;
    let mut connection = SqliteConnection::establish(&url).map_err(|error| refused(error.to_string()))?;
    prepare(&mut connection).map_err(refused)?;
    Ok(Opened { connection, url, lock })
}

/// A further connection, for reading only.
pub(super) fn reader(url: &str) -> Result<SqliteConnection, StoreError> {
    let refused = |reason: String| StoreError::Open { path: url.to_owned(), reason };
    let mut connection = SqliteConnection::establish(url).map_err(|error| refused(error.to_string()))?;
    connection.batch_execute(READER_PRAGMAS).map_err(|error| refused(explain(&error)))?;
    Ok(connection)
}

/// A further connection, for checkpoints.
pub(super) fn checkpointer(url: &str) -> Result<SqliteConnection, StoreError> {
    let refused = |reason: String| StoreError::Open { path: url.to_owned(), reason };
    let mut connection = SqliteConnection::establish(url).map_err(|error| refused(error.to_string()))?;
    connection.batch_execute(CHECKPOINTER_PRAGMAS).map_err(|error| refused(explain(&error)))?;
    Ok(connection)
}

/// A file that nobody else knows of, with tables that are up to date.
pub(super) fn unshared(path: &str) -> Result<SqliteConnection, StoreError> {
    let refused = |reason: String| StoreError::Open { path: path.to_owned(), reason };
    let mut connection = SqliteConnection::establish(path).map_err(|error| refused(error.to_string()))?;
    let id = format!("PRAGMA application_id = {APPLICATION_ID}");
    connection.batch_execute(&id).map_err(|error| refused(explain(&error)))?;
    migrate(&mut connection).map_err(refused)?;
    Ok(connection)
}

/// The migrations of this version, in their order.
pub(super) fn schema() -> Result<Vec<MigrationVersion<'static>>, String> {
    let known: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().map_err(|error| error.to_string())?;
    let mut versions: Vec<_> = known.iter().map(|known| known.name().version().as_owned()).collect();
    versions.sort();
    Ok(versions)
}

fn check_place(path: &Path) -> Result<(), String> {
    if path.is_dir() {
        return Err("it is a directory; name a file in it".to_owned());
    }
    // SQLite takes a file shorter than the shortest database for an empty one, and would write over it. Only its length
    // is asked for: to open and close it would take away locks that SQLite holds on it in this process.
    if path.metadata().is_ok_and(|file| (1..SHORTEST_DATABASE).contains(&file.len())) {
        return Err(NOT_A_DATABASE.to_owned());
    }
    match path.parent() {
        Some(folder) if folder.is_dir() => Ok(()),
        Some(folder) if folder.exists() => Err(format!("{} is not a directory", folder.display())),
        Some(folder) => Err(format!("the folder {} does not exist", folder.display())),
        None => Err("it names no file".to_owned()),
    }
}

/// Takes `<path>.lock`. The operating system gives it back when this process ends, however it ends.
pub(super) fn lock(path: &Path) -> Result<File, String> {
    let mut name = OsString::from(path);
    name.push(".lock");
    let name = PathBuf::from(name);
    // The file stays when the lock is given back: removing it would let two processes lock two files of one name.
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(|error| not_writable(&name, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!(
            "another payscore server uses this data folder (it holds {}); stop it or choose another --data",
            name.display()
        )),
        Err(TryLockError::Error(error)) => Err(format!("{} cannot be locked: {error}", name.display())),
    }
}

fn not_writable(name: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            format!("its folder is not writable: {} cannot be created ({error})", name.display())
        }
        _ => format!("{} cannot be created ({error})", name.display()),
    }
}

fn prepare(connection: &mut SqliteConnection) -> Result<(), String> {
    let explained = |error: diesel::result::Error| explain(&error);
    connection.batch_execute(OPENING_PRAGMAS).map_err(explained)?;
    check_ours(connection)?;
    // Written every time: a file that is locked or write-protected shows now, not at the first order. And before
    // the tables: a crash in between must not leave a file that looks like another program's.
    connection.batch_execute(&format!("PRAGMA application_id = {APPLICATION_ID}")).map_err(explained)?;
    let mode: String = sql::<Text>("PRAGMA journal_mode = WAL").get_result(connection).map_err(explained)?;
    if mode != "wal" {
        return Err("this file system does not support SQLite's write-ahead log; use a local disk".to_owned());
    }
    connection.batch_execute(WRITER_PRAGMAS).map_err(explained)?;
    migrate(connection)?;
    connection.batch_execute("PRAGMA foreign_keys = ON").map_err(explained)
}

/// Refuses the database of another program, before anything is written to it.
fn check_ours(connection: &mut SqliteConnection) -> Result<(), String> {
    let explained = |error: diesel::result::Error| explain(&error);
    let id: i32 = sql::<Integer>("PRAGMA application_id").get_result(connection).map_err(explained)?;
    let tables: i64 = sql::<BigInt>("SELECT count(*) FROM sqlite_schema").get_result(connection).map_err(explained)?;
    if id == APPLICATION_ID || (id == 0 && tables == 0) {
        return Ok(());
    }
    Err("it is the database of another program".to_owned())
}

/// Refuses tables of a newer version.
pub(super) fn check_known(connection: &mut SqliteConnection) -> Result<(), String> {
    let known: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().map_err(|error| error.to_string())?;
    let applied = connection.applied_migrations().map_err(|error| error.to_string())?;
    let is_known = |version: &MigrationVersion<'_>| known.iter().any(|known| known.name().version() == *version);
    if let Some(version) = applied.iter().find(|version| !is_known(version)) {
        return Err(format!("a newer payscore has written it (schema {version}); upgrade this one"));
    }
    Ok(())
}

fn migrate(connection: &mut SqliteConnection) -> Result<(), String> {
    check_known(connection)?;
    connection.run_pending_migrations(MIGRATIONS).map(drop).map_err(|error| error.to_string())
}

/// SQLite's words for the usual cases are short; ours say what to do.
pub(super) fn explain(error: &diesel::result::Error) -> String {
    let text = error.to_string();
    match text.as_str() {
        "file is not a database" => NOT_A_DATABASE.to_owned(),
        "database is locked" => "another program has locked it; close that program first".to_owned(),
        "attempt to write a readonly database" => "the file is not writable".to_owned(),
        "unable to open database file" => "it cannot be created: are the file and its folder writable?".to_owned(),
        _ => text,
    }
}
