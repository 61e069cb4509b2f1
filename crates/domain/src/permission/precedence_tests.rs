//! Which of two faults a caller is told, for every pair that one call can commit.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::service_order::fixtures::service;
use crate::testing::*;
use crate::user::{Behaviour, User};

#[derive(Clone)]
struct Scene {
    permission: Permission,
    terms: Terms,
    service: Service,
    user: User,
    in_progress: u32,
    ctx: Context,
}

fn scene(permission: Permission) -> Scene {
    let user = user(Behaviour::PaysAtOnce);
    Scene { permission, terms: terms(), service: service(false), user, in_progress: 0, ctx: at(HOUR / 2) }
}

const TEEN: Fault<Scene> = ("TeenMode", |s| s.user.behaviour = Behaviour::TeenMode);
const OVERDUE: Fault<Scene> = ("OverdueOrders", |s| s.user.behaviour = Behaviour::HasOverdueOrders);
const FAILS: Fault<Scene> = ("AssessmentFailed", |s| s.user.behaviour = Behaviour::FailsAssessment);
const CONFIRMED_ONE_BY_ONE: Fault<Scene> = ("NothingToAuthorize", |s| s.service.needs_user_confirm = true);

#[test]
fn of_open() {
    let faults = [
        ("TokenExpired", (|s: &mut Scene| s.ctx = at(DAY)) as fn(&mut Scene)),
        ("OtherUser", |s| s.permission.openid = Some("o-other".into())),
        TEEN,
        OVERDUE,
        FAILS,
    ];
    assert_precedence(&scene(asked()), &faults, |s| open(&s.permission, &candidate(&s.user), &s.ctx).map(drop));
}

#[test]
fn of_authorize() {
    let faults = [CONFIRMED_ONE_BY_ONE, TEEN, OVERDUE, FAILS];
    assert_precedence(&scene(asked()), &faults, |s| {
        authorize(s.terms.clone(), None, &s.service, &candidate(&s.user), &s.ctx).map(drop)
    });
}

#[test]
fn of_terminate() {
    let faults: [Fault<Scene>; 2] =
        [("OrderCanceled", |s| s.permission = closed()), ("OrdersUnderWay", |s| s.in_progress = 1)];
    let decide = |s: &Scene| terminate(&s.permission, &terminate_command(), s.in_progress, &s.ctx).map(drop);
    assert_precedence(&scene(opened()), &faults, decide);
    for other in [asked(), superseded()] {
        let told = decide(&Scene { in_progress: 1, ..scene(other) }).map_err(|told| name_of(&told));
        assert_ne!(told, Err("OrdersUnderWay".into()), "the state comes first");
        assert!(told.is_err());
    }
}

#[test]
fn of_close() {
    let faults: [Fault<Scene>; 2] = [
        ("InvalidState", |s| s.permission.state = State::UnbindUser),
        ("OtherUser", |s| s.user.openid = "o-other".into()),
    ];
    assert_precedence(&scene(opened()), &faults, |s| close(&s.permission, &s.user, &s.ctx).map(drop));
}

#[test]
fn of_how_the_user_is_named() {
    #[derive(Clone, Default)]
    struct Keys(Option<OpenId>, Option<OpenId>, bool);
    let keys = Keys(Some("o-1".into()), Some("o-1".into()), true);
    let check = |Keys(openid, sub_openid, has_sub_appid): &Keys| {
        let keys = UserKeys { openid: openid.as_ref(), sub_openid: sub_openid.as_ref(), ..UserKeys::default() };
        UserKeys { has_sub_appid: *has_sub_appid, ..keys }.check()
    };
    let faults: [Fault<Keys>; 2] =
        [("SubAppidMissing", |k| k.2 = false), ("UserNamedTwice", |k| k.0 = Some("o".into()))];
    assert_precedence(&keys, &faults, check);
    assert_eq!(check(&Keys::default()), Err(Rejection::UserNotNamed));
    assert_eq!(check(&Keys(Some("o-1".into()), None, false)), Ok(()), "sub_appid goes with sub_openid only");
}

#[test]
fn of_whose_it_is() {
    let with_partner = |sub: &str, channel: Option<&str>| {
        let partner = Some(Partner { sub_mchid: sub.into(), sub_appid: None });
        Permission { terms: Terms { partner, channel_id: channel.map(Into::into), ..terms() }, ..asked() }
    };
    let ask = |permission: &Permission, service: &str, sub: Option<&str>, channel: Option<&str>| {
        let (sub, channel): (Option<Mchid>, Option<Mchid>) = (sub.map(Into::into), channel.map(Into::into));
        permission.check_identity(&service.into(), sub.as_ref(), channel.as_ref())
    };
    let differs = Err(Rejection::OrderServiceDiffers { given: "500009".into() });
    assert_eq!(ask(&asked(), "500001", None, None), Ok(()));
    assert_eq!(ask(&asked(), "500009", None, None), differs);
    assert_eq!(ask(&asked(), "500009", Some("2"), None), Err(Rejection::PermissionNotFound), "a direct merchant's");
    assert_eq!(ask(&with_partner("2", None), "500001", Some("2"), None), Ok(()));
    assert_eq!(ask(&with_partner("2", None), "500001", Some("3"), None), Err(Rejection::PermissionNotFound));
    assert_eq!(ask(&with_partner("2", None), "500001", Some("2"), Some("9")), Err(Rejection::PermissionNotFound));
    assert_eq!(ask(&with_partner("2", Some("9")), "500001", Some("2"), Some("9")), Ok(()));
    assert_eq!(ask(&with_partner("2", Some("9")), "500001", Some("2"), None), Ok(()), "the channel may be left out");
}
