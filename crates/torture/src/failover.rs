//! The primary killed under load, its synchronous standby promoted, nodes killed meanwhile: what was acknowledged is
//! on the standby, and service goes on.

use crate::Result;
use crate::args::Run;
use crate::forwarder::{Forwarder, Way};
use crate::life::{Act, Outcome};
use crate::load::Load;
use crate::nodes::Plan;
use crate::postgres::{Cluster, DATABASE};
use crate::report::{Report, median_and_longest};
use crate::world::{Setup, World};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const AT_WORK: Duration = Duration::from_secs(2);
/// As long as whatever watches a primary takes to believe that it is gone; ours has none, and is told.
const BETWEEN_PROBES: Duration = Duration::from_millis(50);
/// After so long without a call that succeeds, service has not come back.
const RETURN: Duration = Duration::from_secs(60);

/// So many primaries, one after another; whether all was well.
pub(crate) async fn run(rounds: u64, nodes: usize, run: &Run, seed: u64, binary: &Path, folder: &Path) -> Result<bool> {
    let mut report = Report::new();
    let mut primary = Cluster::new(folder.join("primary-0"))?;
    primary.start().await?;
    let way = Forwarder::start(Way::To(primary.port)).await?;
    let plan = |node: usize| Plan {
        database: Some(primary.url("127.0.0.1", way.port, DATABASE)),
        ..Plan::new(binary, folder.join(format!("node-{node}")))
    };
    let mut setup = Setup::new(seed, (0..nodes).map(plan).collect());
    setup.attempts_may_repeat = true;
    let mut world = World::open(setup).await?;
    let mut outages = Vec::new();
    let mut violations = Vec::new();
    for round in 0..rounds {
        let mut standby = primary.standby(folder.join(format!("primary-{}", round + 1)))?;
        standby.start().await?;
        primary.wait_for_standby().await?;
        let mut dice = world.dice.fork();
        let load = world.load(&format!("{round:03}"));
        let clients = load.clone().start(run.clients, &mut dice);
        tokio::time::sleep(AT_WORK).await;
        let began = Instant::now();
        primary.kill().await?;
        if world.dice.chance(50) {
            let victim = usize::try_from(world.dice.below(nodes as u64))?;
            world.kill(victim).await?;
            standby.promote()?;
            way.lead(Way::To(standby.port));
            world.start(victim, &[]).await?;
        } else {
            standby.promote()?;
            way.lead(Way::To(standby.port));
        }
        outages.push(until_served(&load, &mut dice, began).await?);
        tokio::time::sleep(AT_WORK).await;
        clients.end().await?;
        violations = world.check(0, false).await?;
        primary = standby;
        if !violations.is_empty() {
            break;
        }
    }
    if violations.is_empty() {
        violations = world.check(0, true).await?;
    }
    report.line("primaries killed, standbys promoted", outages.len());
    report.line("nodes", nodes);
    report.line("time without service, median / longest", median_and_longest(&outages));
    Ok(report.conclude(&mut world, violations, folder).await)
}

/// How long after `began` the first call that was sent after it succeeds.
pub(crate) async fn until_served(load: &Arc<Load>, dice: &mut crate::dice::Dice, began: Instant) -> Result<Duration> {
    let mut probes = JoinSet::new();
    while began.elapsed() < RETURN {
        let (load, mut dice) = (load.clone(), dice.fork());
        probes.spawn(async move {
            let outcome = load.call(&load.begin(), Act::Create, &mut dice).await;
            (matches!(outcome, Outcome::Acknowledged(_)), Instant::now())
        });
        tokio::time::sleep(BETWEEN_PROBES).await;
        while let Some(probe) = probes.try_join_next() {
            if let (true, at) = probe? {
                probes.join_all().await;
                return Ok(at - began);
            }
        }
    }
    Err(format!("no service for {} s", RETURN.as_secs()).into())
}
