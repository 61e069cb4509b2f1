use super::*;
use crate::core::{RateLimit, prepare};
use crate::error::{ApiError, TransportError, TransportKind};
use crate::testing::{TestTimer, config};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::num::NonZeroU32;

const MAIN: &str = "https://api.mch.weixin.qq.com";
const BACKUP: &str = "https://api2.mch.weixin.qq.com";

fn cancel() -> Call {
    Call::new(Method::POST, "/v3/payscore/serviceorder/1/cancel".to_owned())
}

fn broken(kind: TransportKind) -> Result<Answer, Error> {
    Err(TransportError::new(kind, false, &prepare(&config(), &cancel()).unwrap(), "for a test").into())
}

fn refused(status: u16) -> Result<Answer, Error> {
    let answer = Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::from_static(br#"{"code":"X","message":"y"}"#),
    };
    crate::core::accept(&config(), answer)
}

fn again(verdict: Verdict) -> Duration {
    match verdict {
        Verdict::Again(wait) => wait,
        Verdict::Done(result) => panic!("{result:?}"),
    }
}

fn error(verdict: Verdict) -> Error {
    match verdict {
        Verdict::Done(result) => result.unwrap_err(),
        Verdict::Again(wait) => panic!("again after {wait:?}"),
    }
}

#[test]
fn the_backup_host_takes_over_and_is_kept_for_a_minute() {
    let timer = TestTimer::default();
    let config = config().with_timer(timer.clone());
    let traffic = Traffic::new(&config);
    let mut trial = Trial::new(&config, &traffic, &cancel());
    assert_eq!(trial.base().origin(), MAIN);
    assert_eq!(again(trial.judge(&cancel(), broken(TransportKind::Connect))), Duration::ZERO);
    assert_eq!(trial.base().origin(), BACKUP);
    assert!(!again(trial.judge(&cancel(), broken(TransportKind::Connect))).is_zero());
    assert_eq!(trial.base().origin(), MAIN, "both are gone: they take turns");
    assert_eq!(Trial::new(&config, &traffic, &cancel()).base().origin(), BACKUP);
    timer.advance(AVOIDED_FOR);
    assert_eq!(Trial::new(&config, &traffic, &cancel()).base().origin(), MAIN);
}

#[test]
fn a_host_that_answers_is_not_left() {
    let config = config().with_timer(TestTimer::default());
    let traffic = Traffic::new(&config);
    let mut trial = Trial::new(&config, &traffic, &cancel());
    for outcome in [broken(TransportKind::Broken), refused(502), refused(500)] {
        again(trial.judge(&cancel(), outcome));
        assert_eq!(trial.base().origin(), MAIN);
    }
}

#[test]
fn a_later_failure_does_not_hide_that_an_earlier_try_may_have_worked() {
    let config = config().with_timer(TestTimer::default()).with_backup_url(None).unwrap();
    let traffic = Traffic::new(&config);
    let outcome = |outcomes: [Result<Answer, Error>; 2]| {
        let mut trial = Trial::new(&config, &traffic, &cancel());
        let [first, last] = outcomes;
        again(trial.judge(&cancel(), first));
        trial.attempt = 4;
        error(trial.judge(&cancel(), last))
    };
    let both = outcome([broken(TransportKind::Connect), broken(TransportKind::Connect)]);
    assert!(!both.may_have_taken_effect());
    let hidden = outcome([broken(TransportKind::Timeout), broken(TransportKind::Connect)]);
    assert!(hidden.may_have_taken_effect(), "{hidden:?}");
    assert!(matches!(&hidden, Error::Transport(it) if it.kind == TransportKind::Timeout));
    let refusal = outcome([broken(TransportKind::Broken), refused(400)]);
    assert!(matches!(&refusal, Error::Api(it) if **it == ApiError { in_doubt: true, ..(**it).clone() }), "{refusal:?}");
    assert!(refusal.may_have_taken_effect());
    assert!(!outcome([broken(TransportKind::Connect), refused(400)]).may_have_taken_effect());
}

#[test]
fn the_last_tries_have_only_the_time_that_is_left() {
    let timer = TestTimer::default();
    let (seconds, ms) = (Duration::from_secs, Duration::from_millis);
    let config =
        config().with_timer(timer.clone()).with_timeouts(seconds(5), seconds(15)).with_total_timeout(seconds(20));
    let traffic = Traffic::new(&config);
    let mut trial = Trial::new(&config, &traffic, &cancel());
    assert_eq!(trial.timeout(), seconds(15));
    timer.advance(seconds(15));
    let wait = again(trial.judge(&cancel(), broken(TransportKind::Timeout)));
    timer.advance(wait);
    assert_eq!((wait, trial.timeout()), (ms(100), ms(4_900)));
    timer.advance(ms(4_900));
    error(trial.judge(&cancel(), broken(TransportKind::Timeout)));
}

#[test]
fn calls_wait_for_their_turn_but_not_for_ever() {
    let limit = RateLimit::per_second(NonZeroU32::MIN);
    let timer = TestTimer::default();
    let config = config().with_timer(timer).with_rate_limit(limit).with_total_timeout(Duration::from_secs(2));
    let traffic = Traffic::new(&config);
    let turn = || Trial::new(&config, &traffic, &cancel()).turn();
    let waits: Vec<u64> = (0..3).map(|_| turn().unwrap().as_secs()).collect();
    assert_eq!(waits, [0, 1, 2]);
    let error = turn().unwrap_err();
    assert!(matches!(&error, Error::Throttled(it) if it.wait.as_secs() == 3), "{error:?}");
    assert!(!error.may_have_taken_effect());
}

#[test]
fn a_refund_that_came_too_fast_is_in_doubt_and_nothing_else_is() {
    let config = config().with_timer(TestTimer::default()).with_retry(crate::core::RetryPolicy::never());
    let traffic = Traffic::new(&config);
    for (path, in_doubt) in [("/v3/refund/domestic/refunds", true), ("/v3/payscore/serviceorder", false)] {
        let call = Call::new(Method::POST, path.to_owned());
        let error = error(Trial::new(&config, &traffic, &call).judge(&call, refused(429)));
        assert_eq!(error.may_have_taken_effect(), in_doubt, "{path}");
    }
}
