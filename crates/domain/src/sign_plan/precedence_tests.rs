//! Which of two faults a caller is told, for every pair that one call can commit.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::plan::Plan;
use crate::plan::fixtures::{normal, stopped};
use crate::service_order;
use crate::testing::*;
use crate::user::{Behaviour, Candidate, MOST_IN_PROGRESS, User};

#[derive(Clone)]
struct Scene {
    terms: Terms,
    plan: Option<Plan>,
    taken: Option<usize>,
    sign_plan: SignPlan,
    order: service_order::Terms,
    detail_no: i64,
    user: User,
    in_progress: Option<u32>,
    ctx: Context,
}

fn scene() -> Scene {
    Scene {
        terms: terms(),
        plan: Some(normal()),
        taken: None,
        sign_plan: signed(),
        order: order_terms(&signed(), using(1)).expect("a service of the plan"),
        detail_no: 1,
        user: user(Behaviour::PaysAtOnce),
        in_progress: None,
        ctx: Context { strict_start_time: true, ..ctx() },
    }
}

#[test]
fn of_create() {
    let faults: [Fault<Scene>; 6] = [
        ("PlanOrderNumberTwice", |s| s.terms.numbers[1].out_order_no = "lesson-1".into()),
        ("PlanNotFound", |s| s.plan = None),
        ("PlanServiceDiffers", |s| s.terms.service_id = "500006".into()),
        ("PlanDetailsNotCovered", |s| s.terms.numbers[2].detail_no = 9),
        ("PlanOrderNumberTaken", |s| s.taken = Some(1)),
        ("PlanStopped", |s| s.plan = s.plan.as_ref().map(|_| stopped())),
    ];
    assert_precedence(&scene(), &faults, |s| create(s.terms.clone(), s.plan.as_ref(), s.taken, &s.ctx).map(drop));
}

#[test]
fn of_create_again() {
    let faults: [Fault<Scene>; 2] = [
        ("PlanOrderNumberTwice", |s| s.terms.numbers[1].out_order_no = "lesson-1".into()),
        ("ReentryDiffers", |s| s.terms.notify_url = "http://127.0.0.1/other".into()),
    ];
    assert_precedence(&scene(), &faults, |s| recreate(&s.sign_plan, &s.terms, &s.ctx).map(drop));
}

#[test]
fn of_sign() {
    let faults: [Fault<Scene>; 6] = [
        ("PlanStopped", |s| s.plan = Some(stopped())),
        ("PackageExpired", |s| s.ctx = at(2 * HOUR + 1)),
        ("OtherUser", |s| s.user.openid = "o-stranger".into()),
        ("TeenMode", |s| s.user.behaviour = Behaviour::TeenMode),
        ("OverdueOrders", |s| s.user.behaviour = Behaviour::HasOverdueOrders),
        ("AssessmentFailed", |s| s.user.behaviour = Behaviour::FailsAssessment),
    ];
    let scene = Scene { sign_plan: unsigned(), ..scene() };
    assert_precedence(&scene, &faults, |s| {
        sign(&s.sign_plan, s.plan.as_ref().expect("a plan"), &s.user, &s.ctx).map(drop)
    });
}

#[test]
fn of_order_terms() {
    let faults: [Fault<Use>; 3] = [
        ("PlanServiceDiffers", |u| u.service_id = "500006".into()),
        ("PlanDetailNotFound", |u| u.detail_no = 9),
        ("PlanOrderNumberDiffers", |u| u.key = using(3).key),
    ];
    assert_precedence(&using(1), &faults, |u| order_terms(&signed(), u.clone()).map(drop));
}

#[test]
fn of_start() {
    let faults: [Fault<Scene>; 8] = [
        ("EndBeforeStart", |s| (s.order.time_range.start, s.order.time_range.end) = (second(-5), second(-6))),
        ("OrderCanceled", |s| s.sign_plan = stopped_by_merchant()),
        ("PlanDetailOutOfTurn", |s| s.detail_no = 2),
        ("StartInPast", |s| s.order.time_range.start = second(-1)),
        ("OtherUser", |s| s.user.openid = "o-stranger".into()),
        ("TeenMode", |s| s.user.behaviour = Behaviour::TeenMode),
        ("AssessmentFailed", |s| s.user.behaviour = Behaviour::FailsAssessment),
        ("TooManyOrders", |s| s.in_progress = Some(MOST_IN_PROGRESS)),
    ];
    assert_precedence(&scene(), &faults, |s| {
        let candidate = Candidate { in_progress: s.in_progress, ..candidate(&s.user) };
        start(&s.sign_plan, s.detail_no, s.order.clone(), &candidate, &s.ctx).map(drop)
    });
}
