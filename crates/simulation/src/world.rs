//! What everything in a simulated world shares: dice, the trace, the disk, and whether things go wrong.

use crate::model::Model;
use crate::panics::Panics;
use crate::provision::Provision;
use crate::store::{State, StoreBug};
use parking_lot::Mutex;
use payscore_server::{Entropy, Wall};
use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::time::Instant;

/// 2026-11-21 12:00:00 in Beijing: there every world begins.
const BEGINNING: i64 = 1_795_233_600;

/// Where all choices come from.
#[derive(Debug)]
pub(crate) struct Dice(Mutex<fastrand::Rng>);

impl Dice {
    /// Those of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    /// A number below `end`.
    pub(crate) fn below(&self, end: u64) -> u64 {
        self.0.lock().u64(..end.max(1))
    }

    /// True in `percent` of 100 cases.
    pub(crate) fn percent(&self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// True in `parts` of 1000 cases.
    pub(crate) fn per_mille(&self, parts: u64) -> bool {
        self.below(1000) < parts
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&self, all: &'a [T]) -> &'a T {
        let index = usize::try_from(self.below(all.len() as u64)).unwrap_or_default();
        &all[index]
    }

    /// A time below so many milliseconds.
    pub(crate) fn moment(&self, milliseconds: u64) -> Duration {
        Duration::from_millis(self.below(milliseconds))
    }
}

/// The server's randomness: of the same seed, and apart from the world's, so that neither disturbs the other.
impl Entropy for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().fill(bytes);
    }
}

/// A world: what outlives the server's processes.
pub(crate) struct World {
    /// The world's choices.
    pub(crate) dice: Dice,
    /// The server's randomness.
    pub(crate) entropy: Arc<Dice>,
    /// Keys and merchants.
    pub(crate) provision: Arc<Provision>,
    /// The data folder.
    pub(crate) data: TempDir,
    /// What is durable of the store.
    pub(crate) disk: Arc<Mutex<State>>,
    /// What merchants and users know.
    pub(crate) model: Mutex<Model>,
    /// The store's bug, where it is to have one.
    pub(crate) bug: Option<StoreBug>,
    /// What panicked, in whichever part of it.
    pub(crate) panics: Panics,
    trace: Mutex<Vec<String>>,
    violation: Mutex<Option<String>>,
    calm: AtomicBool,
    wall: AtomicI64,
    lives: AtomicU32,
    /// How many things were done.
    pub(crate) acts: AtomicU64,
}

impl World {
    /// A new one.
    pub(crate) fn new(seed: u64, provision: Arc<Provision>, bug: Option<StoreBug>) -> io::Result<Self> {
        Ok(Self {
            data: provision.data()?,
            dice: Dice::new(seed),
            entropy: Arc::new(Dice::new(!seed)),
            provision,
            disk: Arc::default(),
            model: Mutex::default(),
            bug,
            panics: Panics::default(),
            trace: Mutex::default(),
            violation: Mutex::default(),
            calm: AtomicBool::new(false),
            wall: AtomicI64::new(BEGINNING),
            lives: AtomicU32::new(0),
            acts: AtomicU64::new(0),
        })
    }

    /// From now on nothing goes wrong.
    pub(crate) fn calm_down(&self) {
        self.calm.store(true, Ordering::Relaxed);
    }

    /// Whether nothing goes wrong any more.
    pub(crate) fn is_calm(&self) -> bool {
        self.calm.load(Ordering::Relaxed)
    }

    /// Whether something that goes wrong so often goes wrong now.
    pub(crate) fn trouble(&self, per_mille: u64) -> bool {
        !self.is_calm() && self.dice.per_mille(per_mille)
    }

    /// Writes a line.
    pub(crate) fn note(&self, text: impl Display) {
        self.trace.lock().push(text.to_string());
    }

    /// All lines so far.
    pub(crate) fn trace(&self) -> Vec<String> {
        self.trace.lock().clone()
    }

    /// Something is not as it has to be. The first time counts.
    pub(crate) fn violate(&self, what: impl Display) {
        let mut violation = self.violation.lock();
        if violation.is_none() {
            // What is seen of a panic is only what followed from it.
            let what = self.panics.first().unwrap_or_else(|| what.to_string());
            self.note(format_args!("violation: {what}"));
            *violation = Some(what);
        }
    }

    /// What was not as it has to be.
    pub(crate) fn violation(&self) -> Option<String> {
        self.violation.lock().clone()
    }

    /// How many processes there were.
    pub(crate) fn lives(&self) -> u32 {
        self.lives.load(Ordering::Relaxed)
    }
}

/// One process of the server, from its start to its crash; inside a runtime whose time stands still while there is
/// anything to do.
pub(crate) struct Life {
    /// The world that it is in.
    pub(crate) world: Arc<World>,
    number: u32,
    began: Instant,
    began_at: i64,
    dead: AtomicBool,
    end: Notify,
}

impl Life {
    /// The next one.
    pub(crate) fn begin(world: &Arc<World>) -> Arc<Self> {
        let number = world.lives.fetch_add(1, Ordering::Relaxed) + 1;
        let began_at = world.wall.load(Ordering::Relaxed);
        let (dead, end) = (AtomicBool::new(false), Notify::new());
        Arc::new(Self { world: world.clone(), number, began: Instant::now(), began_at, dead, end })
    }

    /// Over; the next one begins so many seconds later.
    pub(crate) fn over(&self, pause: u64) {
        let pause = i64::try_from(pause).unwrap_or_default();
        self.world.wall.store(self.now() + 1 + pause, Ordering::Relaxed);
    }

    /// Writes a line with the time.
    pub(crate) fn note(&self, text: impl Display) {
        let at = self.began.elapsed();
        self.world.note(format_args!("{}+{}.{:03} {text}", self.number, at.as_secs(), at.subsec_millis()));
    }

    /// The process stops here: nothing that it asks for is answered any more.
    pub(crate) fn crash(&self, why: &str) {
        if !self.dead.swap(true, Ordering::Relaxed) {
            self.note(format_args!("crash: {why}"));
            self.end.notify_one();
        }
    }

    /// Something is not as it has to be: the world ends.
    pub(crate) fn violate(&self, what: impl Display) {
        self.world.violate(what);
        self.crash("a violation");
    }

    /// Whether it has ended.
    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    /// Resolves when the process crashes.
    pub(crate) async fn crashed(&self) {
        if !self.is_dead() {
            self.end.notified().await;
        }
    }

    /// Goes on if the process is alive; else never.
    pub(crate) async fn alive(&self) {
        if self.is_dead() {
            std::future::pending::<()>().await;
        }
    }
}

impl Wall for Life {
    fn now(&self) -> i64 {
        self.began_at + i64::try_from(self.began.elapsed().as_secs()).unwrap_or_default()
    }
}
