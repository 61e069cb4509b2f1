//! Carries what the write-ahead log holds over into the database, beside the writer and in small portions: nobody's commit
//! should wait for it, nor for the processor that it takes. Now and then the writer itself does the little that was
//! added meanwhile, and can begin the log anew. SQLite's own checkpoints, on the writer, come only where these fall behind.

use super::open;
use crate::StoreError;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

/// So many writes, and it is time: a megabyte or two, and a millisecond or two.
const EVERY: usize = 256;

/// So often beside the writer, then once on it. The log is begun anew after some 4 MiB: after a crash, opening reads it.
const BESIDE: u32 = 4;

const CHECKPOINT: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// Belongs to the writing thread.
pub(super) struct Checkpoints {
    url: String,
    /// Since the last one began.
    writes: usize,
    /// Since the last one on the writer.
    portions: u32,
    /// From the first one on.
    beside: Option<Beside>,
}

/// The thread beside the writer. It ends when `begin` is dropped.
struct Beside {
    begin: Sender<()>,
    ended: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Checkpoints {
    pub(super) fn new(url: String) -> Self {
        Self { url, writes: 0, portions: 0, beside: None }
    }

    /// So many writes have been committed, and answered.
    pub(super) fn committed(&mut self, connection: &mut SqliteConnection, writes: usize) {
        self.writes += writes;
        if self.writes >= EVERY {
            self.writes = 0;
            self.begin();
        }
        if self.beside.as_ref().is_some_and(|beside| beside.ended.try_recv().is_ok()) {
            self.portions += 1;
        }
        if self.portions >= BESIDE {
            self.portions = 0;
            checkpoint(connection);
        }
    }

    fn begin(&mut self) {
        if self.beside.is_none() {
            match Beside::start(&self.url) {
                Ok(beside) => self.beside = Some(beside),
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "checkpoints delay commits"),
            }
        }
        if let Some(beside) = &self.beside {
            // Fails when the thread has died: SQLite's own checkpoints are left.
            let _ = beside.begin.send(());
        }
    }

    /// Ends the thread.
    pub(super) fn end(self) {
        let Some(Beside { begin, ended: _, thread }) = self.beside else { return };
        drop(begin);
        if thread.join().is_err() {
            tracing::error!("the checkpointing thread panicked");
        }
    }
}

impl Beside {
    fn start(url: &str) -> Result<Self, StoreError> {
        let mut connection = open::checkpointer(url)?;
        let ((begin, begun), (end, ended)) = (channel(), channel());
        let thread = Builder::new()
            .name("payscore-checkpoint".to_owned())
            .spawn(move || {
                while begun.recv().is_ok() {
                    checkpoint(&mut connection);
                    if end.send(()).is_err() {
                        break;
                    }
                }
            })
            .map_err(|error| StoreError::Database(Box::new(error)))?;
        Ok(Self { begin, ended, thread })
    }
}

/// As far as nobody reads older pages, and without waiting for anybody.
fn checkpoint(connection: &mut SqliteConnection) {
    if let Err(error) = connection.batch_execute(CHECKPOINT) {
        // The log keeps what could not be carried over.
        tracing::warn!(error = &error as &dyn std::error::Error, "a checkpoint failed");
    }
}
