//! The release binary, `payscore serve`, its data on the disk that the build is on.

use crate::measured::{Measured, REQUEST, Rsa};
use crate::process::Process;
use crate::world::World;
use payscore_benches::load;
use payscore_benches::orders::{creations, life, queries};
use payscore_benches::receiver::Receiver;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How many connections the load has.
pub(crate) const CONNECTIONS: usize = 32;

/// How the store names its writing thread.
const WRITER: &str = "payscore-store";

/// The binary, built: as it is released; or, where the benchmarks themselves are unoptimised, as the tests have it.
pub(crate) fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let what: &[_] =
        if cfg!(debug_assertions) { &["--workspace", "--bins"] } else { &["--release", "--package", "payscore-cli"] };
    let status = Command::new(cargo)
        .args(["build", "--quiet"])
        .args(what)
        // What cargo says of its own run is not for another one.
        .env_remove("CARGO_MANIFEST_DIR")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the binary cannot be built: see above");
    let program = std::env::current_exe().expect("a program");
    let binary = program.ancestors().nth(2).expect("a target folder").join("payscore");
    assert!(binary.exists(), "no binary at {}", binary.display());
    binary
}

/// Starts it.
pub(crate) fn start(binary: &Path, data: &Path, first: &[u8]) -> (Process, Duration) {
    let command = |address: SocketAddr| {
        let mut command = Command::new(binary);
        command.args(["serve", "--no-tls", "--listen", &address.to_string(), "--data"]).arg(data);
        command
    };
    Process::start("payscore serve", command, first)
}

/// Creations, queries of these orders.
pub(crate) fn create_and_query(world: &World, server: &Process, batch: &str, count: usize, measured: &mut Measured) {
    let creations = creations(&world.merchant, &world.file, batch, count);
    let queries = queries(&world.merchant, &world.file, batch, count);
    let (cpu, writer) = (server.cpu(), server.cpu_of_threads(WRITER));
    let time = world.block_on(load::run(server.address, creations, CONNECTIONS));
    measured.load("create", REQUEST, count, time, server.cpu() - cpu);
    measured.add("writer", micros(server.cpu_of_threads(WRITER) - writer, count));
    let cpu = server.cpu();
    let time = world.block_on(load::run(server.address, queries, CONNECTIONS));
    measured.load("query", REQUEST, count, time, server.cpu() - cpu);
}

/// Completions of orders in use, each with the notification that it owes.
pub(crate) fn complete(world: &World, server: &Process, batch: &str, count: usize, measured: &mut Measured) {
    let completions = world.orders_in_use(server, batch, count);
    let (cpu, accepted) = (server.cpu(), world.receiver.accepted());
    let delivered = accepted + count;
    let time = world.block_on(async {
        let began = std::time::Instant::now();
        load::run(server.address, completions, CONNECTIONS).await;
        world.receiver.wait(Receiver::accepted, delivered).await - began
    });
    measured.load("complete", Rsa { signed: 2.0, verified: 1.0 }, count, time, server.cpu() - cpu);
}

/// Whole lives: four requests and a notification each.
pub(crate) fn lives(world: &World, server: &Process, batch: &str, count: usize, measured: &mut Measured) {
    let url = world.receiver.url();
    let lives: Vec<_> =
        (0..count / 4).map(|n| life(&world.merchant, &world.file, &url, &format!("life-{batch}"), n)).collect();
    let (cpu, accepted, orders) = (server.cpu(), world.receiver.accepted(), lives.len());
    let time = world.block_on(async {
        let began = std::time::Instant::now();
        load::run_lives(server.address, lives, CONNECTIONS).await;
        world.receiver.wait(Receiver::accepted, accepted + orders).await - began
    });
    measured.load("life", Rsa { signed: 1.25, verified: 1.0 }, orders * 4, time, server.cpu() - cpu);
}

fn micros(time: Duration, count: usize) -> f64 {
    time.as_secs_f64() * 1e6 / crate::measured::to_f64(count)
}
