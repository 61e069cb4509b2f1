//! Reading and writing key files, with errors that say what to do.

use payscore_store::StoreError;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What a file is that is no text: most likely the one beside it in the archive that WeChat Pay gives out.
pub const NOT_TEXT: &str = "it is not text; of a .p12 file, take the .pem files that come with it";

/// How the name of a file ends that is about to take another one's place.
const NEW: &str = ".new";

/// Keys, certificates or merchant files that cannot be used.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// A file or folder cannot be written.
    #[error("cannot write {path}: {source}. Choose a folder you may write to with --data")]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read {path}: {source}. Restore the file, or remove its folder to have it made anew")]
    Read {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file holds something else than it should.
    #[error("{path} is not usable: {reason}. Put the right file there, or remove its folder to have it made anew")]
    Unusable {
        /// Where.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The same, of a merchant that was added: nobody could make it anew.
    #[error("{path} is not usable: {reason}. Put the right file there, or move its folder away to start without it")]
    OwnUnusable {
        /// Where.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file is encrypted, and not with the key that was given.
    #[error("{path} is sealed: {reason}, with --secret-key-file or PAYSCORE_SECRET_KEY. Nothing was changed")]
    Sealed {
        /// Which.
        path: PathBuf,
        /// Why it cannot be opened.
        reason: &'static str,
    },
    /// Keys or certificates could not be made.
    #[error("cannot make keys: {0}")]
    Make(String),
    /// The database that several servers share has another identity than the data folder.
    #[error(
        "{path} has platform keys of its own, and so has the database: choose an empty folder with --data, or another database"
    )]
    OtherIdentity {
        /// The data folder.
        path: PathBuf,
    },
    /// The database that several servers share cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IdentityError {
    /// The same, of what only the team has: it is not to be told to remove it.
    pub(super) fn of_own(self) -> Self {
        match self {
            Self::Unusable { path, reason } => Self::OwnUnusable { path, reason },
            Self::Read { path, source } => Self::OwnUnusable { path, reason: format!("it cannot be read: {source}") },
            other => other,
        }
    }
}

pub(super) fn read(path: &Path) -> Result<String, IdentityError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(unusable(path, NOT_TEXT)),
        Err(source) => Err(IdentityError::Read { path: path.to_owned(), source }),
    }
}

/// Reads what only its owner should be able to.
pub(super) fn read_secret(path: &Path) -> Result<String, IdentityError> {
    warn_if_shared(path);
    read(path)
}

pub(super) fn unusable(path: &Path, reason: impl ToString) -> IdentityError {
    IdentityError::Unusable { path: path.to_owned(), reason: reason.to_string() }
}

/// A certificate whose time is over.
pub(super) fn expired(path: &Path, not_after: i64) -> IdentityError {
    unusable(path, format!("it expired on {}", payscore_wire::rfc3339::format(not_after)))
}

/// Says so where a file that only its owner should read can be read by others. No more than that: some file systems
/// know no modes, and what is kept here opens no bank account.
fn warn_if_shared(path: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            let path = path.display();
            tracing::warn!("{path} can be used by others on this machine (mode {mode:o}): chmod 600 {path}");
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

pub(crate) fn make_folder(path: &Path) -> Result<(), IdentityError> {
    fs::create_dir_all(path).map_err(|source| IdentityError::Write { path: path.to_owned(), source })
}

/// Whether this names a folder that is being written or replaced, or whatever else is not for us.
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// Whether it is not for us, or a file that is being replaced.
pub(crate) fn is_passing(name: &str) -> bool {
    is_hidden(name) || name.ends_with(NEW)
}

/// Removes a file, if it is there.
pub(crate) fn remove_file(path: &Path) -> Result<(), IdentityError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(IdentityError::Write { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Writes a file that anyone may read.
pub(super) fn write(path: &Path, text: &str) -> Result<(), IdentityError> {
    write_with_mode(path, text.as_bytes(), 0o644)
}

/// Writes a file that only its owner may read.
pub(super) fn write_secret(path: &Path, text: &str) -> Result<(), IdentityError> {
    write_with_mode(path, text.as_bytes(), 0o600)
}

/// A file that grows, and that only its owner may read: who knows which calls were made knows something.
pub(crate) fn append_to(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file so that whoever reads it, also after a crash, finds all of the old or all of the new text.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), IdentityError> {
    replace_bytes(path, text.as_bytes(), false)
}

/// The same for a file that only its owner may read.
pub(super) fn replace_secret(path: &Path, text: &str) -> Result<(), IdentityError> {
    replace_bytes(path, text.as_bytes(), true)
}

/// The same for bytes as they come.
pub(crate) fn replace_bytes(path: &Path, bytes: &[u8], secret: bool) -> Result<(), IdentityError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(NEW);
    let beside = PathBuf::from(beside);
    write_with_mode(&beside, bytes, if secret { 0o600 } else { 0o644 })?;
    let failed = |source| IdentityError::Write { path: path.to_owned(), source };
    fs::rename(&beside, path).map_err(failed)?;
    // The rename is durable once the folder is. Windows has no such thing.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    }
    Ok(())
}

fn write_with_mode(path: &Path, bytes: &[u8], mode: u32) -> Result<(), IdentityError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options
        .open(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(|source| IdentityError::Write { path: path.to_owned(), source })
}

/// Gives a folder a second name, taking it from a folder that is gone.
pub(super) fn alias(target: &str, alias: &Path) -> Result<(), IdentityError> {
    let failed = |source| IdentityError::Write { path: alias.to_owned(), source };
    if alias.is_symlink() {
        fs::remove_file(alias).map_err(failed)?;
    }
    #[cfg(unix)]
    let linked = std::os::unix::fs::symlink(target, alias);
    #[cfg(windows)]
    let linked = std::os::windows::fs::symlink_dir(target, alias);
    linked.map_err(failed)
}
