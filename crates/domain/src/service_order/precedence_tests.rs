//! Which of two faults a caller is told, for every pair that one call can commit.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::merchant::Service;
use crate::testing::*;
use crate::user::{Behaviour, Candidate, MOST_IN_PROGRESS, User};

/// All that any command takes. Commands look only at what is theirs.
#[derive(Clone)]
struct Scene {
    terms: Terms,
    completion: Complete,
    order: ServiceOrder,
    service: Service,
    user: User,
    in_progress: Option<u32>,
    paid: Sync,
    modification: Modify,
    reminder: Reminder,
    ctx: Context,
}

impl Scene {
    fn candidate(&self) -> Candidate<'_> {
        Candidate { in_progress: self.in_progress, ..candidate(&self.user) }
    }
}

fn scene() -> Scene {
    Scene {
        terms: unconfirmed_terms(),
        completion: complete_command(),
        order: created(),
        service: service(false),
        user: user(Behaviour::PaysAtOnce),
        in_progress: Some(MOST_IN_PROGRESS - 1),
        paid: sync_command(),
        modification: modify_command(),
        reminder: reminder(),
        ctx: at(HOUR),
    }
}

fn backwards(range: &mut TimeRange) {
    (range.start, range.end) = (second(-HOUR), second(-2 * HOUR));
}

const TEEN: Fault<Scene> = ("TeenMode", |s| s.user.behaviour = Behaviour::TeenMode);
const OVERDUE: Fault<Scene> = ("OverdueOrders", |s| s.user.behaviour = Behaviour::HasOverdueOrders);
const FAILS: Fault<Scene> = ("AssessmentFailed", |s| s.user.behaviour = Behaviour::FailsAssessment);
const NOT_AUTHORIZED: Fault<Scene> = ("NotAuthorized", |s| s.user.behaviour = Behaviour::NotAuthorized);
const NO_OPENID: Fault<Scene> = ("OpenidMissing", |s| (s.terms.openid, s.terms.sub_openid) = (None, None));
const TWO_OPENIDS: Fault<Scene> = ("OpenidChoice", |s| {
    (s.terms.openid, s.terms.sub_openid) = (Some("o-user".into()), Some("o-user".into()));
});
const NO_SUB_APPID: Fault<Scene> =
    ("SubAppidMissing", |s| (s.terms.openid, s.terms.sub_openid) = (None, Some("o-user".into())));
const OTHER_MODE: Fault<Scene> = ("ConfirmationMode", |s| s.service.needs_user_confirm = true);
const TOO_MANY: Fault<Scene> = ("TooManyOrders", |s| s.in_progress = Some(MOST_IN_PROGRESS));
const CANCELLED: Fault<Scene> = ("OrderCanceled", |s| s.order = revoked(&paying()));
const DONE: Fault<Scene> = ("OrderDone", |s| s.order = completed_by(Behaviour::PaysAtOnce));
const TERMS_DISCOUNTS: Fault<Scene> =
    ("DiscountNameTwice", |s| s.terms.discounts = vec![discount("a", 1), discount("a", 2)]);
const TERMS_PAYMENTS: Fault<Scene> =
    ("PaymentNameTwice", |s| s.terms.payments = vec![payment("a", 1), payment("a", 2)]);
const DISCOUNTS: Fault<Scene> =
    ("DiscountNameTwice", |s| s.completion.discounts = vec![discount("a", 50), discount("a", 50)]);
const PAYMENTS: Fault<Scene> =
    ("PaymentNameTwice", |s| s.completion.payments = vec![payment("a", 100), payment("a", 200)]);
const TOTAL: Fault<Scene> = ("TotalMismatch", |s| s.completion.total_amount = Fen::new(201));

#[test]
fn of_create() {
    let faults = [
        TERMS_DISCOUNTS,
        TERMS_PAYMENTS,
        ("EndBeforeStart", |s| backwards(&mut s.terms.time_range)),
        NO_OPENID,
        TWO_OPENIDS,
        NO_SUB_APPID,
        OTHER_MODE,
        ("StartInPast", |s: &mut Scene| {
            s.ctx.strict_start_time = true;
            s.terms.time_range.start = second(0);
        }),
        ("AboveCap", |s| s.terms.risk_fund = fund(RiskFundName::Deposit, CAP.get() + 1)),
        NOT_AUTHORIZED,
        TEEN,
        OVERDUE,
        FAILS,
        TOO_MANY,
    ];
    assert_precedence(&scene(), &faults, |s| {
        create(s.terms.clone(), &s.service, Some(&s.candidate()), &s.ctx).map(drop)
    });
}

#[test]
fn of_create_again() {
    let service = service(false);
    let order =
        create(unconfirmed_terms(), &service, Some(&candidate(&user(Behaviour::PaysAtOnce))), &ctx()).expect("created");
    let faults = [
        TERMS_DISCOUNTS,
        TERMS_PAYMENTS,
        ("EndBeforeStart", |s| backwards(&mut s.terms.time_range)),
        NO_OPENID,
        ("ReentryDiffers", |s: &mut Scene| s.terms.attach = Some("other".into())),
    ];
    assert_precedence(&Scene { order, ..scene() }, &faults, |s| recreate(&s.order, &s.terms, &s.ctx).map(drop));
}

#[test]
fn of_complete() {
    let faults = [
        DISCOUNTS,
        PAYMENTS,
        TOTAL,
        ("EndBeforeStart", |s| backwards(&mut s.completion.time_range)),
        ("ReentryDiffers", |s: &mut Scene| {
            s.order = paying();
            s.completion.goods_tag = Some("other".into());
        }),
        ("NotCompletable", |s| s.order = created()),
        ("EndTimeMissing", |s| s.completion.time_range = TimeRange::default()),
        ("PrecisionDiffers", |s| s.completion.time_range.end = day(0)),
        ("EndInFuture", |s| s.completion.time_range.end = second(HOUR + 1)),
        ("AboveCap", |s| s.order.terms.risk_fund = fund(RiskFundName::Deposit, 199)),
    ];
    let scene = Scene { order: confirmed(), ..scene() };
    assert_precedence(&scene, &faults, |s| {
        complete(&s.order, &s.completion, &s.service, s.user.behaviour, &s.ctx).map(drop)
    });
}

#[test]
fn an_end_before_the_orders_start_comes_before_what_else_is_wrong_with_it() {
    let order = confirmed();
    let yesterday = Complete { time_range: TimeRange { end: day(-1), ..TimeRange::default() }, ..complete_command() };
    let told = complete(&order, &yesterday, &service(true), Behaviour::PaysAtOnce, &at(HOUR)).expect_err("refused");
    assert_eq!(name_of(&told), "EndBeforeStart", "and not PrecisionDiffers");
}

#[test]
fn of_direct_complete() {
    let faults = [
        DISCOUNTS,
        PAYMENTS,
        TOTAL,
        ("EndBeforeStart", |s| backwards(&mut s.terms.time_range)),
        ("OnAcceptUnconfirmed", |s: &mut Scene| s.terms.time_range.start = Some(ServiceTime::OnAccept)),
        NO_OPENID,
        OTHER_MODE,
        ("EndInFuture", |s| s.terms.time_range.end = second(HOUR + 1)),
        ("AboveCap", |s| s.service.risk_cap = Fen::new(199)),
        NOT_AUTHORIZED,
        TEEN,
        OVERDUE,
        FAILS,
        TOO_MANY,
    ];
    let time_range = TimeRange { start: second(0), end: second(HOUR), ..TimeRange::default() };
    let scene = Scene { terms: Terms { risk_fund: None, time_range, ..unconfirmed_terms() }, ..scene() };
    assert_precedence(&scene, &faults, |s| {
        direct_complete(s.terms.clone(), &s.completion, &s.service, Some(&s.candidate()), &s.ctx).map(drop)
    });
}

#[test]
fn of_confirm() {
    let faults = [
        CANCELLED,
        DONE,
        ("InvalidState", |s| s.order = paying()),
        ("PackageExpired", |s: &mut Scene| s.ctx = at(HOUR + 1)),
        ("OtherUser", |s| {
            s.order.openid = Some("o-named".into());
            s.user.openid = "o-stranger".into();
        }),
        TEEN,
        OVERDUE,
        FAILS,
        TOO_MANY,
    ];
    assert_precedence(&scene(), &faults, |s| confirm(&s.order, &s.candidate(), &s.ctx).map(drop));
}

#[test]
fn of_decline() {
    let faults = [
        CANCELLED,
        DONE,
        ("InvalidState", |s: &mut Scene| s.order = paying()),
        ("OtherUser", |s| {
            s.order.openid = Some("o-named".into());
            s.user.openid = "o-stranger".into();
        }),
    ];
    assert_precedence(&scene(), &faults, |s| decline(&s.order, &s.user).map(drop));
}

#[test]
fn of_sync() {
    let faults = [
        CANCELLED,
        DONE,
        ("InvalidState", |s: &mut Scene| s.order = confirmed()),
        ("DeductionInFlight", |s| s.order = in_flight()),
        ("PaidInFuture", |s| s.paid.paid_time = s.ctx.now.plus(1)),
    ];
    let scene = Scene { order: paying(), ctx: at(2 * HOUR), ..scene() };
    assert_precedence(&scene, &faults, |s| sync(&s.order, &s.paid, &s.ctx).map(drop));
}

#[test]
fn of_modify() {
    let faults: [Fault<Scene>; 9] = [
        ("DiscountNameTwice", |s| {
            s.modification.charges.discounts = vec![discount("a", 50), discount("a", 50)];
        }),
        ("PaymentNameTwice", |s| s.modification.charges.payments = vec![payment("a", 100), payment("a", 150)]),
        ("TotalMismatch", |s| s.modification.charges.total_amount = Fen::new(151)),
        ("ReentryDiffers", |s| {
            s.order = modified();
            s.modification.reason = "另一个原因".into();
        }),
        CANCELLED,
        DONE,
        ("InvalidState", |s| s.order = confirmed()),
        ("DeductionInFlight", |s| s.order = in_flight()),
        ("NotBelow", |s| {
            if let Some(collection) = &mut s.order.collection {
                collection.total = s.modification.charges.total_amount;
            }
        }),
    ];
    let scene = Scene { order: paying(), ..scene() };
    assert_precedence(&scene, &faults, |s| modify(&s.order, &s.modification).map(drop));
}

#[test]
fn of_remind() {
    let faults: [Fault<Scene>; 9] = [
        ("DiscountNameTwice", |s| {
            s.reminder.charges.discounts = vec![discount("a", 50), discount("a", 50)];
        }),
        ("PaymentNameTwice", |s| s.reminder.charges.payments = vec![payment("a", 100), payment("a", 200)]),
        ("TotalMismatch", |s| s.reminder.charges.total_amount = Fen::new(201)),
        ("ReentryDiffers", |s| {
            s.order = reminded();
            s.reminder.prepaid_time = s.reminder.prepaid_time.plus(-30 * DAY);
        }),
        CANCELLED,
        DONE,
        ("InvalidState", |s| s.order = paying()),
        ("PrepaidTooSoon", |s| s.reminder.prepaid_time = s.ctx.now.plus(-DAY)),
        ("AboveCap", |s| s.order.terms.risk_fund = fund(RiskFundName::Deposit, 199)),
    ];
    let scene = Scene { order: confirmed(), ..scene() };
    assert_precedence(&scene, &faults, |s| {
        remind(&s.order, Message::Prepaid, &s.reminder, &s.service, &s.ctx).map(drop)
    });
}

#[test]
fn of_request_payment() {
    let faults = [
        CANCELLED,
        DONE,
        ("InvalidState", |s: &mut Scene| s.order = confirmed()),
        ("DeductionInFlight", |s| s.order = in_flight()),
    ];
    let scene = Scene { order: paying(), ..scene() };
    assert_precedence(&scene, &faults, |s| request_payment(&s.order, s.user.behaviour, &s.ctx).map(drop));
}

#[test]
fn of_whom_the_order_is() {
    let partner = |sub_mchid: &str| Party::Partner { sub_mchid: sub_mchid.into(), sub_appid: None };
    let order = ServiceOrder { terms: Terms { party: partner("2"), ..terms() }, ..created() };
    let right = Claim {
        party: partner("2"),
        appid: Some(order.terms.appid.clone()),
        service_id: Some(order.terms.service_id.clone()),
    };
    let faults: [Fault<Claim>; 3] = [
        ("OrderNotFound", |claim| claim.party = Party::Direct),
        ("OrderAppidDiffers", |claim| claim.appid = Some("wx-other".into())),
        ("OrderServiceDiffers", |claim| claim.service_id = Some("other".into())),
    ];
    assert_precedence(&right, &faults, |claim| order.check_claim(claim));
}
