//! Single rules, one second to either side.

use super::fixtures::*;
use super::*;
use crate::service_order::fixtures::service;
use crate::testing::*;
use crate::user::Behaviour;

fn token(permission: &Permission) -> &str {
    permission.token.as_ref().expect("a token").token.as_str()
}

#[test]
fn a_token_lasts_an_hour_and_asking_again_renews_it() {
    let first = asked();
    let user = user(Behaviour::PaysAtOnce);
    let opens = |permission: &Permission, seconds| open(permission, &candidate(&user), &at(seconds)).map(drop);
    assert_eq!(opens(&first, HOUR), Ok(()));
    assert_eq!(opens(&first, HOUR + 1), Err(Rejection::TokenExpired));
    let same = after(&first, repeat(&first, &terms(), &at(HOUR)));
    assert_eq!(token(&same), token(&first), "still good: the same one");
    let renewed = after(&first, repeat(&first, &terms(), &at(HOUR + 1)));
    assert_ne!(token(&renewed), token(&first));
    assert_eq!(opens(&renewed, 2 * HOUR + 1), Ok(()));
    assert_eq!(opens(&renewed, 2 * HOUR + 2), Err(Rejection::TokenExpired));
}

#[test]
fn a_token_is_gone_once_it_opened() {
    assert_eq!(opened().token, None);
    let again = asked_again(&at(2 * HOUR));
    let user = user(Behaviour::PaysAtOnce);
    let reopened = after(&again, open(&again, &candidate(&user), &at(2 * HOUR)));
    assert_eq!((reopened.state, reopened.opened_at), (State::Available, Some(NOON.plus(2 * HOUR))));
    assert_eq!(
        reopened.closing.as_ref().map(|closing| closing.at),
        Some(NOON.plus(HOUR)),
        "the last end is remembered"
    );
    assert_eq!(reopened.touched_at(), NOON.plus(2 * HOUR));
}

#[test]
fn only_services_without_confirmation_are_authorized() {
    assert_eq!(pre_authorize(terms(), &service(true), &ctx()), Err(Rejection::NothingToAuthorize));
}

#[test]
fn who_declines_leaves_it_asked_for() {
    let user = user(Behaviour::Declines);
    let events = open(&asked(), &candidate(&user), &ctx()).expect("allowed");
    assert_eq!(events, [Event::Declined { openid: user.openid.clone() }]);
    assert_eq!(after(&asked(), Ok(events)), asked());
    let own = authorize(terms(), None, &service(false), &candidate(&user), &ctx());
    assert_eq!(own, Ok(None));
}

#[test]
fn who_has_authorized_nothing_yet_may() {
    let user = user(Behaviour::NotAuthorized);
    assert_eq!(after(&asked(), open(&asked(), &candidate(&user), &ctx())).state, State::Available);
}

#[test]
fn a_user_is_found_by_service_from_opening_on() {
    let token = asked().token.expect("a token").token;
    assert_eq!(asked().handles(), [Permission::by_token(&token)]);
    let handle = vec![Permission::of_user(&"500001".into(), &"o-user".into())];
    assert_eq!(opened().handles(), handle);
    assert_eq!(closed().handles(), handle, "and stays found");
}

#[test]
fn an_order_under_way_holds_the_merchant() {
    let held = terminate(&opened(), &terminate_command(), 2, &ctx());
    assert_eq!(held, Err(Rejection::OrdersUnderWay(2)));
    assert_eq!(terminated().closing.map(|closing| closing.at), Some(NOON.plus(HOUR)));
}

#[test]
fn the_same_number_is_not_superseded_by_itself() {
    assert_eq!(supersede(&opened(), &"auth-1".into(), &ctx()), []);
}

#[test]
fn merchants_are_told_of_openings_and_of_ends_that_nobody_replaced() {
    let told = |permission: &Permission| permission.closing.clone().and_then(|closing| Event::Closed(closing).owes());
    assert_eq!(told(&closed()), Some(EventType::UserCloseService));
    assert_eq!(told(&terminated()), Some(EventType::UserCloseService));
    assert_eq!(told(&superseded()), None);
    let opening = Event::Opened { openid: "o".into(), at: NOON };
    assert_eq!(opening.owes(), Some(EventType::UserOpenService));
    assert_eq!(Event::Declined { openid: "o".into() }.owes(), None);
}
