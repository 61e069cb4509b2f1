//! The orders of acquiring institutions: nothing is deducted until a deduction is registered.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::ids::DeductionNo;
use crate::tables::{Cell, Table};
use crate::testing::*;
use crate::user::Behaviour;

/// Of an institution's sub-merchant, confirmed.
fn doing() -> ServiceOrder {
    let party = Party::AcquiringBank { sub_mchid: "2".into(), sub_appid: None, channel_id: Some("3".into()) };
    ServiceOrder { terms: Terms { party, ..terms() }, ..confirmed() }
}

/// Completed an hour after noon: owes 2 yuan.
fn owing() -> ServiceOrder {
    let order = doing();
    after(&order, complete(&order, &complete_command(), &service(true), Behaviour::PaysAtOnce, &at(HOUR)))
}

fn registered(order: &ServiceOrder, number: &str, payer: Behaviour, ctx: &Context) -> ServiceOrder {
    after(order, register(order, &number.into(), payer, ctx))
}

/// `d-1` found no money.
fn failed() -> ServiceOrder {
    registered(&owing(), "d-1", Behaviour::NeverHasBalance, &at(HOUR))
}

/// `d-1` is with the bank until a minute after the hour.
fn under_way() -> ServiceOrder {
    registered(&owing(), "d-1", Behaviour::PaysAtOnce, &at_slow_bank(HOUR, MINUTE))
}

/// `d-1` brought the money.
fn deducted() -> ServiceOrder {
    registered(&owing(), "d-1", Behaviour::PaysAtOnce, &at(HOUR))
}

/// The user paid by hand, after `d-1` had found nothing.
fn by_hand() -> ServiceOrder {
    let order = failed();
    after(&order, pay(&order, &at(HOUR)))
}

const NOTE: &str = "\
`d-1` and `d-2` register deductions of these numbers. The rows are orders whose deduction `d-1` failed, is with the bank, \
or brought the money; `deduction` is the number that a query shows.";

/// As in `table_tests.rs`.
const TABLE: &str = "
row        d-1                d-2                pay                on_due  cancel             deduction
doing      InvalidState       InvalidState       InvalidState       -       REVOKED            InvalidState
owing      DONE               DONE               DONE               -       REVOKED            NoDeduction
failed     DeductionNoUsed    DONE               DONE               -       REVOKED            d-1
under-way  =                  DeductionInFlight  DeductionInFlight  DONE    DeductionInFlight  d-1
deducted   =                  OrderDone          =                  -       NotCancellable     d-1
by-hand    =                  OrderDone          =                  -       NotCancellable     d-1
free       OrderDone          OrderDone          OrderDone          -       NotCancellable     NoDeduction
revoked    OrderCanceled      OrderCanceled      OrderCanceled      -       =                  OrderCanceled
";

pub(super) fn registering() -> Table {
    let free = {
        let order = doing();
        after(&order, complete(&order, &free_command(), &service(true), Behaviour::PaysAtOnce, &at(HOUR)))
    };
    let rows = [
        ("doing", doing()),
        ("owing", owing()),
        ("failed", failed()),
        ("under-way", under_way()),
        ("deducted", deducted()),
        ("by-hand", by_hand()),
        ("free", free),
        ("revoked", revoked(&owing())),
    ];
    // A month later nothing was deducted by itself, but for what is with the bank.
    let ctx = at(30 * DAY);
    let outcome = |order: &ServiceOrder, outcome: Result<Vec<Event>, Rejection>| {
        let mut after = order.clone();
        outcome.iter().flatten().for_each(|event| after.apply(event));
        Cell::of(order.state.as_str(), after.state.as_str(), &outcome)
    };
    let states = rows.iter().map(|(_, order)| order.state.description().unwrap_or(order.state.as_str())).collect();
    let mut table = Vec::new();
    for (row, order) in rows {
        let register = |number: &str| register(&order, &number.into(), Behaviour::PaysAtOnce, &ctx);
        table.push(vec![
            row.into(),
            outcome(&order, register("d-1")),
            outcome(&order, register("d-2")),
            outcome(&order, pay(&order, &ctx)),
            on_due(&order, Behaviour::PaysAtOnce, &ctx).map_or("-".into(), |event| outcome(&order, Ok(vec![event]))),
            outcome(&order, cancel(&order, &cancel_command())),
            deduction(&order)
                .map_or_else(|rejection| Cell::Refused(Box::new(rejection)), |number| number.to_string().into()),
        ]);
    }
    Table::new("Service orders of acquiring institutions: deductions that they register", NOTE, TABLE, states, table)
}

#[test]
fn every_call_in_every_state() {
    registering().assert_is(TABLE);
}

#[test]
fn completing_deducts_nothing_by_itself() {
    let order = doing();
    let events = complete(&order, &complete_command(), &service(true), Behaviour::PaysAtOnce, &at(HOUR));
    assert_eq!(events.expect("completed").len(), 1, "the completion alone");
    assert_eq!((owing().next_due(), failed().next_due()), (None, None));
}

#[test]
fn each_attempt_has_a_number_of_its_own() {
    let payer = Behaviour::PaysOnThirdAttempt;
    let mut order = owing();
    for (number, state) in [("d-1", State::MchComplete), ("d-2", State::MchComplete), ("d-3", State::Done)] {
        order = registered(&order, number, payer, &at(HOUR));
        assert_eq!((order.state, order.out_trade_no()), (state, number));
    }
    assert_eq!(order.deductions, ["d-1", "d-2", "d-3"].map(DeductionNo::from));
}

#[test]
fn who_pays_by_hand_has_the_institution_asked_first() {
    let order = owing();
    let events = pay(&order, &at(HOUR)).expect("paid");
    assert_eq!(events.first(), Some(&Event::PrepayAsked));
    assert_eq!(after(&order, Ok(events)).state, State::Done);
    assert_eq!(pay(&by_hand(), &at(HOUR)), Ok(Vec::new()), "asked once");
    let direct = paying();
    assert_eq!(pay(&direct, &at(2 * HOUR)).expect("paid").len(), 1, "nobody is asked where WeChat Pay collects");
}

#[test]
fn a_deduction_that_was_registered_can_be_found_by_its_number() {
    let handles = crate::Order::Service(Box::new(failed())).handles();
    assert!(handles.contains(&crate::Order::by_deduction_no(&"d-1".into())), "{handles:?}");
}
