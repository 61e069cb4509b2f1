//! The server as users start it, on both processors, with the load on them, too.

use crate::cores::Cores;
use crate::measured::{Measured, REQUEST};
use crate::process::Process;
use crate::rows::ours::CONNECTIONS;
use crate::world::World;
use payscore_benches::load;
use payscore_benches::orders::creations;

/// Creations. The limit that they are compared with is one processor's.
pub(crate) fn measure(
    world: &World,
    cores: &Cores,
    server: &Process,
    batch: &str,
    count: usize,
    measured: &mut Measured,
) {
    let requests = creations(&world.merchant, &world.file, &format!("both-{batch}"), count);
    let cpu = server.cpu();
    let time = cores.on_both(|| world.block_on(load::run(server.address, requests, CONNECTIONS)));
    measured.load("two cores", REQUEST, count, time, server.cpu() - cpu);
}
