//! The one thread that writes. Making a transaction durable costs a flush to disk, however much is in it: what
//! arrives while one flush runs shares the next, and so does what the runtime has ready by then.

use super::apply::{Writing, apply, remember};
use super::checkpoint::Checkpoints;
use super::gate::Gate;
use crate::StoreError;
use crate::job::{Outcome, Queue, Queued, Write};
use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::{Builder, JoinHandle};
use tokio::sync::oneshot;

/// The most writes in one transaction: bounds how long the first of them waits for the last.
const GROUP_LIMIT: usize = 256;

/// A write, and who waits for it.
pub(super) struct Job {
    write: Write,
    answer: oneshot::Sender<Result<Outcome, StoreError>>,
}

impl Job {
    pub(super) fn new(write: Write, answer: oneshot::Sender<Result<Outcome, StoreError>>) -> Self {
        Self { write, answer }
    }

    pub(super) fn can_wait(&self) -> bool {
        self.write.can_wait()
    }
}

/// What needs the connection to itself.
pub(super) type Work = Box<dyn FnOnce(&mut Writing) + Send>;

/// What the thread does.
pub(super) enum Task {
    /// These together, and with others.
    Write(Vec<Job>),
    /// With the connection to itself, outside of any transaction.
    Alone(Work),
}

/// The writing thread, seen from outside.
#[derive(Debug)]
pub(super) struct Writer {
    gate: Arc<Gate>,
    thread: Mutex<Option<JoinHandle<QueryResult<()>>>>,
}

impl Writer {
    /// Starts the thread, which owns the connection from now on. `url` is what it was opened with.
    pub(super) fn start(writing: Writing, url: String) -> Result<Self, StoreError> {
        let (queue, jobs) = channel();
        let thread = Builder::new()
            .name("payscore-store-writer".to_owned())
            .spawn(move || run(writing, Checkpoints::new(url), &jobs))
            .map_err(|error| StoreError::Database(Box::new(error)))?;
        Ok(Self { gate: Arc::new(Gate::new(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Queues something that needs the connection to itself; the future waits for its end.
    pub(super) fn alone<T, W>(&self, work: W) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, W>
    where
        T: Send + 'static,
        W: FnOnce(&mut Writing) -> QueryResult<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.gate.enter_alone(Box::new(move |writing| {
            // Fails when the caller no longer waits: what is done stands all the same.
            let _ = answer.send(work(writing));
        }));
        async move {
            let done = answered.await.map_err(|_| StoreError::Closed)?;
            done.map_err(|error| StoreError::Database(Box::new(error)))
        }
    }

    /// Ends the queue and waits until the thread has written what is in it.
    pub(super) fn close(&self) -> Result<(), StoreError> {
        self.gate.close();
        let Some(thread) = self.thread.lock().take() else { return Ok(()) };
        match thread.join() {
            Ok(result) => result.map_err(|error| StoreError::Database(Box::new(error))),
            Err(_) => Err(StoreError::Database("the writer thread panicked".into())),
        }
    }
}

impl Queue for Writer {
    fn submit(&self, write: Write) -> Queued {
        let (answer, answered) = oneshot::channel();
        self.gate.enter(Job::new(write, answer));
        Box::pin(async move { answered.await.unwrap_or(Err(StoreError::Closed)) })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!(error = &error as &dyn std::error::Error, "the store was not closed cleanly");
        }
    }
}

fn run(mut writing: Writing, mut checkpoints: Checkpoints, tasks: &Receiver<Task>) -> QueryResult<()> {
    while let Ok(first) = tasks.recv() {
        // Where all processors are at work, those who make changes go first, and more of them share the flush.
        std::thread::yield_now();
        let mut group = Vec::new();
        let mut next = Some(first);
        // Whatever waits by now, and never a wait for more.
        while let Some(task) = next {
            match task {
                Task::Write(jobs) => group.extend(jobs),
                // In the order in which they came.
                Task::Alone(work) => {
                    write_group(&mut writing, std::mem::take(&mut group));
                    work(&mut writing);
                }
            }
            next = if group.len() < GROUP_LIMIT { tasks.try_recv().ok() } else { None };
        }
        let writes = group.len();
        write_group(&mut writing, group);
        checkpoints.committed(&mut writing.connection, writes);
    }
    checkpoints.end();
    writing.connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
}

/// Why a transaction was not committed.
enum Failure {
    /// One of its writes was refused.
    Write(diesel::result::Error),
    /// It could not begin or end, which is no single write's fault.
    Transaction(diesel::result::Error),
}

fn write_group(writing: &mut Writing, group: Vec<Job>) {
    if group.is_empty() {
        return;
    }
    match transact(writing, &group) {
        Ok(outcomes) => {
            // All is remembered before anything is answered.
            let mut answers = Vec::with_capacity(group.len());
            for (Job { write, answer }, outcome) in group.into_iter().zip(outcomes) {
                if outcome == Outcome::Done {
                    remember(&writing.cache, write);
                }
                answers.push((answer, outcome));
            }
            for (answer, outcome) in answers {
                // Fails when the caller no longer waits: the write stands all the same.
                let _ = answer.send(Ok(outcome));
            }
        }
        Err(Failure::Write(error)) if group.len() > 1 => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a group of writes failed: trying each alone");
            for job in group {
                write_group(writing, vec![job]);
            }
        }
        Err(Failure::Write(error) | Failure::Transaction(error)) => {
            let error = Arc::new(error);
            for job in group {
                reply(job, Err(StoreError::Database(Box::new(Arc::clone(&error)))));
            }
        }
    }
}

/// Executes a group in one transaction. The outcomes count only now that it is committed.
///
/// The transaction is begun and ended by hand: SQLite ends it by itself on some errors, after which diesel's own
/// bookkeeping would call the connection broken for good.
fn transact(writing: &mut Writing, group: &[Job]) -> Result<Vec<Outcome>, Failure> {
    writing.connection.batch_execute("BEGIN IMMEDIATE").map_err(Failure::Transaction)?;
    let written: QueryResult<Vec<Outcome>> = group.iter().map(|job| apply(writing, &job.write)).collect();
    let connection = &mut writing.connection;
    let committed = match written {
        Ok(outcomes) => connection.batch_execute("COMMIT").map(|()| outcomes).map_err(Failure::Transaction),
        Err(error) => Err(Failure::Write(error)),
    };
    if committed.is_err() {
        // Fails where SQLite has rolled back already: then it is done.
        let _ = connection.batch_execute("ROLLBACK");
    }
    committed
}

fn reply(job: Job, result: Result<Outcome, StoreError>) {
    // Fails when the caller no longer waits: the write stands all the same.
    let _ = job.answer.send(result);
}
