//! The disk alone, at the pace of the creations whose latency is measured: no server that makes things durable is faster.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// Two pages, about what a creation adds to a log.
const WRITTEN: usize = 8 * 1024;
/// The log goes round in a file that has its size already, as SQLite's does.
const LOG: usize = 4 * 1024 * 1024;

/// How long each waits that comes at one of these moments, until its bytes and those of all who have come by then are
/// flushed. Sorted.
pub(crate) fn waits(folder: &Path, moments: &[Duration]) -> io::Result<Vec<Duration>> {
    let log = File::create(folder.join("flushed"))?;
    log.write_all_at(&vec![1; LOG], 0)?;
    log.sync_all()?;
    let began = Instant::now();
    let mut waited = Vec::with_capacity(moments.len());
    let mut place = 0;
    while let Some(next) = moments.get(waited.len()) {
        std::thread::sleep(next.saturating_sub(began.elapsed()));
        let now = began.elapsed();
        let come = moments[waited.len()..].iter().take_while(|moment| **moment <= now).count().max(1);
        for _ in 0..come {
            log.write_all_at(&[2; WRITTEN], place as u64)?;
            place = (place + WRITTEN) % LOG;
        }
        log.sync_data()?;
        let done = began.elapsed();
        waited.extend(moments[waited.len()..][..come].iter().map(|moment| done.saturating_sub(*moment)));
    }
    waited.sort();
    Ok(waited)
}
