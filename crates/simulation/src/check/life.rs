//! An order's life, walked along its timeline: `docs/states.md` once more, as a table of edges.

use crate::model::Fact;
use crate::store::Row;
use payscore_domain::collection::{Channel, CollectionEvent, Receipt};
use payscore_domain::{Fen, Moment, Order, OrderEvent, RecordEvent, retail, service_order};
use std::collections::BTreeSet;

/// Where a walk along a timeline has led.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The state, with its description.
    pub(super) state: String,
    /// What was asked for, and happened.
    pub(super) facts: BTreeSet<Fact>,
    /// What has to be paid.
    pub(super) total: Option<i64>,
    /// The payment's number, where WeChat Pay collected it.
    pub(super) transaction: Option<String>,
    /// A deduction is with the bank, until then.
    pub(super) in_flight: Option<Moment>,
    /// Its user has to confirm it.
    confirmed_by_user: bool,
    /// The number of the last deduction.
    deductions: u32,
}

/// A step on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Created,
    /// Created for a user who need not confirm it.
    Admitted,
    Stays,
    Declined,
    Confirmed,
    Completed,
    Free,
    Unused,
    Modified,
    Deduction,
    Paid,
    Cancelled,
    Expired,
}

/// Seconds from its creation until an order expires that nobody confirms, where the event is just that.
fn expires_after(event: &RecordEvent) -> Option<i64> {
    match event {
        RecordEvent::Order(OrderEvent::Service(service_order::Event::Expired)) => Some(30 * 86_400),
        RecordEvent::Order(OrderEvent::Retail(retail::Event::Expired)) => Some(3600),
        _ => None,
    }
}

/// So many seconds a bank takes at most: as many as `run.rs` gives it.
const SLOWEST_BANK: i64 = 60;

/// From where which step leads where, for service orders.
const SERVICE: &[(&str, Step, &str)] = &[
    ("", Step::Created, "CREATED"),
    ("", Step::Admitted, "DOING/USER_CONFIRM"),
    ("CREATED", Step::Stays, "CREATED"),
    ("CREATED", Step::Declined, "CREATED"),
    ("CREATED", Step::Confirmed, "DOING/USER_CONFIRM"),
    ("CREATED", Step::Cancelled, "REVOKED"),
    ("CREATED", Step::Expired, "EXPIRED"),
    ("DOING/USER_CONFIRM", Step::Stays, "DOING/USER_CONFIRM"),
    ("DOING/USER_CONFIRM", Step::Completed, "DOING/MCH_COMPLETE"),
    ("DOING/USER_CONFIRM", Step::Free, "DONE"),
    ("DOING/USER_CONFIRM", Step::Cancelled, "REVOKED"),
    ("DOING/MCH_COMPLETE", Step::Modified, "DOING/MCH_COMPLETE"),
    ("DOING/MCH_COMPLETE", Step::Free, "DONE"),
    ("DOING/MCH_COMPLETE", Step::Deduction, "DOING/MCH_COMPLETE"),
    ("DOING/MCH_COMPLETE", Step::Paid, "DONE"),
    ("DOING/MCH_COMPLETE", Step::Cancelled, "REVOKED"),
];

/// The same for smart retail.
const RETAIL: &[(&str, Step, &str)] = &[
    ("", Step::Created, "CREATED"),
    ("CREATED", Step::Declined, "CREATED"),
    ("CREATED", Step::Confirmed, "USER_ACCEPTED"),
    ("CREATED", Step::Cancelled, "REVOKED"),
    ("CREATED", Step::Expired, "EXPIRED"),
    ("USER_ACCEPTED", Step::Completed, "FINISHED"),
    ("USER_ACCEPTED", Step::Free, "USER_PAID"),
    ("USER_ACCEPTED", Step::Unused, "REVOKED"),
    ("FINISHED", Step::Deduction, "FINISHED"),
    ("FINISHED", Step::Paid, "USER_PAID"),
];

/// A timeline in a few words: seconds since the beginning, and the events' names.
fn shown(row: &Row) -> String {
    let began = row.timeline.first().map_or(0, |line| line.at.unix());
    let name = |event: &RecordEvent| {
        let text = format!("{event:?}");
        let inner =
            text.rsplit_once("Collection(").or_else(|| text.split_once("Service(")).or(text.split_once("Retail("));
        let inner = inner.map_or(text.as_str(), |(_, inner)| inner);
        inner.chars().take_while(char::is_ascii_alphabetic).collect::<String>()
    };
    let lines: Vec<String> =
        row.timeline.iter().map(|line| format!("+{} {}", line.at.unix() - began, name(&line.event))).collect();
    lines.join(", ")
}

impl Walk {
    /// Walks a record's timeline, and holds the record against where it leads.
    pub(super) fn of(row: &Row) -> Result<Self, String> {
        let number = row.stored.record.key().number;
        let order = row.stored.record.as_order().ok_or_else(|| format!("{number} is no order"))?;
        let mut walk = Self::default();
        let mut before = None;
        for line in &row.timeline {
            if before.is_some_and(|before| line.at < before) {
                return Err(format!("order {number}: its time goes back: {}", shown(row)));
            }
            before = Some(line.at);
            if expires_after(&line.event).is_some_and(|after| line.at.unix() - row.timeline[0].at.unix() != after) {
                return Err(format!("order {number}: it expired at the wrong time: {}", shown(row)));
            }
            walk.take(order, &line.event).map_err(|why| format!("order {number}: {why}: {}", shown(row)))?;
            if walk.in_flight.is_some_and(|until| until.unix() - line.at.unix() > SLOWEST_BANK) {
                return Err(format!("order {number}: the bank has its deduction for too long: {}", shown(row)));
            }
        }
        let state = match order.state_description() {
            Some(more) if order.state() == "DOING" => format!("{}/{more}", order.state()),
            _ => order.state().to_owned(),
        };
        if state != walk.state {
            return Err(format!("order {number}: it is {state}, and its timeline ends as {}", walk.state));
        }
        walk.matches(order).map_err(|why| format!("order {number}: {why}: {}", shown(row)))?;
        Ok(walk)
    }

    /// What the record shows is what its timeline tells.
    fn matches(&self, order: &Order) -> Result<(), String> {
        let (completed, cancelled) = match order {
            Order::Service(order) => (order.total_amount().map(Fen::get), order.cancel_reason.is_some()),
            Order::Retail(order) => {
                let used = order.completion.as_ref().filter(|end| end.finish_type == retail::FinishType::Used);
                (used.map(|end| end.total_amount.get()), false)
            }
        };
        if completed != self.total {
            return Err(format!("its total is {completed:?}, and its timeline says {:?}", self.total));
        }
        if cancelled && !self.facts.contains(&Fact::Cancelled) {
            return Err("it has a reason to be cancelled, and was not".to_owned());
        }
        if self.confirmed_by_user && order.query_id().is_some() != self.facts.contains(&Fact::Confirmed) {
            return Err("its confirmation is not in both, the record and its timeline".to_owned());
        }
        Ok(())
    }

    fn take(&mut self, order: &Order, event: &RecordEvent) -> Result<(), String> {
        let (step, edges) = match event {
            RecordEvent::Order(OrderEvent::Service(event)) => (self.service_step(order, event)?, SERVICE),
            RecordEvent::Order(OrderEvent::Retail(event)) => (self.retail_step(event)?, RETAIL),
            _ => return Err("an event of another kind".to_owned()),
        };
        let edge = edges.iter().find(|(from, by, _)| *from == self.state && *by == step);
        let Some((.., to)) = edge else { return Err(format!("{step:?} in {}", self.state)) };
        if self.in_flight.is_some() && step != Step::Deduction && step != Step::Paid {
            return Err(format!("{step:?} while a deduction is with the bank"));
        }
        self.in_flight = self.in_flight.filter(|_| step == Step::Deduction);
        (*to).clone_into(&mut self.state);
        Ok(())
    }

    fn service_step(&mut self, order: &Order, event: &service_order::Event) -> Result<Step, String> {
        use service_order::Event;
        Ok(match event {
            Event::Created => {
                self.confirmed_by_user = matches!(order, Order::Service(order) if order.terms.need_user_confirm);
                self.asked(Fact::Created, if self.confirmed_by_user { Step::Created } else { Step::Admitted })
            }
            Event::PackageRenewed(_) | Event::Reminded { .. } => Step::Stays,
            Event::Declined { .. } => Step::Declined,
            Event::Confirmed { .. } => self.asked(Fact::Confirmed, Step::Confirmed),
            Event::Completed(end) => self.costs(end.total_amount.get(), Fact::Completed, Step::Completed),
            Event::Modified(change) => self.costs(change.charges.total_amount.get(), Fact::Modified, Step::Modified),
            Event::Collection(event) => self.collection(event)?,
            Event::Cancelled { .. } => self.asked(Fact::Cancelled, Step::Cancelled),
            Event::Expired => Step::Expired,
            other => return Err(format!("nobody here asks for {other:?}")),
        })
    }

    fn retail_step(&mut self, event: &retail::Event) -> Result<Step, String> {
        use retail::Event;
        self.confirmed_by_user = true;
        Ok(match event {
            Event::Created => self.asked(Fact::Created, Step::Created),
            Event::Declined { .. } => Step::Declined,
            Event::Confirmed { .. } => self.asked(Fact::Confirmed, Step::Confirmed),
            Event::Completed(end) if end.finish_type == retail::FinishType::NotUsed => {
                self.asked(Fact::Completed(0), Step::Unused)
            }
            Event::Completed(end) => self.costs(end.total_amount.get(), Fact::Completed, Step::Completed),
            Event::Collection(event) => self.collection(event)?,
            Event::Cancelled { .. } => self.asked(Fact::Cancelled, Step::Cancelled),
            Event::Expired => Step::Expired,
        })
    }

    fn asked(&mut self, fact: Fact, step: Step) -> Step {
        self.facts.insert(fact);
        step
    }

    fn costs(&mut self, total: i64, fact: fn(i64) -> Fact, step: Step) -> Step {
        self.total = Some(total);
        self.asked(fact(total), if total == 0 { Step::Free } else { step })
    }

    fn collection(&mut self, event: &CollectionEvent) -> Result<Step, String> {
        match event {
            CollectionEvent::Asked => return Ok(Step::Deduction),
            CollectionEvent::Started { attempt, settles } => {
                self.deduction(*attempt, self.in_flight.is_none())?;
                self.in_flight = Some(*settles);
                return Ok(Step::Deduction);
            }
            CollectionEvent::Failed { attempt, .. } => {
                self.deduction(*attempt, self.in_flight.is_none())?;
                self.in_flight = None;
                return Ok(Step::Deduction);
            }
            CollectionEvent::Paid { attempt: Some(attempt), .. } => {
                self.deduction(*attempt, self.in_flight.is_none())?;
            }
            CollectionEvent::Paid { attempt: None, .. } if self.in_flight.is_some() => {
                return Err("paid otherwise while a deduction is with the bank".to_owned());
            }
            CollectionEvent::Paid { .. } => {}
        }
        if let CollectionEvent::Paid { attempt, receipt: Receipt { channel, .. } } = event {
            match channel {
                Channel::Merchant => drop(self.facts.insert(Fact::PaidElsewhere)),
                Channel::Wechat { transaction_id } => {
                    self.transaction = Some(transaction_id.as_str().to_owned());
                    if attempt.is_none() {
                        self.facts.insert(Fact::PaidByHand);
                    }
                }
            }
        }
        Ok(Step::Paid)
    }

    /// Deductions are counted, and one follows the other.
    fn deduction(&mut self, attempt: u32, is_new: bool) -> Result<(), String> {
        self.deductions += u32::from(is_new);
        if attempt == self.deductions { Ok(()) } else { Err(format!("deduction {attempt} after {}", self.deductions)) }
    }
}
