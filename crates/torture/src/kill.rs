//! kill -9 under load, round after round.

use crate::args::{Kill, Run};
use crate::checker::Violation;
use crate::life::{Life, lock};
use crate::report::Report;
use crate::world::{Setup, World};
use crate::{Result, sqlite};
use std::path::Path;
use std::time::Duration;

/// So many rounds between two looks at everything that was done since the one before.
const ROUNDS_BETWEEN_CHECKS: u64 = 25;
/// So many looks between two of SQLite's own.
const CHECKS_BETWEEN_INTEGRITY: u64 = 4;

/// Kills and checks; whether all was well.
pub(crate) async fn run(kill: &Kill, run: &Run, folder: &Path, setup: Setup) -> Result<bool> {
    let on_sqlite = setup.plans.iter().all(|plan| plan.database.is_none());
    let mut report = Report::new();
    let mut world = World::open(setup).await?;
    let (mut round, mut checks, mut checked) = (0, 0, 0);
    let mut violations = Vec::new();
    while round < kill.rounds && violations.is_empty() {
        let mut dice = world.dice.fork();
        let clients = world.load(&format!("{checks:04}")).start(run.clients, &mut dice);
        for _ in 0..ROUNDS_BETWEEN_CHECKS.min(kill.rounds - round) {
            round += 1;
            strike(&mut world).await.inspect_err(|_| println!("in round {round}, seed {}", world.seed))?;
        }
        clients.end().await?;
        if on_sqlite && checks % CHECKS_BETWEEN_INTEGRITY == 0 {
            world.kill(0).await?;
            sqlite::check(&world.nodes[0].plan.data)?;
            world.start(0, &[]).await?;
        }
        checks += 1;
        violations = world.check(checked, false).await?;
        if on_sqlite {
            violations.extend(world.log.lives()[checked..].iter().filter_map(|life| needless(&lock(life))));
        }
        checked = world.log.lives().len();
        if kill.progress {
            println!("{round} rounds, {checked} orders, {} violations", violations.len());
        }
    }
    if violations.is_empty() {
        violations = world.check(0, true).await?;
    }
    report.line("rounds of kill -9", round);
    report.line("nodes", world.nodes.len());
    report.line("database", if on_sqlite { "SQLite" } else { "PostgreSQL" });
    let good = report.conclude(&mut world, violations, folder).await;
    if on_sqlite {
        sqlite::check(&world.nodes[0].plan.data)?;
    }
    Ok(good)
}

/// Calls that the server answered with a failure of its own. There is no need for any: one that is killed answers
/// nothing at all, and here it is short of nothing. The disk has room, nobody else writes to the database, and who
/// finds that an order was changed meanwhile tries again, more often than the workers and a client's other call can be
/// faster. Several nodes on PostgreSQL are not asked: they wait for the locks of one that was killed.
fn needless(life: &Life) -> Option<Violation> {
    let failed = life.calls.iter().filter(|call| call.has_failed());
    let problems = failed.map(|call| format!("a failure without need: {call}")).collect();
    Violation::of(life.number.as_str(), problems)
}

/// Some work, a kill of one node, or of all of them, and their start.
async fn strike(world: &mut World) -> Result<()> {
    let work = Duration::from_millis(world.dice.between(50, 300));
    tokio::time::sleep(work).await;
    let all: Vec<usize> = (0..world.nodes.len()).collect();
    let victims = if world.dice.chance(20) { all } else { vec![*world.dice.pick(&all)] };
    for victim in &victims {
        world.kill(*victim).await?;
    }
    if victims.len() < world.nodes.len() {
        // The others go on alone for a while.
        let alone = Duration::from_millis(world.dice.below(200));
        tokio::time::sleep(alone).await;
    }
    for victim in victims {
        if world.dice.chance(10) {
            // Killed again before it listens.
            let soon = Duration::from_millis(world.dice.below(40));
            world.nodes[victim].start_and_kill(soon).await?;
        }
        // A bank that takes its time leaves deductions under way.
        let slow = world.dice.chance(30);
        world.start(victim, if slow { &["--deduction-seconds", "5"] } else { &[] }).await?;
    }
    Ok(())
}
