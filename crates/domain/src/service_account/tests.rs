//! Every rule of applications.

use super::*;
use crate::rejection::Rejection;
use crate::testing::{NOON, at, ctx};

fn terms() -> Terms {
    Terms {
        mchid: "1900000100".into(),
        out_apply_no: "apply-1".into(),
        appid: "wx1".into(),
        service_id: "500001".into(),
        sub_mchid: "1900000110".into(),
        sub_appid: None,
        result_notify_url: None,
    }
}

fn processing() -> Application {
    create(terms(), &ctx())
}

fn after(events: Result<Vec<Event>, Rejection>) -> Application {
    let mut application = processing();
    events.expect("accepted").iter().for_each(|event| application.apply(event));
    application
}

#[test]
fn a_reviewer_decides_once() {
    let (approved, rejected) = (after(approve(&processing())), after(reject(&processing(), "账户异常")));
    assert_eq!((processing().state.as_str(), approved.state.as_str()), ("PROCESSING", "APPROVED"));
    assert_eq!(rejected.state, State::Rejected { reason: "账户异常".into() });
    assert_eq!(rejected.state.as_str(), "REJECTED");

    assert_eq!(approve(&approved), Ok(Vec::new()));
    assert_eq!(reject(&approved, "账户异常"), Err(Rejection::InvalidState));
    assert_eq!(approve(&rejected), Err(Rejection::InvalidState));
    assert_eq!(reject(&rejected, "账户异常"), Ok(Vec::new()));
    assert_eq!(reject(&rejected, "其他"), Err(Rejection::InvalidState));
}

#[test]
fn undecided_for_ten_minutes_is_approved() {
    let application = processing();
    assert_eq!(application.next_due(), Some(NOON.plus(REVIEW_SECONDS)));
    assert_eq!(on_due(&application, &at(REVIEW_SECONDS - 1)), None);
    assert_eq!(on_due(&application, &at(REVIEW_SECONDS)), Some(Event::Approved));
    let rejected = after(reject(&application, "账户异常"));
    assert_eq!((rejected.next_due(), on_due(&rejected, &at(REVIEW_SECONDS))), (None, None));
}

#[test]
fn the_same_call_again_succeeds_again_and_another_does_not() {
    for application in [processing(), after(approve(&processing())), after(reject(&processing(), "账户异常"))] {
        assert_eq!(recreate(&application, &terms()), Ok(Vec::new()));
        let other = Terms { sub_mchid: "1900000111".into(), ..terms() };
        assert_eq!(recreate(&application, &other), Err(Rejection::ReentryDiffers));
    }
}
