//! The network between nodes and database cut: by a forwarder that closes or swallows, and, where one may, for real, by
//! taking down the link to a database in a network of its own.

use crate::Result;
use crate::args::Run;
use crate::dice::Dice;
use crate::disk::not_run;
use crate::failover::until_served;
use crate::forwarder::{Forwarder, Way};
use crate::life::{Act, Outcome};
use crate::load::Load;
use crate::mount::run as finish;
use crate::nodes::Plan;
use crate::postgres::{Cluster, DATABASE};
use crate::report::{Report, median_and_longest};
use crate::world::{Setup, World};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const NODES: usize = 3;
const AT_WORK: Duration = Duration::from_secs(1);
/// A request during a cut may take so long until it is answered 500.
const PATIENCE: Duration = Duration::from_secs(12);

/// What is cut.
enum Cut {
    Forwarder(Vec<Forwarder>, u16),
    Link(Network),
}

impl Cut {
    fn off(&self, node: usize, dice: &mut Dice) -> Result<&'static str> {
        match self {
            Self::Forwarder(ways, _) => {
                let closed = dice.chance(50);
                ways[node].lead(if closed { Way::Closed } else { Way::Silent });
                Ok(if closed { "closed" } else { "silent" })
            }
            Self::Link(network) => network.link(node, "down").map(|()| "link down"),
        }
    }

    fn on(&self, node: usize) -> Result<()> {
        match self {
            Self::Forwarder(ways, port) => {
                ways[node].lead(Way::To(*port));
                Ok(())
            }
            Self::Link(network) => network.link(node, "up"),
        }
    }
}

/// So many cuts of either kind; whether all was well.
pub(crate) async fn run(rounds: u64, run: &Run, seed: u64, binary: &Path, folder: &Path) -> Result<bool> {
    let mut cluster = Cluster::new(folder.join("database"))?;
    cluster.start().await?;
    let mut ways = Vec::new();
    for _ in 0..NODES {
        ways.push(Forwarder::start(Way::To(cluster.port)).await?);
    }
    let urls = ways.iter().map(|way| cluster.url("127.0.0.1", way.port, DATABASE)).collect();
    println!("a forwarder between each node and the database");
    let cut = Cut::Forwarder(ways, cluster.port);
    let mut good = cuts(rounds, run, seed, binary, &folder.join("forwarder"), urls, &cut).await?;
    drop(cluster);
    match Network::make() {
        Err(error) => drop(not_run("links between nodes and database", &*error)),
        Ok(network) => {
            let mut cluster = Cluster::new(folder.join("far"))?.in_network(network.words());
            cluster.start().await?;
            let urls = (0..NODES).map(|node| cluster.url(&Network::address(node), cluster.port, DATABASE)).collect();
            println!("a link between each node and the database");
            let cut = Cut::Link(network);
            good &= cuts(rounds, run, seed, binary, &folder.join("links"), urls, &cut).await?;
        }
    }
    Ok(good)
}

async fn cuts(
    rounds: u64,
    run: &Run,
    seed: u64,
    binary: &Path,
    folder: &Path,
    urls: Vec<String>,
    cut: &Cut,
) -> Result<bool> {
    let mut report = Report::new();
    std::fs::create_dir(folder)?;
    let plan = |(node, url)| Plan { database: Some(url), ..Plan::new(binary, folder.join(format!("node-{node}"))) };
    let mut world = World::open(Setup::new(seed, urls.into_iter().enumerate().map(plan).collect())).await?;
    let (mut answered, mut returns) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let mut dice = world.dice.fork();
        let load = world.load(&format!("{round:03}"));
        let clients = load.clone().start(run.clients, &mut dice);
        tokio::time::sleep(AT_WORK).await;
        let victims = if dice.chance(25) { vec![0, 1, 2] } else { vec![usize::try_from(dice.below(NODES as u64))?] };
        for victim in &victims {
            cut.off(*victim, &mut dice)?;
        }
        answered.push(ends_in_time(&load, victims[0]).await?);
        if victims.len() < NODES {
            // The others serve as before.
            world.addresses.set(victims[0], false);
            until_served(&load, &mut dice, Instant::now()).await?;
            world.addresses.set(victims[0], true);
        }
        let healed = Instant::now();
        for victim in &victims {
            cut.on(*victim)?;
        }
        for node in 0..NODES {
            world.addresses.set(node, node == victims[0]);
        }
        returns.push(until_served(&load, &mut dice, healed).await?);
        (0..NODES).for_each(|node| world.addresses.set(node, true));
        clients.end().await?;
        if world.nodes.iter_mut().any(|node| !node.lives()) {
            return Err("a node ended because its database was gone".into());
        }
    }
    let violations = world.check(0, true).await?;
    report.line("cuts", rounds);
    report.line("a call during a cut ends in, median / longest", median_and_longest(&answered));
    report.line("service is back after, median / longest", median_and_longest(&returns));
    Ok(report.conclude(&mut world, violations, folder).await)
}

/// How long a call takes at a node that has no database: it ends with a failure, and in time.
async fn ends_in_time(load: &Load, node: usize) -> Result<Duration> {
    let began = Instant::now();
    let outcome = load.call_at(node, &load.begin(), Act::Create).await;
    let took = began.elapsed();
    let failed = matches!(&outcome, Outcome::InDoubt(why) if why.starts_with("500 ") && why.contains("SYSTEM_ERROR"));
    if !failed || took > PATIENCE {
        return Err(format!("without its database node {node} answers {outcome:?} after {took:?}").into());
    }
    Ok(took)
}

/// A network of the database's own, with a link for each node. Gone when dropped.
struct Network(String);

impl Network {
    fn make() -> Result<Self> {
        let network = Self(format!("payscore{}", std::process::id()));
        ip(&format!("netns add {}", network.0))?;
        ip(&format!("-n {} link set lo up", network.0))?;
        for node in 0..NODES {
            let (near, far) = (network.name(node), format!("{}f", network.name(node)));
            ip(&format!("link add {near} type veth peer name {far} netns {}", network.0))?;
            ip(&format!("addr add 10.177.{node}.1/30 dev {near}"))?;
            ip(&format!("link set {near} up"))?;
            ip(&format!("-n {} addr add {}/30 dev {far}", network.0, Self::address(node)))?;
            ip(&format!("-n {} link set {far} up", network.0))?;
        }
        Ok(network)
    }

    /// The database as this node sees it.
    fn address(node: usize) -> String {
        format!("10.177.{node}.2")
    }

    fn name(&self, node: usize) -> String {
        format!("ps{}n{node}", self.0.trim_start_matches("payscore"))
    }

    fn link(&self, node: usize, state: &str) -> Result<()> {
        ip(&format!("link set {} {state}", self.name(node)))
    }

    fn words(&self) -> Vec<String> {
        ["ip", "netns", "exec", &self.0].map(ToOwned::to_owned).to_vec()
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Its links go with it.
        let _ = ip(&format!("netns delete {}", self.0));
    }
}

fn ip(words: &str) -> Result<()> {
    finish(Command::new("ip").args(words.split(' '))).map(|_| ())
}
