//! A backup becomes a data folder: all of it, or nothing.
//!
//! It is unpacked into a folder inside, and held against its manifest there. Then what is there moves into another one,
//! and the new files take their places. A file says which of the two steps has begun: whoever comes after a crash
//! ends it.

use super::archive::{Sink, broken, read};
use super::{BackupError, DATABASE, Manifest, unread, unwritten};
use payscore_store::{DatabaseLock, look_over};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What was unpacked.
const NEW: &str = ".restore-new";
/// What was there.
const OLD: &str = ".restore-old";
/// The old files are leaving; from now on the restoration is ended, not undone.
const LEAVING: &str = ".restore-leaving";
/// The new ones are entering.
const ENTERING: &str = ".restore-entering";

/// Replaces what is in `data` by a backup.
///
/// # Errors
/// [`BackupError`]; `data` is as it was then.
pub fn restore(path: &Path, data: &Path, force: bool) -> Result<Manifest, BackupError> {
    fs::create_dir_all(data).map_err(unwritten(data))?;
    let _lock = DatabaseLock::take(&data.join(DATABASE))?;
    finish(data)?;
    if !force && !residents(data)?.is_empty() {
        return Err(BackupError::NotEmpty(data.to_owned()));
    }
    let new = data.join(NEW);
    let unpacked = unpack(path, &new);
    let Ok(manifest) = unpacked else {
        remove(&new)?;
        return unpacked;
    };
    File::create(data.join(LEAVING)).and_then(|file| file.sync_all()).map_err(unwritten(data))?;
    finish(data)?;
    Ok(manifest)
}

/// Ends a restoration that was interrupted, if there was one. Nothing is done while a server runs there.
///
/// # Errors
/// [`BackupError::Write`] where files cannot be moved.
pub fn settle(data: &Path) -> Result<(), BackupError> {
    if ![LEAVING, ENTERING, NEW, OLD].iter().any(|name| data.join(name).exists()) {
        return Ok(());
    }
    let _lock = DatabaseLock::take(&data.join(DATABASE))?;
    finish(data)
}

fn unpack(path: &Path, new: &Path) -> Result<Manifest, BackupError> {
    remove(new)?;
    fs::create_dir(new).map_err(unwritten(new))?;
    let manifest = read(path, &mut Folder { root: new, path })?;
    // Before anything is replaced: one of a newer payscore cannot be opened.
    if manifest.database.is_some() {
        look_over(&new.join(DATABASE))?;
    }
    Ok(manifest)
}

struct Folder<'a> {
    root: &'a Path,
    path: &'a Path,
}

impl Folder<'_> {
    fn place(&self, name: &str) -> Result<PathBuf, BackupError> {
        let place = self.root.join(name);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(unwritten(folder))?;
        }
        Ok(place)
    }
}

impl Sink for Folder<'_> {
    fn file(&mut self, name: &str, mode: u32, content: &mut dyn Read) -> Result<(), BackupError> {
        let place = self.place(name)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
        #[cfg(not(unix))]
        let _ = mode;
        let mut file = options.open(&place).map_err(unwritten(&place))?;
        // Which of the two it is that fails, only its kind says.
        io::copy(content, &mut file).map_err(|error| match error.kind() {
            ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::Other => {
                broken(self.path, &error)
            }
            _ => unwritten(&place)(error),
        })?;
        file.sync_all().map_err(unwritten(&place))
    }

    fn link(&mut self, name: &str, target: &str) -> Result<(), BackupError> {
        let place = self.place(name)?;
        #[cfg(unix)]
        let linked = std::os::unix::fs::symlink(target, &place);
        #[cfg(windows)]
        let linked = std::os::windows::fs::symlink_dir(target, &place);
        linked.map_err(unwritten(&place))
    }
}

/// What is in a data folder, but for the lock, which stays, and what is being restored.
fn residents(data: &Path) -> Result<Vec<String>, BackupError> {
    let lock = format!("{DATABASE}.lock");
    let mut names = Vec::new();
    for entry in fs::read_dir(data).map_err(unread(data))? {
        let name = entry.map_err(unread(data))?.file_name().to_string_lossy().into_owned();
        if name != lock && ![NEW, OLD, LEAVING, ENTERING].contains(&name.as_str()) {
            names.push(name);
        }
    }
    Ok(names)
}

/// From whichever step it is at to the end.
fn finish(data: &Path) -> Result<(), BackupError> {
    let (new, old) = (data.join(NEW), data.join(OLD));
    let (leaving, entering) = (data.join(LEAVING), data.join(ENTERING));
    if leaving.exists() {
        fs::create_dir_all(&old).map_err(unwritten(&old))?;
        for name in residents(data)? {
            fs::rename(data.join(&name), old.join(&name)).map_err(unwritten(&old))?;
        }
        fs::rename(&leaving, &entering).map_err(unwritten(&entering))?;
    }
    if entering.exists() {
        for name in residents(&new)? {
            fs::rename(new.join(&name), data.join(&name)).map_err(unwritten(data))?;
        }
        sync(data)?;
        fs::remove_file(&entering).map_err(unwritten(&entering))?;
    }
    remove(&new)?;
    remove(&old)
}

/// Renames are durable once their folder is. Windows has no such thing.
fn sync(folder: &Path) -> Result<(), BackupError> {
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritten(folder))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn remove(folder: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritten(folder)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A data folder in which a restoration was interrupted.
    fn interrupted(files: &[&str]) -> tempfile::TempDir {
        let data = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = data.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(&path, file).expect("a file");
        }
        data
    }

    fn files(data: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(data)
            .expect("a folder")
            .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_interrupted_is_ended_from_every_step() {
        for left in [
            // The old ones were just leaving; half of them had left; all had; the new ones were entering.
            &[LEAVING, "a", "b", ".restore-new/b", ".restore-new/c"][..],
            &[LEAVING, "b", ".restore-old/a", ".restore-new/b", ".restore-new/c"][..],
            &[ENTERING, ".restore-old/a", ".restore-old/b", ".restore-new/b", ".restore-new/c"][..],
            &[ENTERING, ".restore-old/a", ".restore-old/b", "b", ".restore-new/c"][..],
            &[".restore-old/a", "b", "c"][..],
        ] {
            let data = interrupted(left);
            settle(data.path()).expect("settles");
            assert_eq!(files(data.path()), ["b", "c", "payscore.db.lock"], "{left:?}");
        }
        let data = interrupted(&[LEAVING, "b", ".restore-new/b"]);
        settle(data.path()).expect("settles");
        assert_eq!(fs::read_to_string(data.path().join("b")).expect("the new one"), ".restore-new/b");
    }

    #[test]
    fn what_was_not_unpacked_to_its_end_is_removed() {
        let data = interrupted(&["a", ".restore-new/b"]);
        settle(data.path()).expect("settles");
        assert_eq!(files(data.path()), ["a", "payscore.db.lock"]);
    }
}
