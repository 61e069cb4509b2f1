//! How long a creation takes while the server is half busy: requests come at their own pace, whether or not those before
//! them are answered. Beside them the disk alone.

use super::disk;
use crate::measured::{Measured, to_f64};
use crate::process::Process;
use crate::world::World;
use payscore_benches::load;
use payscore_benches::orders::creations;
use std::time::Duration;

/// More than are ever busy at half load.
const CONNECTIONS: usize = 128;

/// At half of the rate that this round has measured: evenly, and at random.
pub(crate) fn measure(world: &World, server: &Process, batch: &str, count: usize, measured: &mut Measured) {
    let pause = 2.0 / measured.last("create rate");
    let even: Vec<_> = (0..count).map(|n| Duration::from_secs_f64(pause * to_f64(n))).collect();
    note("disk", &disk::waits(&world.data(), &even).expect("a disk to write to"), measured);
    let mut at = 0.0;
    let mut dice = Dice(7);
    // Exponential pauses: as independent customers come.
    let random = (0..count)
        .map(|_| {
            at -= pause * dice.next().ln();
            Duration::from_secs_f64(at)
        })
        .collect();
    for (name, moments) in [("even", even), ("random", random)] {
        let requests = creations(&world.merchant, &world.file, &format!("{name}-{batch}"), count);
        let mut waited = world.block_on(load::run_paced(server.address, requests, moments, CONNECTIONS));
        waited.sort();
        note(name, &waited, measured);
    }
}

fn note(name: &str, sorted: &[Duration], measured: &mut Measured) {
    let at = |part: usize| sorted[(sorted.len() * part / 100).min(sorted.len() - 1)].as_secs_f64() * 1e6;
    measured.time(&format!("p50 {name}"), at(50));
    measured.time(&format!("p99 {name}"), at(99));
}

/// The same chances in every run.
struct Dice(u64);

impl Dice {
    /// Above 0, at most 1.
    fn next(&mut self) -> f64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        (f64::from((mixed >> 32) as u32) + 1.0) / (f64::from(u32::MAX) + 1.0)
    }
}
