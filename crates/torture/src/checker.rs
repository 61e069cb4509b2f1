//! Reads what the servers show of the orders in a log, and passes judgement.

use crate::Result;
use crate::life::{Act, Life, Outcome, lock};
use crate::merchant::{Draft, Exchange, Merchant};
use crate::receiver::Receiver;
use crate::verdict;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;

/// Readers at once.
const READERS: usize = 8;
/// An order, its timeline and its notifications are read one after another, and workers go on meanwhile: what looks
/// wrong is looked at again. What is lost does not come back.
const LOOKS: u32 = 4;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// Something that must not be.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) number: String,
    pub(crate) problems: Vec<String>,
    /// The client's notes.
    pub(crate) notes: Vec<String>,
    pub(crate) shown: Value,
}

impl Violation {
    /// What is wrong with somebody who is no order: a node, the receiver. `None` where nothing is.
    pub(crate) fn of(who: impl Into<String>, problems: Vec<String>) -> Option<Self> {
        let (number, notes, shown) = (who.into(), Vec::new(), Value::Null);
        (!problems.is_empty()).then_some(Self { number, problems, notes, shown })
    }
}

/// Where a timeline was when it was looked at last: entries that were there stay there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    entries: usize,
    hash: u64,
}

impl Mark {
    fn of(entries: &[Value]) -> Self {
        let mut hasher = DefaultHasher::new();
        entries.iter().for_each(|entry| entry.to_string().hash(&mut hasher));
        Self { entries: entries.len(), hash: hasher.finish() }
    }
}

/// The checker of one run.
pub(crate) struct Checker {
    merchant: Arc<Merchant>,
    receiver: Arc<Receiver>,
    /// Whether an attempt may be recorded twice.
    may_repeat: bool,
    marks: Mutex<HashMap<String, Mark>>,
}

impl Checker {
    pub(crate) fn new(merchant: Arc<Merchant>, receiver: Arc<Receiver>, may_repeat: bool) -> Self {
        Self { merchant, receiver, may_repeat, marks: Mutex::default() }
    }

    /// Looks at all these orders, each at one of these servers.
    pub(crate) async fn check(
        self: &Arc<Self>,
        bases: &[String],
        lives: &[Arc<Mutex<Life>>],
        at_the_end: bool,
    ) -> Result<Vec<Violation>> {
        let mut readers = JoinSet::new();
        for (reader, part) in lives.chunks(lives.len().div_ceil(READERS).max(1)).enumerate() {
            let (checker, part, base) = (self.clone(), part.to_vec(), bases[reader % bases.len()].clone());
            readers.spawn(async move {
                let mut violations = Vec::new();
                for life in part {
                    let life = lock(&life).clone();
                    violations.extend(checker.look(&base, &life, at_the_end).await?);
                }
                Ok::<_, crate::Failure>(violations)
            });
        }
        let mut violations = Vec::new();
        while let Some(part) = readers.join_next().await {
            violations.extend(part??);
        }
        Ok(violations)
    }

    async fn look(&self, base: &str, life: &Life, at_the_end: bool) -> Result<Option<Violation>> {
        let mut last = None;
        for look in 0..LOOKS {
            if look > 0 {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            let path = format!("orders/{}/{}", self.merchant.mchid(), life.number);
            let shown = self.read(base, &path).await?;
            let mut problems = verdict::of(life, shown.as_ref());
            problems.extend(self.history(life, shown.as_ref()));
            if let Some(shown) = &shown {
                let owes = verdict::owed_by(life, shown);
                problems.extend(self.notifications(&owes, &shown["notifications"], at_the_end));
                problems.extend(self.refunds(base, life, shown, at_the_end).await?);
            }
            if problems.is_empty() {
                return Ok(None);
            }
            last = Some((problems, shown));
        }
        Ok(last.map(|(problems, shown)| Violation {
            number: life.number.clone(),
            problems,
            notes: life.calls.iter().map(ToString::to_string).collect(),
            shown: shown.unwrap_or_default(),
        }))
    }

    /// `None` where the server knows no such thing.
    async fn read(&self, base: &str, path: &str) -> Result<Option<Value>> {
        match self.merchant.send(base, &Draft::get(format!("/_payscore/{path}")).unsigned()).await {
            Exchange::Answer { status: 200, body } => Ok(Some(body)),
            Exchange::Answer { status: 404, .. } => Ok(None),
            other => Err(format!("{base} {path} cannot be read: {other:?}").into()),
        }
    }

    /// Whether what was there at the look before is there, word for word.
    fn history(&self, life: &Life, shown: Option<&Value>) -> Option<String> {
        let entries = shown.and_then(|shown| shown["timeline"].as_array()).map_or(&[] as &[Value], Vec::as_slice);
        let mut marks = lock(&self.marks);
        if let Some(mark) = marks.get(&life.number)
            && (entries.len() < mark.entries || Mark::of(&entries[..mark.entries]) != *mark)
        {
            return Some(format!("the timeline is another one than before, when it had {} entries", mark.entries));
        }
        marks.insert(life.number.clone(), Mark::of(entries));
        None
    }

    fn notifications(&self, owes: &[&str], shown: &Value, at_the_end: bool) -> Vec<String> {
        let shown = shown.as_array().map_or(&[] as &[Value], Vec::as_slice);
        verdict::of_notifications(owes, shown, |id| self.receiver.arrived(id), at_the_end, self.may_repeat)
    }

    /// What was acknowledged is there, nothing that nobody asked for, and not more than was paid.
    async fn refunds(&self, base: &str, life: &Life, order: &Value, at_the_end: bool) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        let mut refunded = 0;
        for (number, asked) in asked_refunds(life) {
            let mchid = self.merchant.mchid();
            let shown = self.read(base, &format!("refunds/{mchid}/{number}")).await?;
            let told = self.read(base, &format!("notifications?mchid={mchid}&out_order_no={number}")).await?;
            let notifications = told.map(|mut told| told["notifications"].take()).unwrap_or_default();
            let Some(shown) = shown else {
                if !asked.ids.is_empty() {
                    problems.push(format!("refund {number} was acknowledged, and is gone"));
                }
                problems.extend(self.notifications(&[], &notifications, at_the_end));
                continue;
            };
            let amount = shown["amount"]["refund"].as_i64().unwrap_or_default();
            refunded += amount;
            if !asked.possible {
                problems.push(format!("refund {number} was refused, and is there: {shown}"));
            }
            if asked.ids.iter().any(|id| shown["refund_id"] != id.as_str()) || amount != asked.amount {
                problems.push(format!("refund {number} is another one than {asked:?}: {shown}"));
            }
            let settled = shown["status"] == "SUCCESS";
            if at_the_end && !settled {
                problems.push(format!("refund {number} does not come to its end: {shown}"));
            }
            let owes: &[&str] = if settled { &["REFUND.SUCCESS"] } else { &[] };
            problems.extend(self.notifications(owes, &notifications, at_the_end));
        }
        let paid = order["order"]["total_amount"].as_i64().unwrap_or_default();
        if refunded > paid {
            problems.push(format!("{refunded} were refunded of {paid}"));
        }
        Ok(problems)
    }
}

/// What was asked for under the number of a refund.
#[derive(Debug, Default)]
struct Asked {
    amount: i64,
    /// Under which numbers it was acknowledged.
    ids: Vec<String>,
    /// Whether it may be there.
    possible: bool,
}

fn asked_refunds(life: &Life) -> BTreeMap<String, Asked> {
    let mut refunds: BTreeMap<String, Asked> = BTreeMap::new();
    for call in &life.calls {
        let Act::Refund { number, amount, .. } = &call.act else { continue };
        let asked = refunds.entry(number.clone()).or_default();
        asked.amount = *amount;
        asked.possible |= call.may_have_happened();
        if let Outcome::Acknowledged(told) = &call.outcome {
            asked.ids.extend(told.refund_id.clone());
        }
    }
    refunds
}
