//! Whether what is durable is as it has to be: held against what merchants were told, against a small model of an
//! order's life, and in itself. None of it asks the server's rules.

mod life;
mod money;
mod notifications;
mod permissions;

use crate::model::{Fact, KnownOrder};
use crate::store::State;
use crate::world::World;
use life::Walk;
use payscore_domain::refund::Status;
use payscore_domain::{Moment, Record, RecordKey, RecordKind, Refunds};
use std::collections::BTreeSet;

/// What is found wrong.
pub(crate) type Finding = Result<(), String>;

/// What has to hold whenever a process has ended, however it did.
///
/// # Errors
/// The first thing that does not.
pub(crate) fn durable(world: &World) -> Finding {
    let disk = world.disk.lock();
    let model = world.model.lock();
    for (_, row) in disk.all() {
        match &row.stored.record {
            Record::Order(_) => {
                let key = row.stored.record.key();
                let walk = Walk::of(row)?;
                money::of_order(row, &walk)?;
                let merchants = &world.provision.merchants;
                let known = model.orders.iter().find(|known| {
                    known.number == key.number && merchants[known.family.merchant()].file.mchid == key.mchid.as_str()
                });
                let known = known.ok_or_else(|| format!("order {}: nobody thought of it", key.number))?;
                nothing_unasked(known, &walk)?;
            }
            Record::Refunds(refunds) => {
                money::of_refunds(&disk, refunds)?;
                every_refund_was_asked_for(&model.orders, refunds)?;
            }
            _ => {}
        }
    }
    for known in &model.orders {
        nothing_lost(world, &disk, known)?;
    }
    permissions::stand(&disk, &model.closed)?;
    notifications::owed(&disk)?;
    notifications::schedule(&disk)
}

/// What has to hold once nothing goes wrong any more and time has passed.
///
/// # Errors
/// The first thing that does not.
pub(crate) fn settled(world: &World) -> Finding {
    durable(world)?;
    notifications::all_told(&world.disk.lock(), &world.model.lock().told)
}

/// What has to hold a month after the last thing was done: nothing waits for what is past. Where the user has no money
/// there is a deduction every day, and so one may be with the bank just now.
///
/// # Errors
/// The first thing that does not.
pub(crate) fn through(world: &World, now: Moment) -> Finding {
    let disk = world.disk.lock();
    for (key, row) in disk.all() {
        match &row.stored.record {
            Record::Order(_) => {
                let walk = Walk::of(row)?;
                if walk.state == "CREATED" {
                    return Err(format!("order {}: it never expired", key.number));
                }
                if let Some(until) = walk.in_flight.filter(|until| *until <= now) {
                    let late = now.unix() - until.unix();
                    return Err(format!("order {}: its deduction is with the bank {late} s too long", key.number));
                }
            }
            Record::Refunds(refunds) => {
                if let Some(refund) = refunds.refunds.iter().find(|refund| refund.status() == Status::Processing) {
                    return Err(format!("refund {}: it is still being processed", refund.ask.out_refund_no));
                }
            }
            _ => {}
        }
        if let Some(due) = row.stored.record.next_due().filter(|due| *due <= now) {
            let late = now.unix() - due.unix();
            return Err(format!("{} {}: it was due {late} s ago, and nothing happened", key.kind.as_str(), key.number));
        }
    }
    Ok(())
}

/// What was answered to be done is there.
fn nothing_lost(world: &World, disk: &State, known: &KnownOrder) -> Finding {
    let mchid = world.provision.merchants[known.family.merchant()].file.mchid.as_str();
    let Some(row) = disk.row(&RecordKey::new(mchid, RecordKind::Order, known.number.as_str())) else {
        return match known.done.first() {
            Some(fact) => {
                Err(format!("order {}: {fact:?} was answered to be done, and nothing is there", known.number))
            }
            None => Ok(()),
        };
    };
    let walk = Walk::of(row)?;
    let refunds = refunds_of(disk, &walk);
    for fact in &known.done {
        let there = match fact {
            Fact::Refund(..) => refunds.contains(fact),
            _ => walk.facts.contains(fact),
        };
        if !there {
            let number = &known.number;
            return Err(format!("order {number}: {fact:?} was answered to be done, and is not: {:?}", walk.facts));
        }
    }
    match &known.shown {
        Some((rank, state)) => {
            let now = crate::model::rank(&walk.state).unwrap_or_default();
            if now < *rank || (*rank == 3 && walk.state != *state) {
                return Err(format!("order {}: an answer showed {state}, and it is {}", known.number, walk.state));
            }
            Ok(())
        }
        None => Ok(()),
    }
}

fn refunds_of(disk: &State, walk: &Walk) -> BTreeSet<Fact> {
    let of_payment = |record: &Record| match record {
        Record::Refunds(refunds) if walk.transaction.as_deref() == Some(refunds.paid.transaction_id.as_str()) => {
            refunds.refunds.iter().map(asked).collect()
        }
        _ => Vec::new(),
    };
    disk.all().flat_map(|(_, row)| of_payment(&row.stored.record)).collect()
}

fn asked(refund: &payscore_domain::refund::Refund) -> Fact {
    Fact::Refund(refund.ask.out_refund_no.as_str().to_owned(), refund.ask.amount.get())
}

/// Nothing happened to an order that nobody asked for; and of a creation that was refused there is nothing.
fn nothing_unasked(known: &KnownOrder, walk: &Walk) -> Finding {
    if known.open_creations == 0 {
        return Err(format!("order {}: each creation was refused, and it is there", known.number));
    }
    match walk.facts.difference(&known.asked).next() {
        Some(fact) => Err(format!("order {}: {fact:?}, and nobody asked for it", known.number)),
        None => Ok(()),
    }
}

fn every_refund_was_asked_for(orders: &[KnownOrder], refunds: &Refunds) -> Finding {
    for refund in &refunds.refunds {
        let fact = asked(refund);
        if !orders.iter().any(|known| known.asked.contains(&fact)) {
            return Err(format!("payment {}: {fact:?}, and nobody asked for it", refunds.paid.transaction_id));
        }
    }
    Ok(())
}
