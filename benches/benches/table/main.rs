//! The one table: the RSA limit, a bare server, ours as users run it, other people's mock servers, our clients; all in
//! one run, each server a process of its own on one processor, the load on another.
//!
//! ```sh
//! cargo bench -p payscore-benches --bench table              # some five minutes
//! cargo bench -p payscore-benches --bench table -- --write   # and into docs/performance.md and its translation
//! cargo bench -p payscore-benches --bench table -- --ours    # without other people's, and without the clients
//! cargo bench -p payscore-benches --bench table -- --test    # one tiny round: does it still run?
//! ```

mod capacity;
mod clients;
mod cores;
mod document;
mod measured;
mod process;
mod rows;
mod table;
mod world;

use cores::Cores;
use measured::Measured;
use payscore_benches::load;
use process::Process;
use rows::mocks::Mock;
use rows::{backlog, floor, latency, limit, mocks, notifications, ours, resting, two_cores};
use serde_json::Value;
use std::path::PathBuf;
use table::{CHINESE, ENGLISH};
use world::World;

/// How much is measured.
struct Size {
    rounds: usize,
    requests: usize,
    warm_up: usize,
    /// How many notifications are owed to a receiver that is not there.
    owed: usize,
}

fn main() {
    // This program is also the bare server.
    if floor::is_this() {
        return floor::serve();
    }
    let given = |flag: &str| std::env::args().any(|argument| argument == flag);
    let (smoke, write, only_ours) = (given("--test"), given("--write"), given("--ours"));
    let size = if smoke {
        Size { rounds: 1, requests: 64, warm_up: 64, owed: 1_000 }
    } else {
        Size { rounds: 7, requests: 2000, warm_up: 20_000, owed: 1_000_000 }
    };
    let binary = ours::build();
    let (present, mut missing) = present_mocks(smoke, only_ours);
    let cores = Cores::split();
    let measured = Run::begin(&cores, binary, present).measure(&size);
    for line in table::print(&measured, ENGLISH).lines().chain(capacity::print(&measured, ENGLISH).lines()) {
        println!("{line}");
    }
    if !smoke && !only_ours {
        missing.extend(clients::run(write).err());
    }
    for reason in &missing {
        println!("not measured: {reason}");
    }
    if write {
        assert!(missing.is_empty() && !only_ours, "the documents show all or nothing");
        for language in [ENGLISH, CHINESE] {
            let text = format!("{}{}", table::print(&measured, language), document::origin(size.rounds, language));
            document::write(language, &text, &capacity::print(&measured, language));
        }
    }
}

/// The mocks that can be had, and why some cannot.
fn present_mocks(smoke: bool, only_ours: bool) -> (Vec<&'static Mock>, Vec<String>) {
    let (mut present, mut missing) = (Vec::new(), Vec::new());
    for mock in mocks::ALL.iter().filter(|mock| !only_ours && (!smoke || mock.is_installed())) {
        match mock.install() {
            Ok(()) => present.push(mock),
            Err(reason) => missing.push(format!("{}: {reason}", mock.name)),
        }
    }
    (present, missing)
}

/// All that runs.
struct Run<'a> {
    cores: &'a Cores,
    world: World,
    binary: PathBuf,
    /// What our server has answered to a creation: the mocks answer the same.
    answer: Value,
    floor: Process,
    server: Process,
    unpinned: Option<Process>,
    mocks: Vec<(&'static Mock, Process)>,
    /// How many have been created on the first server.
    orders: usize,
}

impl<'a> Run<'a> {
    fn begin(cores: &'a Cores, binary: PathBuf, present: Vec<&'static Mock>) -> Self {
        let world = World::provide(&binary);
        let (server, _) = cores.on_servers(|| ours::start(&binary, &world.data(), &world.creation("first")));
        let (floor, _) = cores.on_servers(|| floor::start(&world.merchant_dir(), &world.creation("first")));
        let mut stream = std::net::TcpStream::connect(server.address).expect("a connection");
        let answer = load::ask(&mut stream, &world.creation("answer"));
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).expect("a body");
        let answer = serde_json::from_str(body).expect("an order");
        let mut run =
            Self { cores, world, binary, answer, floor, server, unpinned: None, mocks: Vec::new(), orders: 0 };
        let first = run.world.creation("mock");
        for mock in present {
            let (process, _) = cores.on_servers(|| mock.start(&run.world, &run.answer, &first));
            run.mocks.push((mock, process));
        }
        run
    }

    fn measure(mut self, size: &Size) -> Measured {
        backlog::provide(&self.world, size.owed);
        let mut measured = Measured::default();
        let mut unmeasured = Measured::default();
        for (mock, process) in &self.mocks {
            mock.warm_up(&self.world, process, size.warm_up);
        }
        let stored = self.world.stored();
        // The first round is for caches.
        self.round("warm", &Size { requests: size.requests / 4, ..*size }, &mut unmeasured);
        for round in 0..size.rounds {
            eprintln!("round {} of {}", round + 1, size.rounds);
            self.round(&round.to_string(), size, &mut measured);
        }
        measured.add("stored", (self.world.stored() - stored) / measured::to_f64(self.orders));
        // No server has a processor to itself while others idle on it: a JVM does not.
        self.mocks.clear();
        for round in 0..size.rounds {
            self.rest(&format!("rest{round}"), &mut measured);
        }
        resting::size(&self.binary, &mut measured);
        measured
    }

    /// Everything once, one after the other.
    fn round(&mut self, batch: &str, size: &Size, measured: &mut Measured) {
        let (world, server, count) = (&self.world, &self.server, size.requests);
        let limited = self.cores.on_servers(|| limit::measure(&world.merchant.key, to_u32(count / 2)));
        measured.limit(limited);
        floor::measure(world, &self.floor, batch, count, measured);
        ours::create_and_query(world, server, batch, count, measured);
        latency::measure(world, server, batch, count, measured);
        backlog::measure(world, self.cores, &self.binary, batch, count, measured);
        ours::complete(world, server, &format!("complete-{batch}"), count / 2, measured);
        ours::lives(world, server, batch, count, measured);
        notifications::measure(world, server, &format!("notify-{batch}"), count / 2, measured);
        for (mock, process) in &self.mocks {
            mock.measure(world, process, &format!("{}-{batch}", mock.name), count, measured);
        }
        self.both(batch, count, measured);
        // Created, created at half load twice, completed, lived through, notified of.
        self.orders += 3 * count + count / 2 + count / 4 + count / 2;
    }

    /// A second server, on both processors; its data are its own.
    fn both(&mut self, batch: &str, count: usize, measured: &mut Measured) {
        let (world, cores, binary) = (&self.world, self.cores, &self.binary);
        let server = self.unpinned.get_or_insert_with(|| {
            cores.on_both(|| ours::start(binary, &world.second_data(), &world.creation("second"))).0
        });
        two_cores::measure(world, cores, server, batch, count, measured);
    }

    /// Starts each anew, ours with the orders that it has.
    fn rest(&mut self, nonce: &str, measured: &mut Measured) {
        let (world, cores) = (&self.world, self.cores);
        let query = world.query("first", nonce);
        self.server.end();
        let started = cores.on_servers(|| ours::start(&self.binary, &world.data(), &query));
        resting::measure("ours", started, measured);
        let started = cores.on_servers(|| floor::start(&world.merchant_dir(), &query));
        resting::measure("floor", started, measured);
        let prism = &mocks::ALL[0];
        if prism.is_installed() && measured.median("Prism rate").is_some() {
            let started = cores.on_servers(|| prism.start(world, &self.answer, &world.creation(nonce)));
            resting::measure("Prism", started, measured);
        }
    }
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
