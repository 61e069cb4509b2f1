//! One node against several on the same database, and a pile of notifications that several share out among themselves.

use crate::Result;
use crate::args::Run;
use crate::life::{Act, Outcome, lock};
use crate::nodes::Plan;
use crate::postgres::Cluster;
use crate::receiver::Manners;
use crate::report::{Report, shown, tell};
use crate::world::{Setup, World};
use std::path::Path;
use std::time::{Duration, Instant};

/// After so long without a delivery, the rest does not come.
const STALLED: Duration = Duration::from_secs(60);

/// How much.
pub(crate) struct Extent {
    pub(crate) nodes: usize,
    pub(crate) seconds: u64,
    pub(crate) notifications: u64,
}

/// Both; whether all was well.
pub(crate) async fn run(extent: &Extent, run: &Run, seed: u64, binary: &Path, folder: &Path) -> Result<bool> {
    let mut cluster = Cluster::new(folder.join("database"))?;
    cluster.start().await?;
    let mut report = Report::new();
    let mut good = true;
    for nodes in [1, extent.nodes] {
        let url = database(&cluster, &format!("load{nodes}"))?;
        let folder = folder.join(format!("load{nodes}"));
        let mut world = World::open(Setup::new(seed, plans(nodes, &url, binary, &folder)?)).await?;
        let mut dice = world.dice.fork();
        let began = Instant::now();
        let clients = world.load("load").start(run.clients * extent.nodes, &mut dice);
        tokio::time::sleep(Duration::from_secs(extent.seconds)).await;
        let answered = answers(&world);
        let seconds = began.elapsed().as_secs_f64();
        clients.end().await?;
        report.line(&format!("{nodes} nodes: calls answered a second"), format!("{:.0}", answered as f64 / seconds));
        let violations = world.check(0, true).await?;
        if !violations.is_empty() {
            tell(&violations, seed, &folder);
            good = false;
        }
        stop(&mut world).await?;
    }
    good &= pile(extent, seed, binary, folder, &cluster, &mut report).await?;
    report.print();
    Ok(good)
}

/// A fresh database of this server.
fn database(cluster: &Cluster, name: &str) -> Result<String> {
    cluster.ask(&format!("CREATE DATABASE {name}"))?;
    Ok(cluster.url("127.0.0.1", cluster.port, name))
}

fn plans(nodes: usize, url: &str, binary: &Path, folder: &Path) -> Result<Vec<Plan>> {
    std::fs::create_dir(folder)?;
    let plan = |node| Plan { database: Some(url.to_owned()), ..Plan::new(binary, folder.join(format!("node-{node}"))) };
    Ok((0..nodes).map(plan).collect())
}

async fn stop(world: &mut World) -> Result<()> {
    for node in &mut world.nodes {
        node.stop().await?;
    }
    Ok(())
}

fn answers(world: &World) -> usize {
    let answered = |outcome: &Outcome| matches!(outcome, Outcome::Acknowledged(_) | Outcome::Refused { .. });
    let of = |calls: &[crate::life::Call]| calls.iter().filter(|call| answered(&call.outcome)).count();
    world.log.lives().iter().map(|life| of(&lock(life).calls)).sum()
}

/// Notifications as many as wanted, copied from one that was owed and put into the database while no node runs; then all
/// nodes start at once. Each has to come, and none from two at once.
async fn pile(
    extent: &Extent,
    seed: u64,
    binary: &Path,
    folder: &Path,
    cluster: &Cluster,
    report: &mut Report,
) -> Result<bool> {
    let url = database(cluster, "pile")?;
    let mut setup = Setup::new(seed, plans(extent.nodes, &url, binary, &folder.join("pile"))?);
    setup.manners = Manners { counts_only: true, ..Manners::default() };
    let mut world = World::open(setup).await?;
    let load = world.load("pile");
    let (life, mut dice) = (load.begin(), world.dice.clone());
    for act in [Act::Create, Act::Complete { total: 300, ticket: None }] {
        load.call(&life, act, &mut dice).await;
    }
    world.drain().await?;
    stop(&mut world).await?;
    let waiting = r#"{"phase":"waiting","attempt":1,"due":0}"#;
    cluster.ask_of(
        "pile",
        &format!(
            "INSERT INTO notifications (id, mchid, subject, event_type, url, created_at, plaintext, phase, due)
             SELECT gen_random_uuid(), mchid, subject, event_type, url, created_at, plaintext, '{waiting}', 0
             FROM notifications, generate_series(1, {}) LIMIT {}",
            extent.notifications, extent.notifications
        ),
    )?;
    cluster.ask_of("pile", "ANALYZE")?;
    let began = Instant::now();
    for node in 0..extent.nodes {
        world.start(node, &[]).await?;
    }
    let wanted = extent.notifications + 1;
    let (mut last, mut moved) = (0, Instant::now());
    while last < wanted && moved.elapsed() < STALLED {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let taken = world.receiver.counts().taken;
        if taken != last {
            (last, moved) = (taken, Instant::now());
        }
    }
    let took = began.elapsed();
    let owed = cluster.ask_of("pile", "SELECT count(*) FROM notifications WHERE due IS NOT NULL")?;
    let counts = world.receiver.counts();
    report.line(&format!("a pile of notifications, {} nodes", extent.nodes), extent.notifications);
    report.line("  delivered", counts.taken);
    report.line("  delivered more than once", counts.repeats);
    report.line("  delivered by two nodes at once", counts.overlapped);
    report.line("  still owed by the database", owed.trim());
    report.line("  took", format!("{}, {:.0} a second", shown(took), counts.taken as f64 / took.as_secs_f64()));
    let problems = world.receiver.problems();
    problems.iter().for_each(|problem| println!("VIOLATION: {problem}"));
    stop(&mut world).await?;
    Ok(problems.is_empty() && counts.taken == wanted && counts.overlapped == 0)
}
