//! State × command → outcome.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::tables::{Cell, Table};
use crate::testing::*;
use crate::user::Behaviour;

const MERCHANT_NOTE: &str = "\
`repeat` is the pre-authorization again, `terminate` the call that the `terminated` row was made with, `…'` are calls that \
differ. `stale`: the token is older than an hour. `own-accord`: the user authorized without having been asked. \
`superseded`: authorized anew under another number. `asked-again`: after its end.";

const USERS_NOTE: &str = "\
The user's acts, with `?` somebody else's. `newer`: the user authorizes the service under another number.";

/// Both tables.
pub(crate) fn tables() -> Vec<Table> {
    vec![merchant_calls(), user_acts()]
}

/// Capitals: the next state. `=`: accepted, changes nothing. `+word`: an event that leaves the state alone. Otherwise
/// the refusal.
const MERCHANT: &str = "
row          repeat         repeat'         terminate     terminate'
asked        =              ReentryDiffers  InvalidState  InvalidState
stale        +TokenRenewed  ReentryDiffers  InvalidState  InvalidState
opened       +TokenRenewed  ReentryDiffers  UNAVAILABLE   UNAVAILABLE
own-accord   ReentryDiffers ReentryDiffers  UNAVAILABLE   UNAVAILABLE
closed       +TokenRenewed  ReentryDiffers  OrderCanceled OrderCanceled
terminated   +TokenRenewed  ReentryDiffers  =             OrderCanceled
superseded   +TokenRenewed  ReentryDiffers  Superseded    Superseded
asked-again  =              ReentryDiffers  OrderCanceled OrderCanceled
";

/// What the user does.
const USERS: &str = "
row          open          open?         close         close?        newer
asked        AVAILABLE     AVAILABLE     InvalidState  InvalidState  =
stale        TokenExpired  TokenExpired  InvalidState  InvalidState  =
opened       =             OtherUser     UNAVAILABLE   OtherUser     UNAVAILABLE
own-accord   =             OtherUser     UNAVAILABLE   OtherUser     UNAVAILABLE
closed       TokenExpired  TokenExpired  =             OtherUser     =
terminated   TokenExpired  TokenExpired  =             OtherUser     =
superseded   TokenExpired  TokenExpired  =             OtherUser     =
asked-again  AVAILABLE     OtherUser     =             OtherUser     =
";

/// Every row's authorization, and when it is asked.
fn rows() -> Vec<(&'static str, Permission, Context)> {
    let later = at(3 * HOUR);
    vec![
        ("asked", asked(), at(HOUR)),
        ("stale", asked(), at(HOUR + 1)),
        ("opened", opened(), later),
        ("own-accord", own_accord(), later),
        ("closed", closed(), later),
        ("terminated", terminated(), later),
        ("superseded", superseded(), later),
        ("asked-again", asked_again(&later), at(4 * HOUR)),
    ]
}

fn outcome(permission: &Permission, outcome: &Result<Vec<Event>, Rejection>) -> Cell {
    let mut after = permission.clone();
    outcome.iter().flatten().for_each(|event| after.apply(event));
    Cell::of(permission.state.as_str(), after.state.as_str(), outcome)
}

fn states() -> Vec<&'static str> {
    rows().iter().map(|(_, permission, _)| permission.state.as_str()).collect()
}

fn merchant_calls() -> Table {
    let mut table = Vec::new();
    for (row, permission, ctx) in rows() {
        let other = Terms { notify_url: Some("http://127.0.0.1/other".into()), ..terms() };
        let terminate_for = |reason: &str| terminate(&permission, &Terminate { reason: reason.into() }, 0, &ctx);
        table.push(vec![
            row.into(),
            outcome(&permission, &repeat(&permission, &terms(), &ctx)),
            outcome(&permission, &repeat(&permission, &other, &ctx)),
            outcome(&permission, &terminate_for(&terminate_command().reason)),
            outcome(&permission, &terminate_for("另一个原因")),
        ]);
    }
    Table::new("Authorizations: the merchant's calls", MERCHANT_NOTE, MERCHANT, states(), table)
}

#[test]
fn every_merchant_call_in_every_state() {
    merchant_calls().assert_is(MERCHANT);
}

fn user_acts() -> Table {
    let (user, stranger) = (user(Behaviour::PaysAtOnce), stranger());
    let mut table = Vec::new();
    for (row, permission, ctx) in rows() {
        table.push(vec![
            row.into(),
            outcome(&permission, &open(&permission, &candidate(&user), &ctx)),
            outcome(&permission, &open(&permission, &candidate(&stranger), &ctx)),
            outcome(&permission, &close(&permission, &user, &ctx)),
            outcome(&permission, &close(&permission, &stranger, &ctx)),
            outcome(&permission, &Ok(supersede(&permission, &"auth-9".into(), &ctx))),
        ]);
    }
    Table::new("Authorizations: what users do", USERS_NOTE, USERS, states(), table)
}

#[test]
fn what_users_do_in_every_state() {
    user_acts().assert_is(USERS);
}

#[test]
fn rows_cover_every_state() {
    for state in [State::UnbindUser, State::Available, State::Unavailable] {
        assert!(rows().iter().any(|(_, permission, _)| permission.state == state), "{state:?}");
    }
}
