//! Merchants and users: they do one thing after another with orders, mostly what makes sense, and note what came of it.

mod bodies;
mod permissions;

use crate::client::{Answer, Client};
use crate::model::{Fact, Family, KnownOrder, state_of};
use crate::provision::Merchant;
use crate::world::{Life, World};
use payscore_domain::{Behaviour, Moment};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Most users behave in the first of these ways.
const USERS: [Behaviour; 8] = [
    Behaviour::PaysAtOnce,
    Behaviour::PaysAtOnce,
    Behaviour::PaysAtOnce,
    Behaviour::PaysOnThirdAttempt,
    Behaviour::PaysOnThirdAttempt,
    Behaviour::NeverHasBalance,
    Behaviour::Declines,
    Behaviour::FailsAssessment,
];

const REFUNDS: &str = "/v3/refund/domestic/refunds";

/// Somebody who does things.
pub(crate) struct Actor {
    life: Arc<Life>,
    client: Client,
}

/// Something to do with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Create,
    Confirm,
    Decline,
    Complete,
    CompleteOtherwise,
    Cancel,
    Modify,
    Sync,
    AskForPayment,
    PayByHand,
    Refund,
    Query,
}

/// How often which: after a creation the rest is tried in any state, too early and too late.
const ACTS: [(Act, u64); 12] = [
    (Act::Create, 12),
    (Act::Confirm, 22),
    (Act::Decline, 2),
    (Act::Complete, 20),
    (Act::CompleteOtherwise, 2),
    (Act::Cancel, 6),
    (Act::Modify, 5),
    (Act::Sync, 4),
    (Act::AskForPayment, 4),
    (Act::PayByHand, 5),
    (Act::Refund, 8),
    (Act::Query, 10),
];

impl Actor {
    /// In a process.
    pub(crate) fn new(life: Arc<Life>, client: Client) -> Self {
        Self { life, client }
    }

    fn world(&self) -> &World {
        &self.life.world
    }

    fn merchant(&self, family: Family) -> &Merchant {
        &self.world().provision.merchants[family.merchant()]
    }

    /// Does so many things, with pauses.
    pub(crate) async fn run(self, acts: u64) {
        for _ in 0..acts {
            let dice = &self.world().dice;
            let pause = match dice.below(20) {
                0 => Duration::from_secs(dice.below(7200)),
                1..=4 => dice.moment(20_000),
                5..=9 => dice.moment(500),
                _ => dice.moment(10),
            };
            tokio::time::sleep(pause).await;
            self.life.alive().await;
            self.world().acts.fetch_add(1, Ordering::Relaxed);
            match dice.below(100) {
                0..=7 => self.move_clock().await,
                8..=13 => self.authorize().await,
                _ => self.act().await,
            }
        }
    }

    async fn move_clock(&self) {
        let dice = &self.world().dice;
        let seconds = *dice.pick(&[5, 15, 60, 1800, 3600, 6 * 3600, 86_400, 3 * 86_400]);
        let answer = self.client.control("POST", "clock/advance", Some(&json!({ "seconds": seconds }))).await;
        let status = answer.map_or(0, |answer| answer.status);
        self.life.note(format_args!("clock: {seconds} s ahead: {status}"));
    }

    async fn act(&self) {
        let dice = &self.world().dice;
        let known = self.world().model.lock().orders.len();
        if known == 0 || (known < 8 && dice.percent(14)) {
            let index = self.plan();
            return self.create(index).await;
        }
        // Those made last are the ones that something happens to.
        let index = known - 1 - usize::try_from(dice.below(known.min(4) as u64)).unwrap_or_default();
        let all: u64 = ACTS.iter().map(|(_, weight)| weight).sum();
        let mut left = dice.below(all);
        let chosen = ACTS.iter().find(|(_, weight)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        match chosen.map_or(Act::Query, |(act, _)| *act) {
            Act::Create => self.create(index).await,
            Act::Confirm => self.confirm(index).await,
            Act::Decline => self.user(index, "decline", None).await,
            Act::Complete => self.complete(index).await,
            Act::CompleteOtherwise => self.complete_otherwise(index).await,
            Act::Cancel => self.cancel(index).await,
            Act::Modify => self.modify(index).await,
            Act::Sync => self.sync(index).await,
            Act::AskForPayment => self.ask_for_payment(index).await,
            Act::PayByHand => self.user(index, "pay", Some(Fact::PaidByHand)).await,
            Act::Refund => self.refund(index).await,
            Act::Query => drop(self.query(index).await),
        }
    }

    fn order(&self, index: usize) -> KnownOrder {
        self.world().model.lock().orders[index].clone()
    }

    /// Changes what is known of an order.
    fn learn<T>(&self, index: usize, learn: impl FnOnce(&mut KnownOrder) -> T) -> T {
        learn(&mut self.world().model.lock().orders[index])
    }

    /// Thinks of a new order.
    fn plan(&self) -> usize {
        let dice = &self.world().dice;
        let family = *dice.pick(&Family::ALL);
        let merchant = self.merchant(family);
        let openid = merchant.user(*dice.pick(&USERS)).to_owned();
        let mut model = self.world().model.lock();
        let number = format!("order-{}", model.orders.len() + 1);
        let total = bodies::total(dice);
        let (creation, completion) = match family {
            Family::Retail => (bodies::retail(merchant, &number), None),
            Family::Direct => {
                let body = bodies::direct(merchant, &number, &openid, total);
                (body.clone(), Some((total, body)))
            }
            _ => (bodies::service_order(merchant, family, &number, &openid, dice), None),
        };
        let order = KnownOrder {
            family,
            number,
            openid,
            creation,
            completion,
            transaction: None,
            asked: Default::default(),
            done: Default::default(),
            open_creations: 0,
            shown: None,
        };
        model.orders.push(order);
        model.orders.len() - 1
    }

    /// A merchant's call on an order, and what it means if it is done.
    async fn call(&self, index: usize, target: &str, body: &Value, facts: &[Fact]) -> Option<Answer> {
        let (order, floor) = self.learn(index, |order| {
            order.asked.extend(facts.iter().cloned());
            (order.clone(), order.shown.clone())
        });
        let answer = self.client.call(self.merchant(order.family), "POST", target, Some(body)).await;
        let shown = answer.as_ref().map_or("no answer".to_owned(), Answer::shown);
        self.life.note(format_args!("{}: POST {}: {shown}", order.number, target.trim_start_matches("/v3/")));
        self.learned(index, answer.as_ref(), facts, floor.as_ref());
        answer
    }

    /// Takes in what an answer says.
    fn learned(&self, index: usize, answer: Option<&Answer>, facts: &[Fact], floor: Option<&(u8, String)>) {
        let Some(answer) = answer else { return };
        self.count(answer);
        if !answer.is_success() {
            return;
        }
        let seen = self.learn(index, |order| {
            order.done.extend(facts.iter().cloned());
            match state_of(&answer.body).filter(|_| answer.body["out_order_no"].is_string()) {
                Some(state) => order.see(&state, floor),
                None => Ok(()),
            }
        });
        if let Err(why) = seen {
            self.life.violate(why);
        }
    }

    fn count(&self, answer: &Answer) {
        *self.world().model.lock().answers.entry(answer.shown()).or_default() += 1;
        if answer.status >= 500 && self.world().is_calm() {
            self.life.violate(format_args!("nothing goes wrong, and the answer is {}", answer.shown()));
        }
    }

    async fn create(&self, index: usize) {
        let order = self.order(index);
        let (target, facts) = match (order.family, &order.completion) {
            (Family::Direct, Some((total, _))) => {
                (format!("{}/direct-complete", order.family.path()), vec![Fact::Created, Fact::Completed(*total)])
            }
            _ => (order.family.path().to_owned(), vec![Fact::Created]),
        };
        self.learn(index, |order| order.open_creations += 1);
        let answer = self.call(index, &target, &order.creation, &facts).await;
        if answer.is_some_and(|answer| (400..500).contains(&answer.status)) {
            self.learn(index, |order| order.open_creations -= 1);
        }
    }

    async fn confirm(&self, index: usize) {
        self.user(index, "confirm", Some(Fact::Confirmed)).await;
    }

    /// What the user does on the phone.
    async fn user(&self, index: usize, what: &str, fact: Option<Fact>) {
        let (order, floor) = self.learn(index, |order| {
            order.asked.extend(fact.clone());
            (order.clone(), order.shown.clone())
        });
        let mchid = &self.merchant(order.family).file.mchid;
        let path = format!("orders/{mchid}/{}/{what}", order.number);
        let answer = self.client.control("POST", &path, Some(&json!({ "openid": order.openid }))).await;
        let shown = answer.as_ref().map_or("no answer".to_owned(), Answer::shown);
        self.life.note(format_args!("{}: the user: {what}: {shown}", order.number));
        let declined = answer.as_ref().is_some_and(|answer| answer.body["declined"] == true);
        // Who pays what is paid already has paid nothing, and who confirms what needs no confirmation has not confirmed.
        let is_new = |fact: &Fact| match fact {
            Fact::Confirmed => !declined && order.family.service().1,
            _ => false,
        };
        let facts: Vec<Fact> = fact.into_iter().filter(is_new).collect();
        self.learned(index, answer.as_ref(), &facts, floor.as_ref());
    }

    /// The service clock.
    pub(crate) async fn now(&self) -> Option<Moment> {
        let answer = self.client.control("GET", "clock", None).await?;
        Some(Moment::from_unix(answer.body["unix"].as_i64()?))
    }

    /// The service clock, in Beijing's digits.
    async fn time(&self) -> Option<String> {
        self.now().await.map(Moment::compact)
    }

    async fn complete(&self, index: usize) {
        let order = self.order(index);
        if order.completion.is_none() {
            let Some(end) = self.time().await else { return };
            let ticket = match order.family {
                Family::Retail => match self.query(index).await {
                    Some(answer) => answer.body["finish_ticket"].clone(),
                    None => return,
                },
                _ => Value::Null,
            };
            let total = bodies::total(&self.world().dice);
            let body = bodies::completion(self.merchant(order.family), order.family, total, &end, &ticket);
            self.learn(index, |order| order.completion.get_or_insert((total, body)).0);
        }
        let Some((total, body)) = self.order(index).completion else { return };
        let target = format!("{}/{}/complete", order.family.path(), order.number);
        self.call(index, &target, &body, &[Fact::Completed(total)]).await;
    }

    async fn complete_otherwise(&self, index: usize) {
        let order = self.order(index);
        let Some(end) = self.time().await else { return };
        let total = 1 + bodies::total(&self.world().dice);
        let body = bodies::completion(self.merchant(order.family), order.family, total, &end, &Value::Null);
        let target = format!("{}/{}/complete", order.family.path(), order.number);
        self.call(index, &target, &body, &[Fact::Completed(total)]).await;
    }

    async fn cancel(&self, index: usize) {
        let order = self.order(index);
        let body = bodies::cancellation(self.merchant(order.family), order.family);
        self.call(index, &format!("{}/{}/cancel", order.family.path(), order.number), &body, &[Fact::Cancelled]).await;
    }

    async fn modify(&self, index: usize) {
        let order = self.order(index);
        if order.family == Family::Retail {
            return;
        }
        let total = bodies::total(&self.world().dice) / 2;
        let body = bodies::modification(self.merchant(order.family), order.family, total);
        let target = format!("{}/{}/modify", order.family.path(), order.number);
        self.call(index, &target, &body, &[Fact::Modified(total)]).await;
    }

    async fn sync(&self, index: usize) {
        let order = self.order(index);
        let Some(paid) = self.time().await else { return };
        if order.family == Family::Retail {
            return;
        }
        let body = bodies::sync(self.merchant(order.family), order.family, &paid);
        let target = format!("{}/{}/sync", order.family.path(), order.number);
        self.call(index, &target, &body, &[Fact::PaidElsewhere]).await;
    }

    async fn ask_for_payment(&self, index: usize) {
        let order = self.order(index);
        if order.family == Family::Retail {
            return;
        }
        let body = bodies::about(self.merchant(order.family), order.family);
        self.call(index, &format!("{}/{}/pay", order.family.path(), order.number), &body, &[]).await;
    }

    async fn refund(&self, index: usize) {
        if self.order(index).transaction.is_none() {
            self.query(index).await;
        }
        let order = self.order(index);
        let Some((transaction, paid)) = order.transaction else { return };
        let dice = &self.world().dice;
        let amount = 1 + i64::try_from(dice.below(paid.unsigned_abs())).unwrap_or_default();
        let number = {
            let mut model = self.world().model.lock();
            // An old number once in a while: with another amount it is refused.
            if model.refunds == 0 || dice.percent(85) {
                model.refunds += 1;
            }
            format!("refund-{}", model.refunds)
        };
        let reason = *dice.pick(&["商品缺货", "商品缺货", "CLOSED", "ABNORMAL"]);
        let body = json!({
            "transaction_id": transaction,
            "out_refund_no": number,
            "reason": reason,
            "amount": { "refund": amount, "total": paid, "currency": "CNY" },
            "notify_url": bodies::notify_url(self.merchant(order.family)),
        });
        self.call(index, REFUNDS, &body, &[Fact::Refund(number, amount)]).await;
    }

    /// Asks what has become of an order.
    pub(crate) async fn query(&self, index: usize) -> Option<Answer> {
        let (order, floor) = self.learn(index, |order| (order.clone(), order.shown.clone()));
        let merchant = self.merchant(order.family);
        let target = bodies::query(merchant, order.family, &order.number);
        let answer = self.client.call(merchant, "GET", &target, None).await;
        let shown = answer.as_ref().map_or("no answer".to_owned(), Answer::shown);
        self.life.note(format_args!("{}: GET: {shown}", order.number));
        self.learned(index, answer.as_ref(), &[], floor.as_ref());
        let answer = answer?;
        if answer.status == 404 && order.done.contains(&Fact::Created) {
            self.life.violate(format_args!("order {}: it was created, and is not found", order.number));
        }
        if answer.is_success() && self.order(index).open_creations == 0 {
            self.life.violate(format_args!("order {}: nobody created it, and it is there", order.number));
        }
        let collected = &answer.body["collection"];
        if let (Some(transaction), Some(paid)) =
            (collected["details"][0]["transaction_id"].as_str(), collected["paid_amount"].as_i64())
        {
            self.learn(index, |order| order.transaction = Some((transaction.to_owned(), paid)));
        }
        Some(answer)
    }
}
