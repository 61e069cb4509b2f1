//! State × command → outcome. Checked here, printed into `docs/states.md`.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::tables::{Cell, Table};
use crate::testing::*;
use crate::user::Behaviour;

/// Capitals: the next state. `=`: accepted, changes nothing. `+word`: an event that leaves the state alone. `-`: nothing
/// to do. Otherwise the refusal.
const MERCHANT: &str = "
row              recreate         recreate'       complete        complete'       cancel             cancel'
created          =                ReentryDiffers  NotCompletable  NotCompletable  REVOKED            REVOKED
stale            +PackageRenewed  ReentryDiffers  NotCompletable  NotCompletable  REVOKED            REVOKED
confirmed        =                ReentryDiffers  MCH_COMPLETE    MCH_COMPLETE    REVOKED            REVOKED
reminded         =                ReentryDiffers  MCH_COMPLETE    MCH_COMPLETE    REVOKED            REVOKED
paying           =                ReentryDiffers  =               ReentryDiffers  REVOKED            REVOKED
paying-due       =                ReentryDiffers  =               ReentryDiffers  REVOKED            REVOKED
modified         =                ReentryDiffers  =               ReentryDiffers  REVOKED            REVOKED
in-flight        =                ReentryDiffers  =               ReentryDiffers  DeductionInFlight  DeductionInFlight
in-flight-due    =                ReentryDiffers  =               ReentryDiffers  DeductionInFlight  DeductionInFlight
paid             =                ReentryDiffers  =               ReentryDiffers  NotCancellable     NotCancellable
synced           =                ReentryDiffers  =               ReentryDiffers  NotCancellable     NotCancellable
free             =                ReentryDiffers  ReentryDiffers  ReentryDiffers  NotCancellable     NotCancellable
revoked-created  =                ReentryDiffers  NotCompletable  NotCompletable  =                  ReentryDiffers
revoked-paying   =                ReentryDiffers  NotCompletable  NotCompletable  =                  ReentryDiffers
expired          =                ReentryDiffers  NotCompletable  NotCompletable  NotCancellable     NotCancellable
";

/// The same.
const OTHERS: &str = "
row              confirm         decline       sync               sync'              pay                on_due
created          USER_CONFIRM    +Declined     InvalidState       InvalidState       InvalidState       -
stale            PackageExpired  +Declined     InvalidState       InvalidState       InvalidState       -
confirmed        =               InvalidState  InvalidState       InvalidState       InvalidState       -
reminded         =               InvalidState  InvalidState       InvalidState       InvalidState       -
paying           InvalidState    InvalidState  DONE               DONE               DONE               -
paying-due       InvalidState    InvalidState  DONE               DONE               DONE               +Failed
modified         InvalidState    InvalidState  DONE               DONE               DONE               -
in-flight        InvalidState    InvalidState  DeductionInFlight  DeductionInFlight  DeductionInFlight  -
in-flight-due    InvalidState    InvalidState  DeductionInFlight  DeductionInFlight  DeductionInFlight  +Failed
paid             OrderDone       OrderDone     OrderDone          OrderDone          =                  -
synced           OrderDone       OrderDone     =                  OrderDone          =                  -
free             OrderDone       OrderDone     OrderDone          OrderDone          OrderDone          -
revoked-created  OrderCanceled   OrderCanceled OrderCanceled      OrderCanceled      OrderCanceled      -
revoked-paying   OrderCanceled   OrderCanceled OrderCanceled      OrderCanceled      OrderCanceled      -
expired          InvalidState    InvalidState  InvalidState       InvalidState       InvalidState       -
";

/// The same.
const LATER: &str = "
row              modify             modify'            ask                remind         remind'
created          InvalidState       InvalidState       InvalidState       InvalidState   InvalidState
stale            InvalidState       InvalidState       InvalidState       InvalidState   InvalidState
confirmed        InvalidState       InvalidState       InvalidState       +Reminded      +Reminded
reminded         InvalidState       InvalidState       InvalidState       =              ReentryDiffers
paying           +Modified          +Modified          +Failed            InvalidState   InvalidState
paying-due       +Modified          +Modified          +Failed            InvalidState   InvalidState
modified         =                  ReentryDiffers     +Failed            InvalidState   InvalidState
in-flight        DeductionInFlight  DeductionInFlight  DeductionInFlight  InvalidState   InvalidState
in-flight-due    DeductionInFlight  DeductionInFlight  DeductionInFlight  InvalidState   InvalidState
paid             OrderDone          OrderDone          OrderDone          OrderDone      OrderDone
synced           OrderDone          OrderDone          OrderDone          OrderDone      OrderDone
free             OrderDone          OrderDone          OrderDone          OrderDone      OrderDone
revoked-created  OrderCanceled      OrderCanceled      OrderCanceled      OrderCanceled  OrderCanceled
revoked-paying   OrderCanceled      OrderCanceled      OrderCanceled      OrderCanceled  OrderCanceled
expired          InvalidState       InvalidState       InvalidState       InvalidState   InvalidState
";

const MERCHANT_NOTE: &str = "\
`complete` and `cancel` are the calls that the completed and cancelled rows were made with, `…'` are calls that differ. \
`stale`: the package is older than an hour. `-due`: the next deduction, or the bank's answer, is due. `free`: nothing \
was to be paid. `revoked-…`: cancelled in which state.";

const OTHERS_NOTE: &str = "\
`sync` is the call that the synced row was made with, `sync'` one that differs. `on_due`: the user is one whose first \
two deductions fail.";

const LATER_NOTE: &str = "\
`modify` and `remind` are the calls that the modified and reminded rows were made with, `…'` are calls that differ; `ask` \
is the merchant's own request for a deduction.";

/// All tables.
pub(crate) fn tables() -> Vec<Table> {
    vec![merchant(), later(), others(), super::register_tests::registering()]
}

/// Every row's order, and when it is asked.
fn rows() -> Vec<(&'static str, ServiceOrder, Context)> {
    let later = at(3 * HOUR);
    let slow = |order: &ServiceOrder, seconds| {
        let mut order = order.clone();
        let started = on_due(&order, Behaviour::PaysOnThirdAttempt, &at_slow_bank(3 * HOUR, seconds)).expect("due");
        order.apply(&started);
        order
    };
    vec![
        ("created", created(), at(HOUR)),
        ("stale", created(), at(HOUR + 1)),
        ("confirmed", confirmed(), later),
        ("reminded", reminded(), later),
        ("paying", paying(), at(HOUR + 5 * MINUTE - 1)),
        ("paying-due", paying(), later),
        ("modified", modified(), at(HOUR + 5 * MINUTE - 1)),
        ("in-flight", slow(&paying(), 3 * HOUR), later),
        ("in-flight-due", in_flight(), later),
        ("paid", completed_by(Behaviour::PaysAtOnce), later),
        ("synced", synced(), later),
        ("free", free(), later),
        ("revoked-created", revoked(&created()), later),
        ("revoked-paying", revoked(&paying()), later),
        ("expired", expired(), at(31 * DAY)),
    ]
}

fn word(state: State) -> &'static str {
    state.description().unwrap_or(state.as_str())
}

fn outcome(order: &ServiceOrder, outcome: &Result<Vec<Event>, Rejection>) -> Cell {
    let mut after = order.clone();
    for event in outcome.iter().flatten() {
        after.apply(event);
    }
    Cell::of(word(order.state), word(after.state), outcome)
}

fn merchant() -> Table {
    let mut table = Vec::new();
    for (row, order, ctx) in rows() {
        let complete_with = |command: Complete| {
            outcome(&order, &complete(&order, &command, &service(true), Behaviour::PaysOnThirdAttempt, &ctx))
        };
        let cancel_for = |reason: &str| outcome(&order, &cancel(&order, &Cancel { reason: reason.into() }));
        table.push(vec![
            row.into(),
            outcome(&order, &recreate(&order, &terms(), &ctx)),
            outcome(&order, &recreate(&order, &Terms { attach: Some("other".into()), ..terms() }, &ctx)),
            complete_with(complete_command()),
            complete_with(Complete { goods_tag: Some("other".into()), ..complete_command() }),
            cancel_for(&cancel_command().reason),
            cancel_for("另一个原因"),
        ]);
    }
    let states = rows().iter().map(|(_, order, ..)| word(order.state)).collect();
    Table::new("Service orders: what the merchant calls", MERCHANT_NOTE, MERCHANT, states, table)
}

#[test]
fn every_merchant_call_in_every_state() {
    merchant().assert_is(MERCHANT);
}

fn others() -> Table {
    let third = user(Behaviour::PaysOnThirdAttempt);
    let mut table = Vec::new();
    for (row, order, ctx) in rows() {
        let other_sync = Sync { paid_time: sync_command().paid_time.plus(1) };
        let due = on_due(&order, third.behaviour, &ctx);
        table.push(vec![
            row.into(),
            outcome(&order, &confirm(&order, &candidate(&third), &ctx)),
            outcome(&order, &decline(&order, &third)),
            outcome(&order, &sync(&order, &sync_command(), &ctx)),
            outcome(&order, &sync(&order, &other_sync, &ctx)),
            outcome(&order, &pay(&order, &ctx)),
            due.map_or("-".into(), |event| outcome(&order, &Ok(vec![event]))),
        ]);
    }
    let states = rows().iter().map(|(_, order, ..)| word(order.state)).collect();
    Table::new("Service orders: what the user does, and what happens by itself", OTHERS_NOTE, OTHERS, states, table)
}

#[test]
fn all_else_in_every_state() {
    others().assert_is(OTHERS);
}

fn later() -> Table {
    let mut table = Vec::new();
    for (row, order, ctx) in rows() {
        let modify_to = |command: Modify| outcome(&order, &modify(&order, &command));
        let remind_of =
            |command: Reminder| outcome(&order, &remind(&order, Message::Prepaid, &command, &service(true), &ctx));
        table.push(vec![
            row.into(),
            modify_to(modify_command()),
            modify_to(Modify { reason: "另一个原因".into(), ..modify_command() }),
            outcome(&order, &request_payment(&order, Behaviour::PaysOnThirdAttempt, &ctx)),
            remind_of(reminder()),
            remind_of(Reminder { charges: charges(200, 0), ..reminder() }),
        ]);
    }
    let states = rows().iter().map(|(_, order, ..)| word(order.state)).collect();
    Table::new("Service orders: modify, pay and messages", LATER_NOTE, LATER, states, table)
}

#[test]
fn what_came_later_in_every_state() {
    later().assert_is(LATER);
}

#[test]
fn rows_cover_every_state() {
    for state in State::ALL {
        assert!(rows().iter().any(|(_, order, _)| order.state == state), "{state:?}");
    }
}
