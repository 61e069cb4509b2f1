//! The one task that writes, in the order in which it was asked to. What arrives while one transaction is under way shares
//! the next: a flush to disk, and the way to the database and back, cost as much for one change as for a hundred.

use super::outbox::Owners;
use super::pool::{Pool, Trouble};
use super::snapshot;
use super::transaction::{Failure, Fate, Name, commit, fate};
use crate::StoreError;
use crate::job::{Outcome, Queue, Queued, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The most writes in one transaction: bounds how long the first of them waits for the last.
const GROUP_LIMIT: usize = 256;
/// A write that the database cannot be reached for is given up after this long, however long others before it took.
const PATIENCE: Duration = Duration::from_secs(6);
/// Between two attempts to reach it.
const PAUSE: Duration = Duration::from_millis(100);

/// A write, and who waits for it.
struct Job {
    write: Write,
    queued: Instant,
    answer: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// A snapshot that is to replace everything.
#[derive(Debug)]
struct Load {
    path: PathBuf,
    settings: Vec<(String, String)>,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

/// What the task does.
#[derive(Debug)]
enum Task {
    /// This, and with others.
    Write(Job),
    /// By itself.
    Load(Load),
}

/// The writing task, seen from outside.
#[derive(Debug)]
pub(super) struct Writer {
    /// `None` once closed.
    queue: parking_lot::Mutex<Option<mpsc::UnboundedSender<Task>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").finish_non_exhaustive()
    }
}

impl Writer {
    /// Starts the task, in this runtime.
    pub(super) fn start(pool: Pool, owners: Arc<Owners>) -> Self {
        let (queue, jobs) = mpsc::unbounded_channel();
        let task = tokio::spawn(run(Database { pool, owners }, jobs));
        Self { queue: parking_lot::Mutex::new(Some(queue)), task: Mutex::new(Some(task)) }
    }

    /// Queues the loading of a snapshot.
    pub(super) fn load(
        &self,
        path: PathBuf,
        settings: Vec<(String, String)>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send + use<> {
        let (answer, answered) = oneshot::channel();
        self.enter(Task::Load(Load { path, settings, answer }));
        async move { answered.await.unwrap_or(Err(StoreError::Closed)) }
    }

    fn enter(&self, task: Task) {
        if let Some(queue) = &*self.queue.lock() {
            // Fails when the task has died; the answer's sender is dropped with it, which its receiver sees.
            let _ = queue.send(task);
        }
    }

    /// Ends the queue and waits until what is in it is written.
    pub(super) async fn close(&self) -> Result<(), StoreError> {
        drop(self.queue.lock().take());
        match self.task.lock().await.take() {
            Some(task) => task.await.map_err(|error| StoreError::Database(Box::new(error))),
            None => Ok(()),
        }
    }
}

/// What is written to.
struct Database {
    pool: Pool,
    owners: Arc<Owners>,
}

impl Queue for Writer {
    fn submit(&self, write: Write) -> Queued {
        let (answer, answered) = oneshot::channel();
        self.enter(Task::Write(Job { write, queued: Instant::now(), answer }));
        Box::pin(async move { answered.await.unwrap_or(Err(StoreError::Closed)) })
    }
}

async fn run(database: Database, mut tasks: mpsc::UnboundedReceiver<Task>) {
    let mut group = Vec::new();
    while let Some(first) = tasks.recv().await {
        let mut next = Some(first);
        // Whatever waits by now, and never a wait for more.
        while let Some(task) = next {
            match task {
                Task::Write(job) if stands_alone(&job.write) => {
                    write_group(&database, std::mem::take(&mut group)).await;
                    write_group(&database, vec![job]).await;
                }
                Task::Write(job) => group.push(job),
                Task::Load(Load { path, settings, answer }) => {
                    write_group(&database, std::mem::take(&mut group)).await;
                    // Fails when the caller no longer waits: what is done stands all the same.
                    let _ = answer.send(snapshot::load(&database.pool, &path, &settings).await);
                }
            }
            next = if group.len() < GROUP_LIMIT { tasks.try_recv().ok() } else { None };
        }
        write_group(&database, std::mem::take(&mut group)).await;
    }
}

/// What replaces everything is not mixed with what changes something.
fn stands_alone(write: &Write) -> bool {
    matches!(write, Write::Reset { .. })
}

async fn write_group(database: &Database, group: Vec<Job>) {
    if group.is_empty() {
        return;
    }
    let writes: Vec<&Write> = group.iter().map(|job| &job.write).collect();
    let queued = group.iter().map(|job| job.queued).min().unwrap_or_else(Instant::now);
    match persist(database, &writes, queued + PATIENCE).await {
        Ok(outcomes) => {
            for (job, outcome) in group.into_iter().zip(outcomes) {
                // Fails when the caller no longer waits: the write stands all the same.
                let _ = job.answer.send(Ok(outcome));
            }
        }
        Err(trouble) if group.len() > 1 && !trouble.is_lost() => {
            tracing::warn!(error = &trouble as &dyn std::error::Error, "a group of writes failed: trying each alone");
            for job in group {
                Box::pin(write_group(database, vec![job])).await;
            }
        }
        Err(trouble) => {
            let trouble = Arc::new(trouble);
            for job in group {
                let _ = job.answer.send(Err(StoreError::Database(Box::new(trouble.clone()))));
            }
        }
    }
}

/// Commits a group, over lost connections and beaten by other servers, until `end`; once, if that is over.
async fn persist(
    Database { pool, owners }: &Database,
    writes: &[&Write],
    end: Instant,
) -> Result<Vec<Outcome>, Trouble> {
    loop {
        let trouble = match commit(pool, owners, writes).await {
            Ok(outcomes) => return Ok(outcomes),
            Err(Failure::Trouble(trouble)) => trouble,
            // Another server was faster, and is done by now.
            Err(Failure::Beaten(error)) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "another server was faster");
                if Instant::now() < end {
                    continue;
                }
                return Err(Trouble::Refused(error));
            }
            Err(Failure::InDoubt { transaction, outcomes, trouble }) => match settle(pool, &transaction, end).await {
                Some(true) => return Ok(outcomes),
                Some(false) => trouble,
                None => return Err(Trouble::Lost(format!("{trouble}; whether the change was committed is not known"))),
            },
        };
        if !trouble.is_lost() || Instant::now() >= end || pool.is_closed() {
            return Err(trouble);
        }
        tracing::debug!(error = &trouble as &dyn std::error::Error, "the database is tried again");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether a transaction whose commit was not answered is committed; `None` where nobody could be asked in time.
async fn settle(pool: &Pool, transaction: &Name, end: Instant) -> Option<bool> {
    loop {
        match fate(pool, transaction).await {
            Ok(Fate::Committed) => return Some(true),
            Ok(Fate::Lost) => return Some(false),
            Ok(Fate::Unknown) => return None,
            // The database has not noticed yet that its client is gone, or nobody is there.
            Ok(Fate::UnderWay) | Err(Trouble::Lost(_)) => {}
            Err(Trouble::Refused(error)) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the fate of a transaction cannot be asked for"
                );
                return None;
            }
        }
        if Instant::now() >= end || pool.is_closed() {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
