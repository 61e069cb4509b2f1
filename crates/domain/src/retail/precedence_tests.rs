//! Which of two faults a caller is told, for every pair that one call can commit.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::merchant::Service;
use crate::service_order::fixtures::{CAP, discount, payment};
use crate::testing::*;
use crate::user::{Behaviour, Candidate, MOST_IN_PROGRESS, User};

/// All that any command takes. Commands look only at what is theirs.
#[derive(Clone)]
struct Scene {
    terms: Terms,
    completion: Complete,
    order: RetailOrder,
    service: Service,
    user: User,
    in_progress: Option<u32>,
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
        order: accepted(),
        service: service(false),
        user: user(Behaviour::PaysAtOnce),
        in_progress: Some(MOST_IN_PROGRESS - 1),
        ctx: at(HOUR),
    }
}

const TEEN: Fault<Scene> = ("TeenMode", |s| s.user.behaviour = Behaviour::TeenMode);
const OVERDUE: Fault<Scene> = ("OverdueOrders", |s| s.user.behaviour = Behaviour::HasOverdueOrders);
const FAILS: Fault<Scene> = ("AssessmentFailed", |s| s.user.behaviour = Behaviour::FailsAssessment);
const TOO_MANY: Fault<Scene> = ("TooManyOrders", |s| s.in_progress = Some(MOST_IN_PROGRESS));
const CANCELLED: Fault<Scene> = ("OrderCanceled", |s| s.order = revoked());
const DONE: Fault<Scene> = ("OrderDone", |s| s.order = completed(&complete_command(), Behaviour::PaysAtOnce, 0));
const NO_OPENID: Fault<Scene> = ("OpenidMissing", |s| s.terms.openid = None);
const TERMS_DISCOUNTS: Fault<Scene> =
    ("DiscountNameTwice", |s| s.terms.discounts = vec![discount("a", 1), discount("a", 2)]);
const TERMS_FEES: Fault<Scene> = ("PaymentNameTwice", |s| s.terms.fees = vec![payment("a", 1), payment("a", 2)]);
const TERMS_BACKWARDS: Fault<Scene> = ("EndBeforeStart", |s| {
    (s.terms.service_start_time, s.terms.service_end_time) = (second(0), second(-1));
});
const OTHER_USER: Fault<Scene> = ("OtherUser", |s| {
    s.order.openid = Some("o-named".into());
    s.user.openid = "o-stranger".into();
});

#[test]
fn of_create() {
    let faults = [
        TERMS_DISCOUNTS,
        TERMS_FEES,
        TERMS_BACKWARDS,
        NO_OPENID,
        ("ConfirmationMode", |s: &mut Scene| s.service.needs_user_confirm = true),
        ("StartInPast", |s| {
            s.ctx.strict_start_time = true;
            s.terms.service_start_time = second(0);
        }),
        ("AboveCap", |s| s.terms.risk_amount = CAP.checked_add(Fen::new(1))),
        ("NotAuthorized", |s| s.user.behaviour = Behaviour::NotAuthorized),
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
    let order = create(unconfirmed_terms(), &service(false), Some(&candidate(&user(Behaviour::PaysAtOnce))), &ctx());
    let scene = Scene { order: order.expect("created"), ..scene() };
    let other = ("ReentryDiffers", (|s: &mut Scene| s.terms.attach = Some("other".into())) as fn(&mut Scene));
    let faults = [TERMS_DISCOUNTS, TERMS_FEES, TERMS_BACKWARDS, NO_OPENID, other];
    assert_precedence(&scene, &faults, |s| recreate(&s.order, &s.terms).map(drop));
}

fn complete_scene(s: &Scene) -> Result<(), Rejection> {
    complete(&s.order, &s.completion, &s.service, s.user.behaviour, &s.ctx).map(drop)
}

const DISCOUNTS: Fault<Scene> =
    ("DiscountNameTwice", |s| s.completion.discounts = vec![discount("a", 50), discount("a", 50)]);
const FEES: Fault<Scene> = ("PaymentNameTwice", |s| s.completion.fees = vec![payment("a", 100), payment("a", 200)]);
const REENTRY: Fault<Scene> = ("ReentryDiffers", |s| {
    s.order = finished();
    s.completion.profit_sharing = Some(true);
});
const NOT_COMPLETABLE: Fault<Scene> = ("NotCompletable", |s| s.order = created());
const WRONG_TICKET: Fault<Scene> = ("FinishTicketWrong", |s| s.completion.finish_ticket = "guessed".into());

#[test]
fn of_complete() {
    let faults = [
        DISCOUNTS,
        FEES,
        ("TotalMismatch", |s: &mut Scene| s.completion.total_amount = Fen::new(201)),
        ("EndBeforeStart", |s| {
            s.completion.real_service_start_time = second(HOUR);
            s.completion.real_service_end_time = second(HOUR - 1);
        }),
        REENTRY,
        NOT_COMPLETABLE,
        ("EndTimeMissing", |s| {
            s.completion.real_service_start_time = None;
            s.completion.real_service_end_time = None;
        }),
        ("EndInFuture", |s| s.completion.real_service_end_time = second(HOUR + 1)),
        ("AboveCap", |s| s.order.terms.risk_amount = Some(Fen::new(199))),
        WRONG_TICKET,
    ];
    assert_precedence(&scene(), &faults, complete_scene);
}

#[test]
fn of_complete_unused() {
    let faults = [
        ("TotalMismatch", (|s: &mut Scene| s.completion.total_amount = Fen::new(2)) as fn(&mut Scene)),
        ("CancelReasonMissing", |s| s.completion.cancel_reason = None),
        ("UnusedButCharged", |s| {
            s.completion.fees = vec![payment("a", 1)];
            s.completion.total_amount = Fen::new(1);
        }),
        REENTRY,
        NOT_COMPLETABLE,
        WRONG_TICKET,
    ];
    assert_precedence(&Scene { completion: unused_command(), ..scene() }, &faults, complete_scene);
}

#[test]
fn of_confirm_and_decline() {
    let scene = Scene { order: created(), ctx: at(MINUTE), ..scene() };
    let wrong_state = ("InvalidState", (|s: &mut Scene| s.order = finished()) as fn(&mut Scene));
    let faults = [CANCELLED, DONE, wrong_state, OTHER_USER, TEEN, OVERDUE, FAILS, TOO_MANY];
    assert_precedence(&scene, &faults, |s| confirm(&s.order, &s.candidate(), &s.ctx).map(drop));
    assert_precedence(&scene, &faults[..4], |s| decline(&s.order, &s.user).map(drop));
}

#[test]
fn of_sync() {
    let scene = Scene { order: finished(), ..scene() };
    let in_flight = |s: &mut Scene| s.order = completed(&complete_command(), Behaviour::PaysAtOnce, MINUTE);
    let faults: [Fault<Scene>; 5] = [
        CANCELLED,
        DONE,
        ("InvalidState", |s| s.order = accepted()),
        ("DeductionInFlight", in_flight),
        ("PaidInFuture", |s| s.ctx = at(HOUR / 2 - 1)),
    ];
    assert_precedence(&scene, &faults, |s| sync(&s.order, &sync_command(), &s.ctx).map(drop));
}
