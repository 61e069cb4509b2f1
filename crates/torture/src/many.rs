//! One node against several on the same database, and a pile of notifications that several share out among themselves.

use crate::Result;
use crate::args::Run;
use crate::checker::Violation;
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
/// As long as the receiver of the pile takes for a notification, at most: where two nodes deliver the same, their
/// deliveries have to meet there.
const SLOWEST: Duration = Duration::from_millis(20);
/// So long after the last one, nobody has one in hand any more that may come once again.
const AFTERWARDS: Duration = Duration::from_secs(3);

/// The pile's database.
const PILE: &str = "pile";

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
        let mut violations = world.check(0, true).await?;
        violations.extend(world.end().await);
        if !violations.is_empty() {
            tell(&violations, seed, &folder);
            good = false;
        }
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

fn answers(world: &World) -> usize {
    let answered = |outcome: &Outcome| matches!(outcome, Outcome::Acknowledged(_) | Outcome::Refused { .. });
    let of = |calls: &[crate::life::Call]| calls.iter().filter(|call| answered(&call.outcome)).count();
    world.log.lives().iter().map(|life| of(&lock(life).calls)).sum()
}

/// A pile of notifications that all nodes share out from the same moment on. Each has to come once.
async fn pile(
    extent: &Extent,
    seed: u64,
    binary: &Path,
    folder: &Path,
    cluster: &Cluster,
    report: &mut Report,
) -> Result<bool> {
    let mut world = piled(extent, seed, binary, &folder.join("pile"), cluster).await?;
    let wanted = extent.notifications + 1;
    for node in 0..extent.nodes {
        world.start(node, &[]).await?;
    }
    let took = all_delivered(&world, cluster, wanted).await?;
    tokio::time::sleep(AFTERWARDS).await;
    let counts = world.receiver.counts();
    let mut problems = world.receiver.problems();
    report.line(&format!("a pile of notifications, {} nodes", extent.nodes), extent.notifications);
    let found = [
        ("delivered", counts.taken, wanted),
        ("delivered more than once", counts.repeats, 0),
        ("delivered by two nodes at once", counts.overlapped, 0),
        ("still owed by the database", owed(cluster)?, 0),
        ("attempts in the database", count(cluster, "attempts")?, wanted),
    ];
    for (what, is, has_to_be) in found {
        report.line(&format!("  {what}"), is);
        if is != has_to_be {
            problems.push(format!("{what}: {is}, it has to be {has_to_be}"));
        }
    }
    report.line("  took", format!("{}, {:.0} a second", shown(took), counts.taken as f64 / took.as_secs_f64()));
    let mut violations = world.end().await;
    violations.extend(Violation::of("the pile", problems));
    if !violations.is_empty() {
        tell(&violations, seed, folder);
    }
    Ok(violations.is_empty())
}

/// A world whose nodes do not run, and whose database owes one notification as many times as wanted: under other ids,
/// but for these a copy of one that was delivered.
async fn piled(extent: &Extent, seed: u64, binary: &Path, folder: &Path, cluster: &Cluster) -> Result<World> {
    let url = database(cluster, PILE)?;
    let mut setup = Setup::new(seed, plans(extent.nodes, &url, binary, folder)?);
    setup.manners = Manners { counts_only: true, slowest: SLOWEST, ..Manners::default() };
    let mut world = World::open(setup).await?;
    let load = world.load(PILE);
    let (life, mut dice) = (load.begin(), world.dice.clone());
    for act in [Act::Create, Act::Complete { total: 300, ticket: None }] {
        load.call(&life, act, &mut dice).await;
    }
    world.drain().await?;
    for node in &mut world.nodes {
        node.stop().await?;
    }
    let waiting = r#"{"phase":"waiting","attempt":1,"due":0}"#;
    cluster.ask_of(
        PILE,
        &format!(
            "INSERT INTO notifications (id, mchid, subject, event_type, url, created_at, plaintext, phase, due)
             SELECT gen_random_uuid(), mchid, subject, event_type, url, created_at, plaintext, '{waiting}', 0
             FROM notifications, generate_series(1, {}) LIMIT {}",
            extent.notifications, extent.notifications
        ),
    )?;
    cluster.ask_of(PILE, "ANALYZE")?;
    Ok(world)
}

/// Waits until so many have come and the database, which learns it a moment later, owes none any more, or until nothing
/// happens any longer. How long it took until the last one came.
async fn all_delivered(world: &World, cluster: &Cluster, wanted: u64) -> Result<Duration> {
    let began = Instant::now();
    let (mut last, mut moved) = (0, began);
    while (last < wanted || owed(cluster)? > 0) && moved.elapsed() < STALLED {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let taken = world.receiver.counts().taken;
        if taken != last {
            (last, moved) = (taken, Instant::now());
        }
    }
    Ok(moved - began)
}

fn owed(cluster: &Cluster) -> Result<u64> {
    count(cluster, "notifications WHERE due IS NOT NULL")
}

/// How many rows of the pile's database.
fn count(cluster: &Cluster, from: &str) -> Result<u64> {
    Ok(cluster.ask_of(PILE, &format!("SELECT count(*) FROM {from}"))?.trim().parse()?)
}
