//! State × command → outcome. Checked here, printed into `docs/states.md`.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::service_order::Sync;
use crate::tables::{Cell, Table};
use crate::testing::*;
use crate::user::Behaviour;

/// Capitals: the next state. `=`: accepted, changes nothing. `+word`: an event that leaves the state alone. `-`: nothing
/// to do. Otherwise the refusal.
const MERCHANT: &str = "
row            recreate  recreate'       complete        complete'       unused          cancel          cancel'
created        =         ReentryDiffers  NotCompletable  NotCompletable  NotCompletable  REVOKED         REVOKED
accepted       =         ReentryDiffers  FINISHED        FINISHED        REVOKED         NotCancellable  NotCancellable
finished       =         ReentryDiffers  =               ReentryDiffers  ReentryDiffers  NotCancellable  NotCancellable
finished-due   =         ReentryDiffers  =               ReentryDiffers  ReentryDiffers  NotCancellable  NotCancellable
in-flight      =         ReentryDiffers  =               ReentryDiffers  ReentryDiffers  NotCancellable  NotCancellable
in-flight-due  =         ReentryDiffers  =               ReentryDiffers  ReentryDiffers  NotCancellable  NotCancellable
paid           =         ReentryDiffers  =               ReentryDiffers  ReentryDiffers  NotCancellable  NotCancellable
synced         =         ReentryDiffers  =               ReentryDiffers  ReentryDiffers  NotCancellable  NotCancellable
free           =         ReentryDiffers  ReentryDiffers  ReentryDiffers  ReentryDiffers  NotCancellable  NotCancellable
unused         =         ReentryDiffers  ReentryDiffers  ReentryDiffers  =               NotCancellable  NotCancellable
revoked        =         ReentryDiffers  NotCompletable  NotCompletable  NotCompletable  =               ReentryDiffers
expired        =         ReentryDiffers  NotCompletable  NotCompletable  NotCompletable  NotCancellable  NotCancellable
";

/// The same.
const OTHERS: &str = "
row            confirm        decline        pay                on_due     sync               sync'
created        USER_ACCEPTED  +Declined      InvalidState       -          InvalidState       InvalidState
accepted       =              InvalidState   InvalidState       -          InvalidState       InvalidState
finished       InvalidState   InvalidState   USER_PAID          -          USER_PAID          PaidInFuture
finished-due   InvalidState   InvalidState   USER_PAID          +Failed    USER_PAID          PaidInFuture
in-flight      InvalidState   InvalidState   DeductionInFlight  -          DeductionInFlight  DeductionInFlight
in-flight-due  InvalidState   InvalidState   DeductionInFlight  USER_PAID  DeductionInFlight  DeductionInFlight
paid           OrderDone      OrderDone      =                  -          OrderDone          OrderDone
synced         OrderDone      OrderDone      =                  -          =                  OrderDone
free           OrderDone      OrderDone      OrderDone          -          OrderDone          OrderDone
unused         OrderCanceled  OrderCanceled  OrderCanceled      -          OrderCanceled      OrderCanceled
revoked        OrderCanceled  OrderCanceled  OrderCanceled      -          OrderCanceled      OrderCanceled
expired        InvalidState   InvalidState   InvalidState       -          InvalidState       InvalidState
";

const MERCHANT_NOTE: &str = "\
`complete`, `unused` and `cancel` are the calls that the rows were made with, `…'` are calls that differ. `unused` has \
`finish_type` 1. `-due`: the next deduction, or the bank's answer, is due. `free`: nothing was to be paid.";

const OTHERS_NOTE: &str = "\
`sync` is the call that the synced row was made with, `sync'` one of a payment to come. `on_due`: to a user whose first two deductions fail in the finished rows, and succeed in the others.";

/// Both tables.
pub(crate) fn tables() -> Vec<Table> {
    vec![merchant(), others()]
}

/// Every row's order, its payer, and when it is asked.
fn rows() -> Vec<(&'static str, RetailOrder, Behaviour, Context)> {
    let (at_once, third) = (Behaviour::PaysAtOnce, Behaviour::PaysOnThirdAttempt);
    let slow = |payer| completed(&complete_command(), payer, MINUTE);
    let (half, later) = (HOUR / 2, at(2 * HOUR));
    vec![
        ("created", created(), at_once, at(HOUR - 1)),
        ("accepted", accepted(), at_once, later),
        ("finished", finished(), third, at(half + 5 * MINUTE - 1)),
        ("finished-due", finished(), third, at(half + 5 * MINUTE)),
        ("in-flight", slow(at_once), at_once, at(half + MINUTE - 1)),
        ("in-flight-due", slow(at_once), at_once, at(half + MINUTE)),
        ("paid", completed(&complete_command(), at_once, 0), at_once, later),
        ("synced", synced(), third, later),
        ("free", completed(&free_command(), at_once, 0), at_once, later),
        ("unused", completed(&unused_command(), at_once, 0), at_once, later),
        ("revoked", revoked(), at_once, later),
        ("expired", expired(), at_once, later),
    ]
}

fn outcome(order: &RetailOrder, outcome: &Result<Vec<Event>, Rejection>) -> Cell {
    let mut after = order.clone();
    for event in outcome.iter().flatten() {
        after.apply(event);
    }
    Cell::of(order.state.as_str(), after.state.as_str(), outcome)
}

fn merchant() -> Table {
    let mut table = Vec::new();
    for (row, order, _, ctx) in rows() {
        let complete_with = |command: Complete| {
            outcome(&order, &complete(&order, &command, &service(true), Behaviour::PaysOnThirdAttempt, &ctx))
        };
        let cancel_for = |reason: &str| outcome(&order, &cancel(&order, &Cancel { reason: reason.into() }));
        table.push(vec![
            row.into(),
            outcome(&order, &recreate(&order, &terms())),
            outcome(&order, &recreate(&order, &Terms { attach: Some("other".into()), ..terms() })),
            complete_with(complete_command()),
            complete_with(Complete { profit_sharing: Some(true), ..complete_command() }),
            complete_with(unused_command()),
            cancel_for(&cancel_command().reason),
            cancel_for("另一个原因"),
        ]);
    }
    let states = rows().iter().map(|(_, order, ..)| order.state.as_str()).collect();
    Table::new("Smart retail and pay-after: what the merchant calls", MERCHANT_NOTE, MERCHANT, states, table)
}

#[test]
fn every_merchant_call_in_every_state() {
    merchant().assert_is(MERCHANT);
}

fn others() -> Table {
    let mut table = Vec::new();
    for (row, order, payer, ctx) in rows() {
        let due = on_due(&order, payer, &ctx);
        table.push(vec![
            row.into(),
            outcome(&order, &confirm(&order, &candidate(&user(payer)), &ctx)),
            outcome(&order, &decline(&order, &user(payer))),
            outcome(&order, &pay(&order, &ctx)),
            due.map_or("-".into(), |event| outcome(&order, &Ok(vec![event]))),
            outcome(&order, &sync(&order, &sync_command(), &ctx)),
            outcome(&order, &sync(&order, &Sync { paid_time: NOON.plus(3 * HOUR) }, &ctx)),
        ]);
    }
    let states = rows().iter().map(|(_, order, ..)| order.state.as_str()).collect();
    Table::new(
        "Smart retail and pay-after: what the user does, and what happens by itself",
        OTHERS_NOTE,
        OTHERS,
        states,
        table,
    )
}

#[test]
fn all_else_in_every_state() {
    others().assert_is(OTHERS);
}

#[test]
fn rows_cover_every_state() {
    for state in State::ALL {
        assert!(rows().iter().any(|(_, order, ..)| order.state == state), "{state:?}");
    }
}
