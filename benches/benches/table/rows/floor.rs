//! The bare server: reads a signed request, verifies it, signs a fixed answer.

use crate::measured::{Measured, REQUEST};
use crate::process::Process;
use crate::rows::ours::CONNECTIONS;
use crate::world::World;
use payscore_benches::floor::{self, Keys};
use payscore_benches::load::{self, Merchant};
use payscore_benches::orders::creations;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const FOLDER: &str = "BENCH_FLOOR";
const ADDRESS: &str = "BENCH_ADDRESS";

/// Whether this process is the floor.
pub(crate) fn is_this() -> bool {
    std::env::var_os(FOLDER).is_some()
}

/// For ever, on one thread. Its own key is the merchant's, too: it costs the same.
pub(crate) fn serve() {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let merchant = Merchant::load(&PathBuf::from(variable(FOLDER)));
    let keys = Keys { merchant: merchant.key.public_key(), platform: merchant.key };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(variable(ADDRESS)).await.expect("a free port");
        floor::serve(listener, keys).await;
    });
}

/// As a process of its own.
pub(crate) fn start(merchant_dir: &Path, first: &[u8]) -> (Process, Duration) {
    let command = |address: SocketAddr| {
        let mut command = Command::new(std::env::current_exe().expect("a program"));
        command.env(FOLDER, merchant_dir).env(ADDRESS, address.to_string());
        command
    };
    Process::start("the floor", command, first)
}

/// Creations: it reads them as ours does, and does nothing about them.
pub(crate) fn measure(world: &World, server: &Process, batch: &str, count: usize, measured: &mut Measured) {
    let requests = creations(&world.merchant, &world.file, &format!("floor-{batch}"), count);
    let cpu = server.cpu();
    let time = world.block_on(load::run(server.address, requests, CONNECTIONS));
    measured.load("floor", REQUEST, count, time, server.cpu() - cpu);
}
