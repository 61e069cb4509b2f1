//! State × command → outcome.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::plan::fixtures::normal;
use crate::tables::{Cell, Table};
use crate::testing::*;
use crate::user::Behaviour;

const NOTE: &str = "\
`stop` and `cancel` are the calls that the ended rows were made with, `…'` are calls that differ; `revoke` is the end of \
the service's authorization. `stale`: the package is older than two hours. `in-use`: an order of the plan is under way.";

const STARTS_NOTE: &str = "What an order of the plan's service 1, 2 and 3 is told; in `in-use` one is under way.";

/// Both tables.
pub(crate) fn tables() -> Vec<Table> {
    vec![calls(), starts()]
}

/// Capitals: the next state. `=`: accepted, changes nothing. `+word`: an event that leaves the state alone. Otherwise
/// the refusal.
const TABLE: &str = "
row         recreate         recreate'       sign              stop              stop'             cancel            revoke            on_due
unsigned    =                ReentryDiffers  SIGNED            SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SignPlanUnsigned  SignPlanUnsigned  -
stale       +PackageRenewed  ReentryDiffers  PackageExpired    SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SignPlanUnsigned  SignPlanUnsigned  -
unsigned-due +PackageRenewed ReentryDiffers  PackageExpired    SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SignPlanUnsigned  SignPlanUnsigned  EXPIRE
signed      =                ReentryDiffers  =                 SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  -
in-use      =                ReentryDiffers  =                 SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  -
signed-due  =                ReentryDiffers  =                 SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  SIGN_PLAN_CANCEL  EXPIRE
complete    =                ReentryDiffers  OrderDone         OrderDone         OrderDone         OrderDone         OrderDone         -
stopped     =                ReentryDiffers  OrderCanceled     =                 ReentryDiffers    OrderCanceled     OrderCanceled     -
cancelled   =                ReentryDiffers  OrderCanceled     OrderCanceled     OrderCanceled     =                 OrderCanceled     -
revoked     =                ReentryDiffers  OrderCanceled     OrderCanceled     OrderCanceled     OrderCanceled     =                 -
expired     =                ReentryDiffers  InvalidState      InvalidState      InvalidState      InvalidState      InvalidState      -
";

/// Every row's sign plan, and when it is asked.
fn rows() -> Vec<(&'static str, SignPlan, Context)> {
    let later = at(3 * HOUR);
    vec![
        ("unsigned", unsigned(), at(2 * HOUR)),
        ("stale", unsigned(), at(2 * HOUR + 1)),
        ("unsigned-due", unsigned(), at(31 * DAY)),
        ("signed", signed(), later),
        ("in-use", second_in_use().0, later),
        ("signed-due", signed(), at(31 * DAY)),
        ("complete", complete(), later),
        ("stopped", stopped_by_merchant(), later),
        ("cancelled", cancelled_by(CancelledBy::User), later),
        ("revoked", cancelled_by(CancelledBy::RevokedService), later),
        ("expired", expired(), at(32 * DAY)),
    ]
}

fn outcome(sign_plan: &SignPlan, outcome: &Result<Vec<Event>, Rejection>) -> Cell {
    let mut after = sign_plan.clone();
    for event in outcome.iter().flatten() {
        after.apply(event);
    }
    Cell::of(sign_plan.state.as_str(), after.state.as_str(), outcome)
}

fn calls() -> Table {
    let payer = user(Behaviour::PaysAtOnce);
    let mut table = Vec::new();
    for (row, sign_plan, ctx) in rows() {
        let other = Terms { notify_url: "http://127.0.0.1/other".into(), ..terms() };
        let due = on_due(&sign_plan, &ctx);
        table.push(vec![
            row.into(),
            outcome(&sign_plan, &recreate(&sign_plan, &terms(), &ctx)),
            outcome(&sign_plan, &recreate(&sign_plan, &other, &ctx)),
            outcome(&sign_plan, &sign(&sign_plan, &normal(), &payer, &ctx)),
            outcome(&sign_plan, &stop(&sign_plan, "用户协商后停止", &ctx)),
            outcome(&sign_plan, &stop(&sign_plan, "另一个原因", &ctx)),
            outcome(&sign_plan, &cancel(&sign_plan, &payer, CancelledBy::User, &ctx)),
            outcome(&sign_plan, &cancel(&sign_plan, &payer, CancelledBy::RevokedService, &ctx)),
            due.map_or("-".into(), |event| outcome(&sign_plan, &Ok(vec![event]))),
        ]);
    }
    let states = rows().iter().map(|(_, sign_plan, _)| sign_plan.state.as_str()).collect();
    Table::new("Sign plans", NOTE, TABLE, states, table)
}

#[test]
fn every_call_in_every_state() {
    calls().assert_is(TABLE);
}

#[test]
fn rows_cover_every_state() {
    for state in State::ALL {
        assert!(rows().iter().any(|(_, sign_plan, _)| sign_plan.state == state), "{state:?}");
    }
}

/// What starting lesson 1, 2 and 3 is told in every state.
const STARTS: &str = "
row          1                    2                    3
unsigned     SignPlanUnsigned     SignPlanUnsigned     SignPlanUnsigned
stale        SignPlanUnsigned     SignPlanUnsigned     SignPlanUnsigned
unsigned-due SignPlanUnsigned     SignPlanUnsigned     SignPlanUnsigned
signed       +DetailStarted       PlanDetailOutOfTurn  PlanDetailOutOfTurn
in-use       PlanDetailInUse      PlanDetailInUse      PlanDetailInUse
signed-due   +DetailStarted       PlanDetailOutOfTurn  PlanDetailOutOfTurn
complete     OrderDone            OrderDone            OrderDone
stopped      OrderCanceled        OrderCanceled        OrderCanceled
cancelled    OrderCanceled        OrderCanceled        OrderCanceled
revoked      OrderCanceled        OrderCanceled        OrderCanceled
expired      InvalidState         InvalidState         InvalidState
";

fn starts() -> Table {
    let payer = user(Behaviour::PaysAtOnce);
    let mut table = Vec::new();
    for (row, sign_plan, ctx) in rows() {
        let mut line = vec![Cell::from(row)];
        for detail_no in 1..=3 {
            let terms = order_terms(&sign_plan, using(detail_no)).expect("a service of the plan");
            let started = start(&sign_plan, detail_no, terms, &candidate(&payer), &ctx);
            line.push(outcome(&sign_plan, &started.map(|(_, event)| vec![event])));
        }
        table.push(line);
    }
    let states = rows().iter().map(|(_, sign_plan, _)| sign_plan.state.as_str()).collect();
    Table::new("Sign plans: orders of their services", STARTS_NOTE, STARTS, states, table)
}

#[test]
fn every_start_in_every_state() {
    starts().assert_is(STARTS);
}
