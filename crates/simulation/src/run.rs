//! A seed's run: processes of the server that crash one after another, a last one with which nothing goes wrong, and
//! what has to hold after each.

use crate::actor::Actor;
use crate::check;
use crate::client::Client;
use crate::provision::Provision;
use crate::receiver::Receivers;
use crate::store::{Faulty, MemoryStore, StoreBug};
use crate::world::{Life, World};
use payscore_server::{Config, Unbound};
use serde_json::json;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::runtime::Builder;

/// So many processes at most, the last one not counted.
const LIVES: u64 = 8;
/// So many things are done at most.
const ACTS: u64 = 90;
/// How long the server may take to stop.
const STOPPING: Duration = Duration::from_secs(60);

/// What came of a seed.
#[derive(Debug)]
pub struct Outcome {
    /// What happened, line by line: process, time in it, and what.
    pub trace: Vec<String>,
    /// What was not as it has to be.
    pub violation: Option<String>,
    /// How many processes there were.
    pub lives: u32,
    /// How many things were done.
    pub acts: u64,
    /// How often what was answered.
    pub answers: BTreeMap<String, u64>,
}

/// Runs a seed.
///
/// # Panics
/// Where there is no room for a temporary folder.
pub fn run(seed: u64, provision: &Arc<Provision>, bug: Option<StoreBug>) -> Outcome {
    let world = Arc::new(World::new(seed, provision.clone(), bug).expect("a temporary folder"));
    world.panics.watch();
    let chaotic = 1 + world.dice.below(LIVES);
    let mut started = 0;
    while started < chaotic {
        // With a disk that fails it may take several tries.
        started += u64::from(live(&world));
        if world.violation().is_some() || world.acts.load(Ordering::Relaxed) >= ACTS {
            break;
        }
    }
    if world.violation().is_none() {
        world.calm_down();
        live(&world);
    }
    let answers = std::mem::take(&mut world.model.lock().answers);
    Outcome {
        trace: world.trace(),
        violation: world.violation(),
        lives: world.lives(),
        acts: world.acts.load(Ordering::Relaxed),
        answers,
    }
}

/// One process, from its start to its end; whether it came to work.
fn live(world: &Arc<World>) -> bool {
    let panics = world.panics.clone();
    let mut builder = Builder::new_current_thread();
    builder.enable_time().start_paused(true).on_thread_start(move || panics.watch());
    let runtime = match builder.build() {
        Ok(runtime) => runtime,
        Err(error) => {
            world.violate(format_args!("no runtime: {error}"));
            return true;
        }
    };
    let whole = async {
        let life = Life::begin(world);
        let worked = tokio::select! {
            biased;
            () = life.crashed() => true,
            worked = process(&life) => {
                life.note("end");
                worked
            }
        };
        life.over(world.dice.below(900));
        worked
    };
    // It is noted as any panic; let through, it would end the other seeds, too.
    let worked = catch_unwind(AssertUnwindSafe(|| runtime.block_on(whole))).unwrap_or(true);
    // Whatever was under way ends here, wherever it was.
    drop(runtime);
    if let Some(panic) = world.panics.first() {
        world.violate(panic);
    }
    let found = if world.is_calm() { check::settled(world) } else { check::durable(world) };
    if let Err(what) = found {
        world.violate(what);
    }
    worked
}

/// What the process does; whether its server came to work.
async fn process(life: &Arc<Life>) -> bool {
    let world = &life.world;
    let medium = Arc::new(Faulty::new(life.clone()));
    tokio::spawn(medium.clone().run());
    let mut config = Config::new(world.data.path());
    config.store = Some(Arc::new(MemoryStore::new(medium).with_bug(world.bug)));
    config.wall = life.clone();
    config.entropy = world.entropy.clone();
    config.dial = Some(Arc::new(Receivers::new(life.clone())));
    config.journal = 16;
    config.deduction_seconds = if world.dice.percent(30) { 60 } else { 0 };
    config.strict_user_limits = world.dice.percent(20);
    life.note("start");
    let server = match Unbound::start(config).await {
        Ok(server) => Arc::new(server),
        Err(error) => {
            life.note(format_args!("the server does not start: {error}"));
            if world.is_calm() {
                life.violate("nothing goes wrong, and the server does not start");
            }
            return false;
        }
    };
    let client = Client::new(life.clone(), server.clone());
    if world.is_calm() {
        settle(life, &client).await;
    } else {
        chaos(life, &client).await;
    }
    drop(client);
    // Clients that were cut off may still hold it: then it ends with the process.
    if let Some(server) = Arc::into_inner(server)
        && tokio::time::timeout(STOPPING, server.stop()).await.is_err()
    {
        life.violate("the server does not stop");
    }
    true
}

/// Merchants and users do what they do, until they are through, or the process crashes.
async fn chaos(life: &Arc<Life>, client: &Client) {
    let dice = &life.world.dice;
    let mut actors = Vec::new();
    for _ in 0..=dice.below(3) {
        let actor = Actor::new(life.clone(), client.clone());
        actors.push(tokio::spawn(actor.run(3 + dice.below(14))));
    }
    let power = dice.percent(40).then(|| dice.moment(60_000));
    let all = async {
        for actor in actors {
            if actor.await.is_err() {
                life.violate("an actor did not come to its end");
            }
        }
    };
    tokio::select! {
        biased;
        () = tokio::time::sleep(power.unwrap_or_default()), if power.is_some() => life.crash("the power fails"),
        () = all => {}
    }
}

/// Nothing goes wrong any more, and time passes: everything comes to its end.
async fn settle(life: &Arc<Life>, client: &Client) {
    for hours in [0, 7, 7, 24 * 31, 7] {
        let answer = client.control("POST", "clock/advance", Some(&json!({ "seconds": hours * 3600 }))).await;
        if !answer.is_some_and(|answer| answer.is_success()) {
            return life.violate("the clock cannot be moved");
        }
        tokio::time::sleep(Duration::from_secs(65)).await;
    }
    let actor = Actor::new(life.clone(), client.clone());
    let Some(now) = actor.now().await else { return life.violate("no answer, and nothing goes wrong") };
    // What is due by now is done within these. To ask for an order first would move it on.
    tokio::time::sleep(Duration::from_secs(2)).await;
    if let Err(what) = check::through(&life.world, now) {
        return life.violate(what);
    }
    let orders = life.world.model.lock().orders.len();
    for index in 0..orders {
        let (one, two) = (actor.query(index).await, actor.query(index).await);
        let (Some(one), Some(two)) = (one, two) else { return life.violate("no answer, and nothing goes wrong") };
        if (one.status, &one.body) != (two.status, &two.body) {
            return life.violate(format_args!("the same question has two answers: {} {}", one.body, two.body));
        }
    }
}
