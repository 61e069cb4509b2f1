use super::*;
use crate::core::{AuthenticityError, prepare};
use crate::error::{EncodeError, Throttled, TransportError, UntrustedAnswer};
use crate::testing::config;
use bytes::Bytes;
use payscore_wire::SignatureError;

const MS: Duration = Duration::from_millis(1);

fn get() -> Call {
    Call::new(Method::GET, "/v3/payscore/serviceorder".to_owned())
}

/// Upstream says that it may be repeated.
fn cancel() -> Call {
    Call::new(Method::POST, "/v3/payscore/serviceorder/A%7C1/cancel".to_owned())
}

/// Each call is a deduction of its own.
fn pay() -> Call {
    Call::new(Method::POST, "/v3/payscore/serviceorder/A%7C1/pay".to_owned())
}

fn transport(kind: TransportKind) -> Error {
    TransportError::new(kind, false, &prepare(&config(), &get()).unwrap(), "for a test").into()
}

fn refusal(status: u16, unsigned: bool) -> ApiError {
    ApiError {
        status: StatusCode::from_u16(status).unwrap(),
        code: String::new(),
        message: String::new(),
        detail: None,
        request_id: None,
        numeric_code: None,
        unsigned,
        retry_after: None,
        in_doubt: false,
        body: Bytes::new(),
    }
}

fn failed<'a>(call: &'a Call, error: &'a Error) -> Failed<'a> {
    Failed {
        call,
        error,
        attempt: 1,
        elapsed: Duration::ZERO,
        total: Duration::from_secs(45),
        other_host: false,
        jitter: 0.5,
    }
}

/// The waits after this error for a GET, a POST that may be repeated, and another; `None` where nothing follows.
fn waits(error: &Error) -> [Option<u128>; 3] {
    [get(), cancel(), pay()].map(|call| match RetryPolicy::default().decide(&failed(&call, error)) {
        Next::Wait(wait) => Some(wait.as_millis()),
        Next::Stop => None,
    })
}

#[test]
fn what_was_certainly_not_done_is_tried_again() {
    assert_eq!(waits(&transport(TransportKind::Connect)), [Some(100); 3]);
    assert_eq!(waits(&refusal(429, false).into()), [Some(1_100); 3]);
}

#[test]
fn what_may_have_been_done_is_tried_again_where_that_is_safe() {
    let safe = [Some(100), Some(100), None];
    for kind in [TransportKind::Timeout, TransportKind::Broken] {
        assert_eq!(waits(&transport(kind)), safe, "{kind:?}");
    }
    for (status, unsigned) in [(500, false), (500, true), (502, true), (503, true)] {
        assert_eq!(waits(&refusal(status, unsigned).into()), safe, "{status}");
    }
    assert_eq!(waits(&refusal(429, true).into()), [Some(1_100), Some(1_100), None], "anybody may have said so");
}

#[test]
fn what_would_only_happen_again_is_not_tried_again() {
    let untrusted = |reason: SignatureError| {
        Error::from(UntrustedAnswer {
            status: StatusCode::OK,
            request_id: None,
            reason: AuthenticityError::from(reason),
        })
    };
    for error in [
        transport(TransportKind::TooLong),
        untrusted(SignatureError::Mismatch),
        untrusted(SignatureError::UnknownSerial { serial: "7".to_owned() }),
        refusal(400, false).into(),
        refusal(401, true).into(),
        refusal(404, false).into(),
        EncodeError::Method("?").into(),
        Throttled { wait: MS }.into(),
    ] {
        assert_eq!(waits(&error), [None; 3], "{error:?}");
    }
}

#[test]
fn waits_grow_and_are_drawn_from_nothing_to_all() {
    let policy = RetryPolicy { attempts: 99, ..RetryPolicy::default() };
    let (call, error) = (get(), transport(TransportKind::Broken));
    let wait = |attempt, jitter| match policy.decide(&Failed { attempt, jitter, ..failed(&call, &error) }) {
        Next::Wait(wait) => wait.as_millis(),
        Next::Stop => panic!("attempt {attempt}"),
    };
    assert_eq!(
        [1, 2, 3, 4, 5, 6, 7, 98].map(|attempt| wait(attempt, 1.0)),
        [200, 400, 800, 1600, 3200, 5000, 5000, 5000]
    );
    assert_eq!([0.0, 0.25, 0.5].map(|jitter| wait(3, jitter)), [0, 200, 400]);
}

#[test]
fn attempts_and_time_run_out() {
    let (call, error) = (get(), transport(TransportKind::Broken));
    let decide = |change: fn(&mut Failed<'_>)| {
        let mut failed = failed(&call, &error);
        change(&mut failed);
        RetryPolicy::default().decide(&failed)
    };
    assert_eq!(decide(|failed| failed.attempt = 3), Next::Wait(400 * MS));
    assert_eq!(decide(|failed| failed.attempt = 4), Next::Stop);
    assert_eq!(decide(|failed| failed.elapsed = 44_899 * MS), Next::Wait(100 * MS));
    assert_eq!(decide(|failed| failed.elapsed = 44_900 * MS), Next::Stop, "the wait would take all that is left");
    assert_eq!(RetryPolicy::never().decide(&failed(&call, &error)), Next::Stop);
}

#[test]
fn retry_after_is_respected_or_given_up_on() {
    let call = get();
    let decide = |seconds| {
        let error = ApiError { retry_after: Some(Duration::from_secs(seconds)), ..refusal(503, true) }.into();
        RetryPolicy::default().decide(&failed(&call, &error))
    };
    assert_eq!(decide(0), Next::Wait(100 * MS), "never sooner than without");
    assert_eq!(decide(7), Next::Wait(7_000 * MS));
    assert_eq!(decide(60), Next::Stop, "longer than the call may take");
}

#[test]
fn another_host_is_tried_at_once() {
    let (call, error) = (pay(), transport(TransportKind::Connect));
    let decision = RetryPolicy::default().decide(&Failed { other_host: true, ..failed(&call, &error) });
    assert_eq!(decision, Next::Wait(Duration::ZERO));
}

#[test]
fn users_know_of_further_calls_that_may_be_repeated() {
    let path = "/v3/profitsharing/orders/7/unfreeze";
    assert!(!RetryPolicy::default().repeats("POST", path));
    let policy = RetryPolicy::default().repeatable("POST", "v3/profitsharing/orders/{no}/unfreeze");
    assert!(policy.repeats("POST", path) && !policy.repeats("PUT", path));
    assert!(!policy.repeats("POST", "/v3/profitsharing/orders/7"));
}
