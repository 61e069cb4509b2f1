//! The nonces that were used, in the data folder: a small write for each, which the operating system has once it
//! returns. A process that is killed loses none; the disk is made to keep them now and then, and not for each.
//!
//! Two files, as there are two generations in memory: when all of the older one is past remembering, the younger one
//! takes its place. Neither is ever read but at start.

use super::REMEMBER_SECONDS;
use crate::identity::append_to;
use parking_lot::{Mutex, RwLock};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

pub(super) const YOUNG: &str = "nonces";
pub(super) const OLD: &str = "nonces.old";
/// A hash and a moment, 8 bytes each.
const RECORD: usize = 16;

/// That a nonce was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) hash: u64,
    /// On the wall clock.
    pub(super) at: i64,
}

/// Both files.
pub(super) struct NonceFile {
    folder: PathBuf,
    /// Appended to by many at once, replaced by one.
    young: RwLock<File>,
    young_since: AtomicI64,
    /// Whether anything was written since the last flush.
    dirty: AtomicBool,
    /// Whether the last write failed, and that was told.
    failing: AtomicBool,
    replacing: Mutex<()>,
}

impl NonceFile {
    /// What is there and still counts at `now`, and where more of it goes.
    pub(super) fn open(folder: &Path, now: i64) -> io::Result<(Self, Vec<Record>)> {
        let mut records = read(&folder.join(OLD))?;
        let of_young = read(&folder.join(YOUNG))?;
        let young_since = of_young.first().map_or(now, |record| record.at);
        records.extend(of_young);
        // A clock that was set back leaves some of the future. They count until it is past.
        records.retain(|record| now - record.at <= REMEMBER_SECONDS);
        let young = append_to(&folder.join(YOUNG))?;
        // What the end of a machine has cut off in the middle would put all that follows out of step.
        let length = young.metadata()?.len();
        young.set_len(length - length % RECORD as u64)?;
        let file = Self {
            folder: folder.to_owned(),
            young: RwLock::new(young),
            young_since: AtomicI64::new(young_since),
            dirty: AtomicBool::new(false),
            failing: AtomicBool::new(false),
            replacing: Mutex::new(()),
        };
        Ok((file, records))
    }

    /// Writes one down.
    pub(super) fn append(&self, record: Record) {
        if record.at - self.young_since.load(Ordering::Relaxed) > REMEMBER_SECONDS {
            self.replace(record.at);
        }
        let mut bytes = [0; RECORD];
        bytes[..8].copy_from_slice(&record.hash.to_le_bytes());
        bytes[8..].copy_from_slice(&record.at.to_le_bytes());
        // One call, to the end of the file, wherever others have put that: records do not mix.
        let written = (&*self.young.read()).write_all(&bytes);
        self.dirty.store(true, Ordering::Relaxed);
        self.tell(&written);
    }

    /// The younger file becomes the older one.
    fn replace(&self, now: i64) {
        let _one_at_a_time = self.replacing.lock();
        if now - self.young_since.load(Ordering::Relaxed) <= REMEMBER_SECONDS {
            return;
        }
        self.young_since.store(now, Ordering::Relaxed);
        let mut young = self.young.write();
        let path = self.folder.join(YOUNG);
        // Whatever fails here, the file that is open goes on being written to.
        let replaced = fs::rename(&path, self.folder.join(OLD)).and_then(|()| append_to(&path));
        self.tell(&replaced.map(|file| *young = file));
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        let _one_at_a_time = self.replacing.lock();
        let young = self.young.write();
        let gone = match fs::remove_file(self.folder.join(OLD)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        self.tell(&gone.and_then(|()| young.set_len(0)));
    }

    /// Whether anything was written that the disk may not have.
    pub(super) fn is_dirty(&self) -> bool {
        self.dirty.load(Ordering::Relaxed)
    }

    /// Has the disk keep what was written. Blocks.
    pub(super) fn flush(&self) {
        if self.dirty.swap(false, Ordering::Relaxed) {
            // Its own handle: who appends does not wait for the disk, nor who replaces.
            let file = self.young.read().try_clone();
            self.tell(&file.and_then(|file| file.sync_data()));
        }
    }

    /// Says once that it does not work, and once that it does again.
    fn tell(&self, outcome: &io::Result<()>) {
        let failing = self.failing.load(Ordering::Relaxed);
        match outcome {
            Err(error) if !failing => {
                self.failing.store(true, Ordering::Relaxed);
                let path = self.folder.join(YOUNG);
                tracing::error!(%error, "{} cannot be written: a restart will forget which nonces were used", path.display());
            }
            Ok(()) if failing => {
                self.failing.store(false, Ordering::Relaxed);
                tracing::info!("nonces are written down again");
            }
            _ => {}
        }
    }
}

/// What is in a file; nothing where there is none.
fn read(path: &Path) -> io::Result<Vec<Record>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        bytes => bytes?,
    };
    let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).unwrap_or_default();
    let record = |bytes: &[u8]| Record { hash: number(&bytes[..8]), at: number(&bytes[8..]).cast_signed() };
    Ok(bytes.chunks_exact(RECORD).map(record).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(folder: &Path, now: i64) -> Vec<u64> {
        let (_, records) = NonceFile::open(folder, now).expect("files");
        records.iter().map(|record| record.hash).collect()
    }

    #[test]
    fn the_files_stay_as_small_as_what_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, _) = NonceFile::open(folder.path(), 0).expect("files");
        let seconds = 5 * REMEMBER_SECONDS;
        for at in 0..seconds {
            file.append(Record { hash: at.unsigned_abs(), at });
        }
        let size = |name| fs::metadata(folder.path().join(name)).expect("a file").len();
        let most = (2 * REMEMBER_SECONDS.unsigned_abs() + 2) * RECORD as u64;
        assert!(size(YOUNG) + size(OLD) <= most, "{} and {}", size(YOUNG), size(OLD));
        let now = seconds - 1;
        let expected: Vec<u64> = (now - REMEMBER_SECONDS..=now).map(i64::unsigned_abs).collect();
        assert_eq!(hashes(folder.path(), now), expected, "all that is to be remembered, and no more");
    }

    #[test]
    fn what_was_cut_off_is_left_out_and_what_follows_is_not_out_of_step() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, _) = NonceFile::open(folder.path(), 0).expect("files");
        for hash in [1, 2, 3] {
            file.append(Record { hash, at: 0 });
        }
        file.young.read().set_len(2 * RECORD as u64 + 5).expect("cut");
        let (file, records) = NonceFile::open(folder.path(), 0).expect("files");
        assert_eq!(records.len(), 2);
        file.append(Record { hash: 4, at: 0 });
        assert_eq!(hashes(folder.path(), 0), [1, 2, 4]);
    }

    #[test]
    fn many_write_at_once_while_files_take_turns() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, _) = NonceFile::open(folder.path(), 0).expect("files");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let file = &file;
                scope.spawn(move || {
                    (0..500).for_each(|hash| file.append(Record { hash: thread * 500 + hash, at: hash as i64 * 2 }));
                });
            }
        });
        let mut seen = hashes(folder.path(), 0);
        seen.sort_unstable();
        assert_eq!(seen, (0..2000).collect::<Vec<u64>>());
    }

    #[test]
    fn a_server_that_is_restarted_all_the_time_lets_nothing_pile_up() {
        let folder = tempfile::tempdir().expect("a folder");
        for at in 0..5 * REMEMBER_SECONDS {
            let (file, records) = NonceFile::open(folder.path(), at).expect("files");
            assert!(i64::try_from(records.len()).expect("few") <= REMEMBER_SECONDS + 1);
            file.append(Record { hash: at.unsigned_abs(), at });
        }
        let size = |name| fs::metadata(folder.path().join(name)).expect("a file").len();
        assert!(size(YOUNG) + size(OLD) <= (2 * REMEMBER_SECONDS.unsigned_abs() + 2) * RECORD as u64);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        NonceFile::open(folder.path(), 0).expect("files");
        let mode = fs::metadata(folder.path().join(YOUNG)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
