//! One bench from beginning to end: look, prepare, warm up, measure in rounds, wait for notifications.

use super::Mistake;
use super::figures::{Figures, Latencies};
use super::inbox::{Counts, Inbox};
use super::load::{Load, Ran, Round, Seen, refusal};
use super::machine::Machine;
use super::plan::{Event, Extent, Operation};
use super::progress::{Place, Shown};
use super::receiver::Endpoint;
use super::report::Words;
use super::shop::Shop;
use super::signer::{Signer, Turn};
use super::{connection::Connection, target, watcher};
use crate::args::{Bench, Plan};
use crate::control::Control;
use crate::error::CliError;
use payscore::Config;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where neither --requests nor --duration is given.
const DEFAULT_SECONDS: f64 = 10.0;
/// So many orders are queried in turn.
const QUERIED: u64 = 1_000;
/// A paced load may be so late at its end and still be sent.
const GRACE: Duration = Duration::from_secs(1);
/// When no notification has come for so long, no more are waited for.
const QUIET: Duration = Duration::from_secs(5);
/// The same after ctrl-c.
const IMPATIENT: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What came of a bench.
pub(crate) struct Outcome {
    pub(super) server: String,
    pub(super) version: String,
    pub(super) mchid: String,
    /// When it began.
    pub(super) unix: i64,
    pub(super) machine: Machine,
    pub(super) plan: Plan,
    pub(super) connections: u16,
    pub(super) extent: Extent,
    pub(super) warm_up: u32,
    pub(super) measured: Duration,
    pub(super) turns: u64,
    pub(super) rounds: u64,
    /// Requests signed beforehand, and how long that took.
    pub(super) signed: u64,
    pub(super) signing: Duration,
    pub(super) signed_again: u64,
    /// Turns that were due, and not begun by the end.
    pub(super) overdue: u64,
    pub(super) is_interrupted: bool,
    /// The server stopped answering before the end.
    pub(super) is_gone: bool,
    pub(super) figures: Figures,
    pub(super) notices: Notices,
}

/// What came of the notifications.
pub(super) struct Notices {
    pub(super) url: String,
    /// Received by this command, rather than by an endpoint of the user's.
    pub(super) is_own: bool,
    pub(super) events: Vec<(Event, Delays)>,
    pub(super) counts: Counts,
}

/// Those of one event.
#[derive(Default)]
pub(super) struct Delays {
    pub(super) owed: u64,
    pub(super) delays: Latencies,
}

impl Notices {
    fn gather(inbox: &Inbox, figures: &Figures, url: String, is_own: bool) -> Self {
        let mut events: Vec<(Event, Delays)> = Event::ALL.map(|event| (event, Delays::default())).into();
        for (event, delay) in inbox.delays(&figures.owed) {
            for (_, of_event) in events.iter_mut().filter(|(known, _)| *known == event) {
                of_event.owed += 1;
                if let Some(delay) = delay {
                    of_event.delays.record(delay);
                }
            }
        }
        events.retain(|(_, of_event)| of_event.owed > 0);
        Self { url, is_own, events, counts: inbox.counts() }
    }

    /// Those that did not come.
    pub(super) fn missing(&self) -> u64 {
        self.events.iter().map(|(_, of_event)| of_event.owed - of_event.delays.count()).sum()
    }
}

impl Outcome {
    /// What was not as expected, if anything.
    pub(crate) fn problem(&self) -> Option<Mistake> {
        let (errors, answers) = (self.figures.errors(), self.figures.answers());
        let mut problems = Vec::new();
        if errors > 0 {
            problems.push(format!("{errors} of {} answers were not as expected", errors + answers));
        }
        if self.is_gone {
            problems.push(format!("{} stopped answering before the end", self.server));
        }
        let (missing, invalid) = (self.notices.missing(), self.notices.counts.invalid);
        if missing > 0 && !self.is_interrupted {
            let seconds = QUIET.as_secs();
            problems.push(format!("{missing} notifications did not come; the last {seconds} s there were none"));
        }
        if invalid > 0 {
            problems.push(format!("{invalid} notifications did not verify"));
        }
        if problems.is_empty() { None } else { Some(Mistake::Unexpected(problems.join("; "))) }
    }
}

/// Runs it.
pub(crate) fn run(args: &Bench, words: &'static Words) -> Result<Outcome, CliError> {
    target::refuse_production(&args.target.connection.server)?;
    args.notify_url.as_deref().map(|url| target::notify_url(url, args.allow_remote)).transpose()?;
    refuse_bad_place(args)?;
    let control = Control::new(&args.target.connection)?;
    let address = target::server(control.server(), args.allow_remote)?;
    let health = control.get(&["health"], &[])?;
    let (merchant, config) = merchant(&control, args)?;
    let system = |what| move |source| CliError::System { what, source };
    let endpoint = if args.notify_url.is_none() { Some(Endpoint::bind(address)) } else { None };
    let endpoint = endpoint.transpose().map_err(system("listen for notifications"))?;
    let url = endpoint.as_ref().map(Endpoint::url).or_else(|| args.notify_url.clone()).unwrap_or_default();
    let began = config.now();
    let run = format!("B{began}-{}", std::process::id());
    let shop = Arc::new(Shop::new(&merchant, args.plan, url.clone(), run.clone())?);
    let inbox = Arc::new(Inbox::default());
    match endpoint {
        Some(endpoint) => endpoint
            .serve((&config).into(), Arc::clone(&shop), Arc::clone(&inbox))
            .map_err(system("listen for notifications"))?,
        None => watcher::watch(&control, config.mchid(), Arc::clone(&shop), Arc::clone(&inbox))?,
    }
    let mchid = config.mchid().to_owned();
    let host = control.server().trim_start_matches("http://");
    let token = args.target.connection.token.as_deref().filter(|token| !token.is_empty());
    let signer = Arc::new(Signer::new(shop, config, host, token, &run));
    let stop = stopped_by_ctrl_c().map_err(system("listen for ctrl-c"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(system("start the load"))?;
    let mut bench = Running::new(args, address, signer, stop, words);
    let measured = runtime.block_on(bench.measure(&inbox))?;
    if measured.rounds == 0 && bench.is_stopped() {
        return Err(CliError::Interrupted);
    }
    let figures = std::mem::take(&mut *bench.figures.lock().unwrap_or_else(PoisonError::into_inner));
    runtime.block_on(bench.wait_for(&inbox, &figures));
    let notices = Notices::gather(&inbox, &figures, url, args.notify_url.is_none());
    Ok(Outcome {
        server: control.server().to_owned(),
        version: health["version"].as_str().unwrap_or_default().to_owned(),
        mchid,
        unix: began,
        machine: Machine::this(),
        plan: args.plan,
        connections: args.connections,
        extent: bench.extent,
        warm_up: args.warm_up,
        measured: measured.time,
        turns: measured.turns,
        rounds: measured.rounds,
        signed: bench.signed,
        signing: bench.signing,
        signed_again: bench.load.seen.signed_again.load(Ordering::Relaxed),
        overdue: measured.overdue,
        is_interrupted: bench.load.stop.load(Ordering::Relaxed),
        is_gone: measured.is_gone,
        figures,
        notices,
    })
}

/// Better now than after ten minutes.
fn refuse_bad_place(args: &Bench) -> Result<(), Mistake> {
    let Some(path) = &args.report else { return Ok(()) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let is_there = folder.is_none_or(std::path::Path::is_dir) && !path.is_dir();
    if is_there { Ok(()) } else { Err(Mistake::Place { path: path.display().to_string() }) }
}

/// The merchant as the server shows it, and its keys from the data folder.
fn merchant(control: &Control, args: &Bench) -> Result<(Value, Config), CliError> {
    let name = &args.target.merchant;
    let merchant = control.get(&["merchants", name], &[]).map_err(|error| match error {
        CliError::Api { status: 404, message, .. } => CliError::NoSuchMerchant { said: message },
        other => other,
    })?;
    let path = match &args.target.data {
        Some(data) => data.join("merchants").join(name),
        None => PathBuf::from(merchant["folder"].as_str().unwrap_or_default()),
    };
    let config = Config::from_merchant_dir(&path);
    let config = config.map_err(|error| CliError::Secrets { path, reason: error.to_string() })?;
    Ok((merchant, config))
}

/// Becomes true at the first ctrl-c; a second one ends the process at once.
fn stopped_by_ctrl_c() -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                told.store(true, Ordering::Relaxed);
                if tokio::signal::ctrl_c().await.is_ok() {
                    std::process::exit(130);
                }
            }
        });
    });
    Ok(stop)
}

/// What the measured rounds were.
#[derive(Default)]
struct Measured {
    time: Duration,
    turns: u64,
    rounds: u64,
    overdue: u64,
    is_gone: bool,
}

/// A bench under way.
struct Running {
    plan: Plan,
    extent: Extent,
    warm_up: u64,
    load: Load,
    figures: Arc<Mutex<Figures>>,
    words: &'static Words,
    /// The number of the next order.
    next: u64,
    /// Orders to query.
    queried: Vec<u64>,
    signed: u64,
    signing: Duration,
}

impl Running {
    fn new(
        args: &Bench,
        address: SocketAddr,
        signer: Arc<Signer>,
        stop: Arc<AtomicBool>,
        words: &'static Words,
    ) -> Self {
        let seconds = match (args.duration, args.requests) {
            (None, None) => Some(DEFAULT_SECONDS),
            (duration, _) => duration.map(f64::from),
        };
        let connections = usize::from(args.connections);
        Self {
            plan: args.plan,
            extent: Extent { turns: args.requests, seconds, rate: args.rate.map(f64::from) },
            warm_up: u64::from(args.warm_up),
            load: Load { address, connections, signer, stop, seen: Arc::new(Seen::default()) },
            figures: Arc::default(),
            words,
            next: 0,
            queried: Vec::new(),
            signed: 0,
            signing: Duration::ZERO,
        }
    }

    async fn measure(&mut self, inbox: &Inbox) -> Result<Measured, CliError> {
        self.try_one().await?;
        if self.plan == Plan::Query {
            self.queried = self.create(QUERIED.min(self.extent.turns.unwrap_or(QUERIED))).await?;
        }
        let mut rate = None;
        if self.warm_up > 0 && !self.is_stopped() {
            let turns = self.prepare(self.warm_up, self.words.signing_warm_up).await?;
            let warm = Round { turns, rate: None, at_most: None, before: Duration::ZERO };
            rate = per_second(&self.run(warm, &Arc::default()).await?);
        }
        self.load.seen = Arc::default();
        inbox.begin(self.next);
        let mut measured = Measured::default();
        let signed_per_turn = self.plan.operations().iter().filter(|operation| operation.is_signed()).count() as u64;
        while !self.is_stopped() && !measured.is_gone {
            let count = self.extent.next_round(measured.turns, measured.time.as_secs_f64(), rate, signed_per_turn);
            if count == 0 {
                break;
            }
            let turns = self.prepare(count, self.words.signing).await?;
            if self.is_stopped() {
                break;
            }
            let ran = self.round(turns, &mut measured).await?;
            rate = per_second(&ran).or(rate);
        }
        Ok(measured)
    }

    /// A measured round.
    async fn round(&self, turns: Vec<Turn>, measured: &mut Measured) -> Result<Ran, CliError> {
        let left = self.extent.seconds.map(|seconds| Duration::from_secs_f64(seconds).saturating_sub(measured.time));
        let at_most = left.map(|left| if self.extent.rate.is_some() { left + GRACE } else { left });
        let (rate, before, due) = (self.extent.rate, measured.time, turns.len() as u64);
        let shown = self.show_load(measured);
        let ran = self.run(Round { turns, rate, at_most, before }, &self.figures).await?;
        drop(shown);
        measured.time += ran.took;
        measured.turns += ran.begun;
        measured.rounds += 1;
        let is_over = self.is_stopped() || at_most.is_some_and(|at_most| ran.took >= at_most);
        if ran.begun < due {
            measured.is_gone = !is_over;
            measured.overdue += if rate.is_some() && !self.is_stopped() { due - ran.begun } else { 0 };
        }
        Ok(ran)
    }

    fn show_load(&self, measured: &Measured) -> Shown {
        let (extent, seen, words) = (self.extent, Arc::clone(&self.load.seen), self.words);
        let before = measured.time;
        let whole = extent.seconds.map_or(extent.turns.unwrap_or_default(), |seconds| (seconds * 1e3) as u64);
        Shown::new(words.measuring.to_owned(), whole, move || {
            let measured = Duration::from_micros(seen.measured.load(Ordering::Relaxed)).max(before);
            let (answers, errors) = (seen.answers.load(Ordering::Relaxed), seen.errors.load(Ordering::Relaxed));
            let position = match extent.seconds {
                Some(_) => u64::try_from(measured.as_millis()).unwrap_or(u64::MAX),
                None => seen.turns.load(Ordering::Relaxed),
            };
            Place { position, words: words.so_far(measured, answers, errors) }
        })
    }

    /// Signs so many turns; orders to complete are created first.
    async fn prepare(&mut self, count: u64, what: &str) -> Result<Vec<Turn>, CliError> {
        let orders = match self.plan {
            Plan::Query => self.queried.iter().copied().cycle().take(usize::try_from(count).unwrap_or(0)).collect(),
            Plan::Complete => self.create(count).await?,
            Plan::Create | Plan::Lives => self.take_numbers(count),
        };
        Ok(self.sign(self.plan.operations(), &orders, what))
    }

    fn take_numbers(&mut self, count: u64) -> Vec<u64> {
        let first = self.next;
        self.next += count;
        (first..self.next).collect()
    }

    fn sign(&mut self, operations: &[Operation], orders: &[u64], what: &str) -> Vec<Turn> {
        let done = Arc::new(AtomicU64::new(0));
        let (seen, words, whole) = (Arc::clone(&done), self.words, orders.len() as u64);
        let shown = Shown::new(format!("{what} ({whole})"), whole, move || {
            let position = seen.load(Ordering::Relaxed);
            Place { position, words: words.of(position, whole) }
        });
        let began = Instant::now();
        let turns = self.load.signer.prepare_all(operations, orders, &done, &self.load.stop);
        drop(shown);
        self.signing += began.elapsed();
        let signed = operations.iter().filter(|operation| operation.is_signed()).count() as u64;
        self.signed += signed * turns.len() as u64;
        turns
    }

    /// Creates orders outside of what is measured.
    async fn create(&mut self, count: u64) -> Result<Vec<u64>, CliError> {
        let orders = self.take_numbers(count);
        let turns = self.sign(&[Operation::Create], &orders, self.words.creating);
        let figures = Arc::default();
        self.run(Round { turns, rate: None, at_most: None, before: Duration::ZERO }, &figures).await?;
        let figures = figures.lock().unwrap_or_else(PoisonError::into_inner);
        match figures.first_errors.first() {
            Some(failure) => Err(refused(failure.status, failure.code.clone(), failure.message.clone()).into()),
            None => Ok(orders),
        }
    }

    /// One order is created before anything else: whatever is wrong with the set-up is told once, in words.
    async fn try_one(&mut self) -> Result<(), CliError> {
        let [order] = *self.take_numbers(1) else { return Ok(()) };
        let request = self.load.signer.prepare(Operation::Create, order);
        let unanswered = |source| Mistake::Unanswered { what: CREATION, source };
        let mut connection = Connection::open(self.load.address).await.map_err(unanswered)?;
        let answer = connection.exchange(&request.bytes).await.map_err(unanswered)?;
        if answer.status == 200 {
            return Ok(());
        }
        let failure = refusal(Operation::Create, answer.status, answer.body);
        Err(refused(failure.status, failure.code, failure.message).into())
    }

    async fn run(&self, round: Round, figures: &Arc<Mutex<Figures>>) -> Result<Ran, CliError> {
        let ran = self.load.run(round, figures).await;
        ran.map_err(|source| Mistake::Unanswered { what: "the load", source }.into())
    }

    /// Until all that is owed has come, or nothing comes any more.
    async fn wait_for(&self, inbox: &Arc<Inbox>, figures: &Figures) {
        let began = Instant::now();
        let whole = figures.owed.len() as u64;
        let (missing, _) = inbox.missing(&figures.owed);
        if missing == 0 {
            return;
        }
        let left = Arc::new(AtomicU64::new(missing as u64));
        let (seen, words) = (Arc::clone(&left), self.words);
        let _shown = Shown::new(words.waiting.to_owned(), whole, move || {
            let position = whole - seen.load(Ordering::Relaxed);
            Place { position, words: words.of(position, whole) }
        });
        loop {
            let (missing, latest) = inbox.missing(&figures.owed);
            left.store(missing as u64, Ordering::Relaxed);
            let quiet = latest.map_or(began, |latest| latest.max(began)).elapsed();
            if missing == 0 || quiet > if self.is_stopped() { IMPATIENT } else { QUIET } {
                return;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    fn is_stopped(&self) -> bool {
        self.load.stop.load(Ordering::Relaxed)
    }
}

/// What is tried first, in words.
const CREATION: &str = "the creation of an order";

fn refused(status: u16, code: String, message: String) -> Mistake {
    Mistake::Refused { what: CREATION, status, code, message }
}

/// Turns a second; `None` where nothing was done.
fn per_second(ran: &Ran) -> Option<f64> {
    (ran.begun > 0).then(|| ran.begun as f64 / ran.took.as_secs_f64().max(1e-3))
}
