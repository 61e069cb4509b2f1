//! Clients that lead orders through mixed lives, and note every call.

use crate::dice::Dice;
use crate::life::{Act, Call, Family, Life, Log, Outcome, Told, lock};
use crate::merchant::Merchant;
use crate::nodes::Addresses;
use crate::shop::PAID_OUTSIDE;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;

/// So many of a hundred calls that are in doubt are made again, the same, until there is an answer.
const REPEATED_PERCENT: u64 = 80;
/// As long as a node that was killed a moment ago still counts as running.
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// What all clients share.
pub(crate) struct Load {
    pub(crate) merchant: Arc<Merchant>,
    pub(crate) addresses: Addresses,
    pub(crate) log: Arc<Log>,
    pub(crate) notify_url: String,
    /// Begins the number of each order.
    pub(crate) name: String,
    count: AtomicU64,
    ending: AtomicBool,
}

impl Load {
    pub(crate) fn new(
        merchant: Arc<Merchant>,
        addresses: Addresses,
        log: Arc<Log>,
        notify_url: &str,
        name: String,
    ) -> Self {
        let (count, ending) = (AtomicU64::new(0), AtomicBool::new(false));
        Self { merchant, addresses, log, notify_url: notify_url.to_owned(), name, count, ending }
    }

    /// So many clients, until told to end.
    pub(crate) fn start(self: Arc<Self>, clients: usize, dice: &mut Dice) -> Running {
        let work = |mut dice: Dice| {
            let load = self.clone();
            tokio::spawn(async move {
                while !load.ending.load(Ordering::Relaxed) {
                    load.live(&mut dice).await;
                }
            })
        };
        let tasks = (0..clients).map(|_| work(dice.fork())).collect();
        Running { load: self, tasks }
    }

    /// One call, made once and noted.
    pub(crate) async fn call(&self, life: &Mutex<Life>, act: Act, dice: &mut Dice) -> Outcome {
        let node = self.addresses.any(dice).await;
        self.call_at(node, life, act).await
    }

    /// The same, of this node.
    pub(crate) async fn call_at(&self, node: usize, life: &Mutex<Life>, act: Act) -> Outcome {
        let base = self.addresses.base(node);
        let draft = self.merchant.draft(&lock(life), &act, &self.notify_url);
        let sent = self.log.tick();
        let outcome = self.merchant.send(base, &draft).await.outcome();
        let call = Call { act, node, sent, ended: self.log.tick(), outcome: outcome.clone() };
        if outcome != Outcome::NotSent {
            lock(life).calls.push(call);
        }
        outcome
    }

    /// A new order that nobody has to confirm.
    pub(crate) fn begin(&self) -> Arc<Mutex<Life>> {
        let number = format!("{}-{}", self.name, self.count.fetch_add(1, Ordering::Relaxed));
        let openid = self.merchant.user("pays_at_once");
        self.log.begin(Life { number, family: Family::Unconfirmed, openid, calls: Vec::new() })
    }

    /// One order, from its creation to wherever it comes.
    pub(crate) async fn live(&self, dice: &mut Dice) {
        let plan = dice.below(100);
        let family = match plan {
            0..25 | 90.. => Family::Unconfirmed,
            25..70 => Family::Confirmed,
            _ => Family::Retail,
        };
        let slow = dice.chance(30);
        let behaviour = match dice.below(2) {
            _ if !slow || family == Family::Unconfirmed => "pays_at_once",
            0 => "never_has_balance",
            _ => "pays_on_third_attempt",
        };
        let number = format!("{}-{}", self.name, self.count.fetch_add(1, Ordering::Relaxed));
        let openid = self.merchant.user(behaviour);
        let life = Life { number, family, openid: openid.clone(), calls: Vec::new() };
        let life = self.log.begin(life);
        let client = Client { load: self, life };
        if client.act(Act::Create, dice).await.is_none() {
            return;
        }
        if dice.chance(10) {
            client.act(client.cancellation(), dice).await;
            return;
        }
        if family != Family::Unconfirmed && !client.confirm(openid, dice).await {
            client.act(client.cancellation(), dice).await;
            return;
        }
        match family {
            Family::Retail => client.shop(dice).await,
            _ if plan >= 90 => client.race(dice).await,
            _ => client.serve(dice).await,
        }
    }
}

/// Clients at work.
pub(crate) struct Running {
    load: Arc<Load>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// No new orders; those under way are led to their end.
    pub(crate) async fn end(self) -> crate::Result<()> {
        self.load.ending.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await?;
        }
        Ok(())
    }
}

/// Who leads one order.
struct Client<'a> {
    load: &'a Load,
    life: Arc<Mutex<Life>>,
}

impl Client<'_> {
    /// Makes a call, and again while it is in doubt and nobody loses patience. What was told, where it succeeded.
    async fn act(&self, act: Act, dice: &mut Dice) -> Option<Told> {
        loop {
            match self.load.call(&self.life, act.clone(), dice).await {
                Outcome::Acknowledged(told) => return Some(told),
                Outcome::NotSent => {}
                Outcome::InDoubt(_) if dice.chance(REPEATED_PERCENT) => {}
                _ => return None,
            }
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
    }

    fn cancellation(&self) -> Act {
        Act::Cancel { reason: "用户不再需要".to_owned() }
    }

    /// By this user, or by one who may have any number of orders.
    async fn confirm(&self, openid: String, dice: &mut Dice) -> bool {
        if self.act(Act::Confirm { openid: openid.clone() }, dice).await.is_some() {
            return true;
        }
        let patient = self.load.merchant.user("pays_at_once");
        openid != patient && self.act(Act::Confirm { openid: patient }, dice).await.is_some()
    }

    /// A service order in use, to its payment.
    async fn serve(&self, dice: &mut Dice) {
        if dice.chance(30) {
            self.act(Act::Query, dice).await;
        }
        let total = i64::try_from(dice.between(0, 5)).unwrap_or_default() * 100;
        if self.act(Act::Complete { total, ticket: None }, dice).await.is_none() {
            return;
        }
        let Some(told) = self.act(Act::Query, dice).await else { return };
        match told.transaction {
            Some(transaction) if dice.chance(40) => self.refund(transaction, total, dice).await,
            Some(_) => {}
            None => self.collect(total, dice).await,
        }
    }

    /// What the user has not paid: less of it, by hand, elsewhere, or nothing at all.
    async fn collect(&self, total: i64, dice: &mut Dice) {
        if dice.chance(60) && total > 0 {
            self.act(Act::Modify { total: total - 50 }, dice).await;
        }
        match dice.below(4) {
            0 => {
                let openid = self.payer();
                self.act(Act::Pay { openid }, dice).await;
            }
            1 => {
                self.act(self.cancellation(), dice).await;
            }
            _ => {
                self.act(Act::Sync { paid_time: PAID_OUTSIDE }, dice).await;
            }
        }
        self.act(Act::Query, dice).await;
    }

    /// Who confirmed; anybody, where that is in doubt.
    fn payer(&self) -> String {
        let life = lock(&self.life);
        let confirmed = life.calls.iter().filter(|call| call.is_acknowledged());
        let mut openids = confirmed.filter_map(|call| match &call.act {
            Act::Confirm { openid } => Some(openid.clone()),
            _ => None,
        });
        openids.next().unwrap_or_else(|| life.openid.clone())
    }

    /// Twice a part, the second of them sometimes more than is left.
    async fn refund(&self, transaction: String, total: i64, dice: &mut Dice) {
        for part in 0..2 {
            let number = format!("{}-r{part}", lock(&self.life).number);
            let amount = if dice.chance(50) { total / 2 } else { total };
            let act = Act::Refund { number, transaction: transaction.clone(), amount, total };
            self.act(act, dice).await;
        }
    }

    /// A smart-retail order: something is taken, or nothing.
    async fn shop(&self, dice: &mut Dice) {
        let Some(Told { ticket: Some(ticket), .. }) = self.act(Act::Query, dice).await else { return };
        if dice.chance(20) {
            self.act(Act::Unused { ticket, reason: "用户未取货".to_owned() }, dice).await;
        } else {
            let total = i64::try_from(dice.between(0, 3)).unwrap_or_default() * 100;
            if self.act(Act::Complete { total, ticket: Some(ticket) }, dice).await.is_none() {
                return;
            }
        }
        if let Some(told) = self.act(Act::Query, dice).await
            && told.state == "FINISHED"
        {
            let openid = self.payer();
            self.act(Act::Pay { openid }, dice).await;
        }
    }

    /// Completed and cancelled at once: at most one of both is the last word.
    async fn race(&self, dice: &mut Dice) {
        let (mut one, mut other) = (dice.fork(), dice.fork());
        tokio::join!(
            self.act(Act::Complete { total: 300, ticket: None }, &mut one),
            self.act(self.cancellation(), &mut other)
        );
        self.act(Act::Query, dice).await;
    }
}
