//! What a run consists of: nodes on a database, a merchant, its receiver, the log of its clients, the checker.

use crate::checker::{Checker, Violation};
use crate::dice::Dice;
use crate::life::Log;
use crate::load::Load;
use crate::merchant::Merchant;
use crate::nodes::{Addresses, Node, Plan};
use crate::receiver::{Manners, Receiver};
use crate::{Failure, Result};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::{Duration, Instant};

/// A minute a second: notifications that are refused, and deductions that fail, are tried again while the run lasts.
const CLOCK_RATE: u32 = 60;
/// How long the last notifications may take, on the wall.
const DRAINING: Duration = Duration::from_secs(300);

/// How a world is made.
pub(crate) struct Setup {
    pub(crate) seed: u64,
    pub(crate) plans: Vec<Plan>,
    pub(crate) manners: Manners,
    /// Whether an attempt may be recorded twice: where a database takes over that has not heard who was delivering.
    pub(crate) attempts_may_repeat: bool,
}

impl Setup {
    /// These nodes, with a receiver that now and then refuses.
    pub(crate) fn new(seed: u64, plans: Vec<Plan>) -> Self {
        let manners = Manners { refused_percent: 4, ..Manners::default() };
        Self { seed, plans, manners, attempts_may_repeat: false }
    }
}

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) dice: Dice,
    pub(crate) nodes: Vec<Node>,
    pub(crate) addresses: Addresses,
    pub(crate) merchant: Arc<Merchant>,
    pub(crate) receiver: Arc<Receiver>,
    pub(crate) log: Arc<Log>,
    pub(crate) starts: Vec<Duration>,
    /// How many seconds the wall of merchant and receiver is ahead of this machine's.
    pub(crate) wall: Arc<AtomicI64>,
    checker: Arc<Checker>,
}

impl World {
    /// All nodes started, the first of them first: it provides the merchants.
    pub(crate) async fn open(setup: Setup) -> Result<Self> {
        let mut nodes = setup.plans.into_iter().map(Node::new).collect::<Result<Vec<Node>>>()?;
        let addresses = Addresses::new(nodes.iter().map(|node| node.base.clone()).collect());
        for (place, node) in nodes.iter_mut().enumerate() {
            node.start(&[]).await?;
            addresses.set(place, true);
        }
        let wall = Arc::new(AtomicI64::new(0));
        let merchant = Merchant::open(&nodes[0].plan.data.join("merchants/default"), wall.clone())?;
        let merchant = Arc::new(merchant);
        let receiver = Receiver::start(&merchant.config, setup.manners).await?;
        let receiver = Arc::new(receiver);
        let checker = Arc::new(Checker::new(merchant.clone(), receiver.clone(), setup.attempts_may_repeat));
        let (dice, log) = (Dice::new(setup.seed), Arc::new(Log::default()));
        let (seed, starts) = (setup.seed, Vec::new());
        let world = Self { seed, dice, nodes, addresses, merchant, receiver, log, starts, wall, checker };
        let url = json!({ "notify_url": world.receiver.url });
        world.control(Method::PUT, "merchants/default", url).await?;
        world.run_clock().await?;
        Ok(world)
    }

    /// Clients to be started, whose orders' numbers begin so.
    pub(crate) fn load(&self, name: &str) -> Arc<Load> {
        let (merchant, addresses, log) = (self.merchant.clone(), self.addresses.clone(), self.log.clone());
        let name = format!("{:x}-{name}", self.seed);
        Arc::new(Load::new(merchant, addresses, log, &self.receiver.url, name))
    }

    /// Nobody hears of it: clients find out. One that runs no longer is a failure.
    pub(crate) async fn kill(&mut self, node: usize) -> Result<()> {
        self.nodes[node].kill().await?;
        self.addresses.set(node, false);
        Ok(())
    }

    pub(crate) async fn start(&mut self, node: usize, options: &[&str]) -> Result<()> {
        let took = self.nodes[node].start(options).await?;
        self.starts.push(took);
        self.addresses.set(node, true);
        Ok(())
    }

    /// A call of the first node's control API.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Result<Value> {
        self.merchant.order(&self.nodes[0].base, method, path, body).await
    }

    pub(crate) async fn look(&self, path: &str) -> Result<Value> {
        let looked = self.merchant.look(&self.nodes[0].base, path).await;
        looked.ok_or_else(|| Failure::from(format!("{path} cannot be read")))
    }

    pub(crate) async fn run_clock(&self) -> Result<()> {
        self.control(Method::POST, "clock/run", json!({ "rate": CLOCK_RATE })).await.map(|_| ())
    }

    /// Looks at the orders from this place of the log on, while the service clock stands still.
    pub(crate) async fn check(&self, from: usize, at_the_end: bool) -> Result<Vec<Violation>> {
        self.control(Method::POST, "clock/freeze", json!({})).await?;
        if at_the_end {
            self.drain().await?;
        }
        let bases: Vec<String> = self.nodes.iter().map(|node| node.base.clone()).collect();
        let lives = self.log.lives();
        let mut violations = self.checker.check(&bases, &lives[from.min(lives.len())..], at_the_end).await?;
        violations.extend(Violation::of("the receiver", self.receiver.problems()));
        self.run_clock().await?;
        Ok(violations)
    }

    /// The end of a run: all nodes are told to stop. What is wrong with how they do, and with how they ran.
    pub(crate) async fn end(&mut self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (place, node) in self.nodes.iter_mut().enumerate() {
            let stopped = node.stop().await.err().map(|error| error.to_string());
            let problems = stopped.into_iter().chain(node.panics()).collect();
            violations.extend(Violation::of(format!("node {place}"), problems));
        }
        violations
    }

    /// Moves the clock until no notification is owed any more.
    pub(crate) async fn drain(&self) -> Result<()> {
        let began = Instant::now();
        let mut step: i64 = 60;
        while began.elapsed() < DRAINING {
            // First of all: a refund that the bank has not answered owes something only then.
            self.control(Method::POST, "clock/advance", json!({ "seconds": step })).await?;
            tokio::time::sleep(Duration::from_millis(300)).await;
            let waiting = self.look("notifications?standing=waiting&limit=1").await?;
            if waiting["notifications"].as_array().is_some_and(Vec::is_empty) {
                return Ok(());
            }
            step = (step * 2).min(6 * 3600);
        }
        Err(format!("notifications are still owed after {} s", DRAINING.as_secs()).into())
    }
}

/// A fresh folder for this run; it stays where something was found.
pub(crate) fn folder(given: Option<&PathBuf>) -> Result<PathBuf> {
    let folder = match given {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            if std::fs::read_dir(folder)?.next().is_some() {
                return Err(format!("{} is not empty", folder.display()).into());
            }
            std::path::absolute(folder)?
        }
        None => tempfile::Builder::new().prefix("payscore-torture-").tempdir()?.keep(),
    };
    Ok(folder)
}
