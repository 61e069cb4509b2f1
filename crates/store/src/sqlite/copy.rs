//! A database as a file among others: locked, copied and looked over without being opened by a server.

use super::open::{self, lock, reader};
use super::snapshot::NOTE;
use crate::StoreError;
use crate::schema::{notifications, records, settings};
use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use diesel_migrations::MigrationHarness;
use std::fs::File;
use std::io;
use std::path::Path;

/// What a database file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseFile {
    /// Its newest migration.
    pub schema: String,
    /// How many records.
    pub records: i64,
    /// How many notifications.
    pub notifications: i64,
}

/// A database that no server can open for as long as this is held.
#[derive(Debug)]
pub struct DatabaseLock {
    _file: File,
}

fn refused(path: &Path, reason: impl std::fmt::Display) -> StoreError {
    StoreError::Open { path: path.display().to_string(), reason: reason.to_string() }
}

impl DatabaseLock {
    /// Takes it; there need be no database yet.
    ///
    /// # Errors
    /// [`StoreError::Open`] where a server has it.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        lock(path).map(|file| Self { _file: file }).map_err(|reason| refused(path, reason))
    }

    /// Copies the database to a new file as it is, without bringing its tables up to date. Only its owner can read that.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read, or the file not be written, or there is one already.
    pub fn copy(&self, path: &Path, to: &Path) -> Result<(), StoreError> {
        let unread = |error: diesel::result::Error| refused(path, open::explain(&error));
        let mut connection = SqliteConnection::establish(text(path)?).map_err(|error| refused(path, error))?;
        // SQLite would make one that all may read; one that is empty it takes.
        new_secret_file(to).map_err(|error| refused(to, format!("it cannot be created ({error})")))?;
        diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(text(to)?).execute(&mut connection).map(drop).map_err(unread)
    }
}

fn new_secret_file(path: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn text(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| refused(path, "its path is not valid Unicode"))
}

/// Makes a snapshot's file the database that it was made of.
///
/// # Errors
/// [`StoreError`] where it is none, or cannot be written.
pub fn strip_snapshot(path: &Path) -> Result<(), StoreError> {
    let unwritten = |error: diesel::result::Error| refused(path, open::explain(&error));
    let mut connection = SqliteConnection::establish(text(path)?).map_err(|error| refused(path, error))?;
    diesel::delete(settings::table.filter(settings::name.eq(NOTE))).execute(&mut connection).map_err(unwritten)?;
    // One file, whoever opens it next.
    connection.batch_execute("PRAGMA journal_mode = DELETE").map_err(unwritten)
}

/// Looks a database file over: whose it is, which schema it has, whether it is whole.
///
/// # Errors
/// [`StoreError::Open`] where it is not one that this payscore could open.
pub fn look_over(path: &Path) -> Result<DatabaseFile, StoreError> {
    let unreadable = |error: diesel::result::Error| refused(path, open::explain(&error));
    let mut file = reader(text(path)?)?;
    let id: i32 = sql::<Integer>("PRAGMA application_id").get_result(&mut file).map_err(unreadable)?;
    if id != open::APPLICATION_ID {
        return Err(refused(path, "it is no database of payscore"));
    }
    open::check_known(&mut file).map_err(|reason| refused(path, reason))?;
    let check: String = sql::<Text>("PRAGMA quick_check(1)").get_result(&mut file).map_err(unreadable)?;
    if check != "ok" {
        return Err(refused(path, format!("it is damaged: {check}")));
    }
    let mut applied = file.applied_migrations().map_err(|error| refused(path, error))?;
    applied.sort();
    Ok(DatabaseFile {
        schema: applied.last().map(ToString::to_string).unwrap_or_default(),
        records: records::table.select(count_star()).get_result(&mut file).map_err(unreadable)?,
        notifications: notifications::table.select(count_star()).get_result(&mut file).map_err(unreadable)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_for_its_owner_alone_and_replaces_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let [path, to] = ["payscore.db", "copy"].map(|name| folder.path().join(name));
        open::unshared(text(&path).expect("Unicode")).expect("a database");
        let lock = DatabaseLock::take(&path).expect("nobody has it");
        lock.copy(&path, &to).expect("copied");
        assert_eq!(look_over(&to).expect("a database").records, 0);
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&to.metadata().expect("a file").permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        let refused = lock.copy(&path, &to).expect_err("there is one").to_string();
        assert!(refused.contains("it cannot be created (File exists"), "{refused}");
    }
}
