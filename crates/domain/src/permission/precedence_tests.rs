//! Which of two faults a caller is told, for every pair that one call can commit.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::merchant::SubMerchant;
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
    let user = |openid, sub_openid, sub_appid| NamedUser::new(openid, sub_openid, sub_appid);
    let (o, s, wx) = (Some("o"), Some("s"), Some("wx"));
    assert_eq!(user(o, None, None), Ok(NamedUser::Openid("o".into())));
    assert_eq!(user(o, None, wx), Ok(NamedUser::Openid("o".into())));
    assert_eq!(user(None, s, wx), Ok(NamedUser::SubOpenid("s".into())));
    assert_eq!(user(None, s, None), Err(Rejection::SubAppidMissing));
    for sub_appid in [None, wx] {
        assert_eq!(user(None, None, sub_appid), Err(Rejection::OpenidChoice));
        assert_eq!(user(o, s, sub_appid), Err(Rejection::OpenidChoice), "comes before SubAppidMissing");
    }
    let whose = |code, openid, sub_openid| Whose::new(code, openid, sub_openid, None);
    assert_eq!(whose(Some("1"), None, None), Ok(Whose::Code("1".into())));
    assert_eq!(whose(None, o, None), Ok(Whose::User(NamedUser::Openid("o".into()))));
    assert_eq!(whose(None, o, s), Err(Rejection::OpenidChoice));
    for (code, openid, sub_openid) in [(None, None, None), (Some("1"), o, None), (Some("1"), None, s)] {
        assert_eq!(whose(code, openid, sub_openid), Err(Rejection::PermissionChoice));
    }
}

#[test]
fn of_whose_it_is() {
    let partner = |sub: &str| Party::Partner { sub_mchid: sub.into(), sub_appid: None };
    let bank = |channel: Option<&str>| Party::AcquiringBank {
        sub_mchid: "2".into(),
        sub_appid: None,
        channel_id: channel.map(Into::into),
    };
    let given_to = |party: Party| Permission { terms: Terms { party, ..terms() }, ..asked() };
    let ask = |permission: &Permission, party, service: &str| permission.check_identity(&party, &service.into());
    let differs = Err(Rejection::OrderServiceDiffers { given: "500009".into() });
    let not_found = Err(Rejection::PermissionNotFound);
    assert_eq!(ask(&asked(), Party::Direct, "500001"), Ok(()));
    assert_eq!(ask(&asked(), Party::Direct, "500009"), differs);
    assert_eq!(ask(&asked(), partner("2"), "500009"), not_found, "a direct merchant's");
    let (subs, banks) = (given_to(partner("2")), given_to(bank(Some("9"))));
    assert_eq!(ask(&subs, Party::Direct, "500001"), not_found, "a sub-merchant's");
    assert_eq!(ask(&subs, partner("2"), "500001"), Ok(()));
    assert_eq!(ask(&subs, partner("3"), "500001"), not_found);
    assert_eq!(ask(&subs, bank(Some("9")), "500001"), not_found);
    assert_eq!(ask(&banks, bank(Some("9")), "500001"), Ok(()));
    assert_eq!(ask(&banks, bank(Some("8")), "500001"), not_found);
    assert_eq!(ask(&banks, bank(None), "500001"), Ok(()), "the channel may be left out");
}

#[test]
fn of_who_may_ask_for_which_service() {
    let service_of =
        |id: &str, kind, needs_user_confirm| Service { service_id: id.into(), kind, ..service(needs_user_confirm) };
    let sub = SubMerchant { mchid: "2".into(), appid: "wx2".into(), channel_id: Some("9".into()), currency: None };
    let merchant = Merchant {
        mchid: terms().mchid,
        appid: terms().appid,
        sub: Some(sub),
        services: vec![
            service_of("500001", ServiceKind::ServiceOrder, false),
            service_of("500002", ServiceKind::ServiceOrder, true),
            service_of("500003", ServiceKind::AcquiringBank, false),
        ],
        users: Vec::new(),
    };
    let partner = |sub: &str| Party::Partner { sub_mchid: sub.into(), sub_appid: None };
    let right = Terms { party: partner("2"), ..terms() };
    let faults: [Fault<Terms>; 4] = [
        ("AppidNotBound", |t| t.appid = "wx9".into()),
        ("NotASubMerchant", |t| t.party = Party::Partner { sub_mchid: "3".into(), sub_appid: None }),
        ("ServiceNotGranted", |t| t.service_id = "500009".into()),
        ("NothingToAuthorize", |t| t.service_id = "500002".into()),
    ];
    let ask = |terms: &Terms| terms.service(&merchant).map(drop);
    assert_precedence(&right, &faults[..3], ask);
    assert_precedence(&right, &[faults[0], faults[1], faults[3]], ask);
    let bank = Party::AcquiringBank { sub_mchid: "2".into(), sub_appid: None, channel_id: Some("9".into()) };
    let not_granted = |id: &str| Err(Rejection::ServiceNotGranted { service_id: id.into() });
    let for_service = |party: &Party, id: &str| ask(&Terms { party: party.clone(), service_id: id.into(), ..terms() });
    assert_eq!(for_service(&bank, "500003"), Ok(()));
    assert_eq!(for_service(&bank, "500001"), not_granted("500001"));
    assert_eq!(for_service(&partner("2"), "500003"), not_granted("500003"));
}
