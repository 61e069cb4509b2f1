//! Whether amounts add up.

use super::Finding;
use super::life::Walk;
use crate::store::{Row, State};
use payscore_domain::refund::Status;
use payscore_domain::{Fen, Order, Refunds};

/// An order's total is what is paid for, less what is taken off; and who has paid has paid that.
pub(super) fn of_order(row: &Row, walk: &Walk) -> Finding {
    let number = row.stored.record.key().number;
    let Some(order) = row.stored.record.as_order() else { return Ok(()) };
    let (payments, discounts) = match order {
        Order::Service(order) => (order.payments(), order.discounts()),
        Order::Retail(order) => match &order.completion {
            Some(end) => (end.fees.as_slice(), end.discounts.as_slice()),
            None => return Ok(()),
        },
    };
    let Some(total) = walk.total else { return Ok(()) };
    let sum = |amounts: &mut dyn Iterator<Item = Option<Fen>>| amounts.flatten().map(Fen::get).sum::<i64>();
    let due = sum(&mut payments.iter().map(|item| item.amount)) - sum(&mut discounts.iter().map(|item| item.amount));
    if due != total {
        return Err(format!("order {number}: its items come to {due}, and its total is {total}"));
    }
    match order.collection() {
        Some(collection) if collection.total.get() != total => {
            Err(format!("order {number}: {} is collected of a total of {total}", collection.total.get()))
        }
        _ => Ok(()),
    }
}

/// No more is given back than was paid, of a payment that there is.
pub(super) fn of_refunds(disk: &State, refunds: &Refunds) -> Finding {
    let paid = &refunds.paid;
    let given: i64 = refunds
        .refunds
        .iter()
        .filter(|refund| refund.status() != Status::Closed)
        .map(|refund| refund.ask.amount.get())
        .sum();
    if given > paid.total.get() {
        return Err(format!("payment {}: {given} is given back of {}", paid.transaction_id, paid.total.get()));
    }
    let row = disk.row(&(&paid.key).into()).ok_or_else(|| format!("payment {}: of no order", paid.transaction_id))?;
    let walk = Walk::of(row)?;
    if walk.transaction.as_deref() != Some(paid.transaction_id.as_str()) || walk.total != Some(paid.total.get()) {
        return Err(format!("payment {}: its order knows another: {walk:?}", paid.transaction_id));
    }
    Ok(())
}
