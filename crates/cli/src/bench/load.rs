//! Sends prepared turns over many connections, as fast as answers come or at a given rate.

use super::connection::Connection;
use super::figures::{Failure, Figures};
use super::plan::Operation;
use super::signer::{Signer, Turn};
use serde_json::Value;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// The code of a call that got no answer.
const NO_ANSWER: &str = "NO_ANSWER";
/// How soon a paced load notices that it is to end.
const NOTICE: Duration = Duration::from_millis(50);

/// What all rounds share.
pub(super) struct Load {
    pub(super) address: SocketAddr,
    pub(super) connections: usize,
    pub(super) signer: Arc<Signer>,
    /// Ctrl-c was pressed.
    pub(super) stop: Arc<AtomicBool>,
    pub(super) seen: Arc<Seen>,
}

/// What a progress bar shows, and the report says besides figures.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) turns: AtomicU64,
    pub(super) answers: AtomicU64,
    pub(super) errors: AtomicU64,
    /// Microseconds of measured time in rounds that are over, and of this one.
    pub(super) measured: AtomicU64,
    /// Signatures that had waited too long, and were made again while it ran.
    pub(super) signed_again: AtomicU64,
}

/// One round.
pub(super) struct Round {
    pub(super) turns: Vec<Turn>,
    /// So many turns a second.
    pub(super) rate: Option<f64>,
    /// No turn begins later than this.
    pub(super) at_most: Option<Duration>,
    /// The measured time before it.
    pub(super) before: Duration,
}

/// What came of a round.
pub(super) struct Ran {
    /// From the first request to the last answer.
    pub(super) took: Duration,
    /// Turns that were begun.
    pub(super) begun: u64,
}

/// A round while it runs.
struct Running {
    round: Round,
    started: Instant,
    next: AtomicUsize,
    permits: Semaphore,
    figures: Arc<Mutex<Figures>>,
    signer: Arc<Signer>,
    stop: Arc<AtomicBool>,
    seen: Arc<Seen>,
}

impl Load {
    /// Runs a round; its outcomes go into `figures`.
    pub(super) async fn run(&self, round: Round, figures: &Arc<Mutex<Figures>>) -> io::Result<Ran> {
        let mut connections = Vec::with_capacity(self.connections);
        // New ones each round: the server may have closed what had nothing to do while the next was prepared.
        for _ in 0..self.connections.min(round.turns.len()) {
            connections.push(Connection::open(self.address).await?);
        }
        let running = Arc::new(Running {
            round,
            started: Instant::now(),
            next: AtomicUsize::new(0),
            permits: Semaphore::new(0),
            figures: Arc::clone(figures),
            signer: Arc::clone(&self.signer),
            stop: Arc::clone(&self.stop),
            seen: Arc::clone(&self.seen),
        });
        let pacer = running.round.rate.map(|rate| {
            let (running, workers) = (Arc::clone(&running), connections.len());
            std::thread::spawn(move || running.pace(rate, workers))
        });
        let workers: Vec<_> =
            connections.into_iter().map(|connection| tokio::spawn(Arc::clone(&running).work(connection))).collect();
        for worker in workers {
            worker.await.map_err(io::Error::other)?;
        }
        if let Some(pacer) = pacer {
            // Nothing is left for it to let through; a panic in there has been reported.
            running.permits.close();
            let _ = pacer.join();
        }
        let begun = running.next.load(Ordering::Relaxed).min(running.round.turns.len());
        Ok(Ran { took: running.started.elapsed(), begun: begun as u64 })
    }
}

impl Running {
    /// Lets turns through when they are due. A thread of its own: timers of the runtime are a millisecond coarse.
    fn pace(&self, rate: f64, workers: usize) {
        for turn in 0..self.round.turns.len() {
            let due = self.due(turn, rate);
            loop {
                if self.permits.is_closed() || self.stop.load(Ordering::Relaxed) {
                    break;
                }
                match due.checked_duration_since(Instant::now()) {
                    Some(left) if !left.is_zero() => std::thread::sleep(left.min(NOTICE)),
                    _ => break,
                }
            }
            self.permits.add_permits(1);
        }
        // Each worker asks once more, and finds nothing.
        self.permits.add_permits(workers);
    }

    fn due(&self, turn: usize, rate: f64) -> Instant {
        self.started + Duration::from_secs_f64(turn as f64 / rate)
    }

    /// Takes turn after turn, up to the end of the round.
    async fn work(self: Arc<Self>, mut connection: Connection) {
        loop {
            if self.round.rate.is_some() {
                let Ok(permit) = self.permits.acquire().await else { return };
                permit.forget();
            }
            let late = self.round.at_most.is_some_and(|at_most| self.started.elapsed() >= at_most);
            if late || self.stop.load(Ordering::Relaxed) {
                return;
            }
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(turn) = self.round.turns.get(place) else { return };
            let due = self.round.rate.map(|rate| self.due(place, rate));
            let is_connected = self.take(turn, due, &mut connection).await;
            self.seen.turns.fetch_add(1, Ordering::Relaxed);
            self.note_time();
            if !is_connected {
                // Nobody listens any more: to go on would be to count refused connections.
                return;
            }
        }
    }

    /// One turn, up to the first call that does not go well; whether the server is still there.
    async fn take(&self, turn: &Turn, due: Option<Instant>, connection: &mut Connection) -> bool {
        let mut since = due;
        for (operation, request) in &turn.requests {
            let fresh = request.is_stale(self.signer.now()).then(|| {
                self.seen.signed_again.fetch_add(1, Ordering::Relaxed);
                self.signer.prepare(*operation, turn.order)
            });
            let bytes = &fresh.as_ref().unwrap_or(request).bytes;
            // Only the first call of a turn is due at a time; the others follow their answers.
            let began = since.take().unwrap_or_else(Instant::now);
            let answer = connection.exchange(bytes).await;
            let now = Instant::now();
            let at = self.round.before + (now - self.started);
            let failure = match answer {
                Ok(answer) if answer.status == 200 => {
                    self.seen.answers.fetch_add(1, Ordering::Relaxed);
                    let mut figures = self.figures();
                    figures.answer(*operation, now - began, at);
                    figures.owed.extend(operation.owes().map(|event| (turn.order, event, now)));
                    continue;
                }
                Ok(answer) => refusal(*operation, answer.status, answer.body),
                Err(error) => {
                    Failure { operation: *operation, status: 0, code: NO_ANSWER.to_owned(), message: error.to_string() }
                }
            };
            let is_connected = failure.status != 0 || connection.mend().await;
            self.seen.errors.fetch_add(1, Ordering::Relaxed);
            self.figures().failure(failure, at);
            return is_connected;
        }
        true
    }

    fn note_time(&self) {
        let measured = self.round.before + self.started.elapsed();
        self.seen.measured.store(u64::try_from(measured.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn figures(&self) -> MutexGuard<'_, Figures> {
        // Each change is whole; a worker that panicked leaves no half of one.
        self.figures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the server said instead of yes.
pub(super) fn refusal(operation: Operation, status: u16, body: &[u8]) -> Failure {
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    Failure { operation, status, code: text("code"), message: text("message") }
}
