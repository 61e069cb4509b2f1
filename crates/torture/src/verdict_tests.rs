use super::*;
use crate::life::{Outcome, Told};
use serde_json::json;

fn entry(event: &Value) -> Value {
    json!({ "at": "2026-11-22T05:15:55+08:00", "event": event })
}

fn call(act: Act, sent: u64, outcome: Outcome) -> Call {
    Call { act, node: 0, sent, ended: sent + 1, outcome }
}

fn acknowledged(state: &str) -> Outcome {
    Outcome::Acknowledged(Told { state: state.to_owned(), ..Told::default() })
}

fn doubt() -> Outcome {
    Outcome::InDoubt("closed".to_owned())
}

fn refused(status: u16) -> Outcome {
    Outcome::Refused { status, code: "X".to_owned(), message: String::new() }
}

fn complete(total: i64) -> Act {
    Act::Complete { total, ticket: None }
}

fn cancel() -> Act {
    Act::Cancel { reason: "r".to_owned() }
}

fn life(calls: Vec<Call>) -> Life {
    Life { number: "a-1".to_owned(), family: Family::Unconfirmed, openid: "o".to_owned(), calls }
}

fn created() -> Value {
    entry(&json!({ "event": "created" }))
}

fn completed(total: i64) -> Value {
    let payments = json!([{ "amount": total, "count": 1 }]);
    entry(&json!({ "event": "completed", "total_amount": total, "payments": payments }))
}

fn cancelled() -> Value {
    entry(&json!({ "event": "cancelled", "reason": "r" }))
}

fn shown(state: &str, more: Option<&str>, total: Option<i64>, timeline: &[Value]) -> Value {
    json!({
        "state": state, "state_description": more, "order_id": "1", "timeline": timeline,
        "order": { "total_amount": total },
    })
}

fn doing() -> Value {
    shown("DOING", Some("USER_CONFIRM"), None, &[created()])
}

fn owing() -> Value {
    shown("DOING", Some("MCH_COMPLETE"), Some(300), &[created(), completed(300)])
}

#[test]
fn what_was_acknowledged_and_is_there_is_right() {
    let calls = vec![call(Act::Create, 1, acknowledged("")), call(complete(300), 3, acknowledged(""))];
    assert_eq!(of(&life(calls), Some(&owing())), Vec::<String>::new());
}

#[test]
fn what_was_acknowledged_and_is_gone_is_found() {
    let created = call(Act::Create, 1, acknowledged(""));
    assert_eq!(of(&life(vec![created.clone()]), None).len(), 1);
    let lost = of(&life(vec![created, call(complete(300), 3, acknowledged(""))]), Some(&doing()));
    assert!(lost.len() == 1 && lost[0].contains("lost"), "{lost:?}");
}

#[test]
fn what_is_in_doubt_may_be_there_or_not_but_as_it_was_asked() {
    let calls = vec![call(Act::Create, 1, acknowledged("")), call(complete(300), 3, doubt())];
    for shown in [doing(), owing()] {
        assert_eq!(of(&life(calls.clone()), Some(&shown)), Vec::<String>::new());
    }
    let other = shown("DOING", Some("MCH_COMPLETE"), Some(200), &[created(), completed(200)]);
    assert!(!of(&life(calls), Some(&other)).is_empty());
    assert_eq!(of(&life(vec![call(Act::Create, 1, doubt())]), None), Vec::<String>::new());
}

#[test]
fn what_was_refused_or_never_sent_has_not_happened() {
    for outcome in [refused(400), Outcome::NotSent] {
        let calls = vec![call(Act::Create, 1, acknowledged("")), call(complete(300), 3, outcome)];
        let problems = of(&life(calls), Some(&owing()));
        assert!(problems.iter().any(|problem| problem.contains("nobody asked")), "{problems:?}");
    }
}

#[test]
fn answers_that_may_not_be_are_found() {
    let create = || call(Act::Create, 1, acknowledged(""));
    for wrong in [
        call(Act::Query, 3, refused(404)),
        call(Act::Query, 3, refused(401)),
        call(Act::Create, 3, refused(400)),
        call(Act::Query, 3, Outcome::Forged("no signature".to_owned())),
    ] {
        assert_eq!(of(&life(vec![create(), wrong]), Some(&doing())).len(), 1);
    }
    let early = call(Act::Query, 0, refused(404));
    assert_eq!(of(&life(vec![early, create()]), Some(&doing())), Vec::<String>::new(), "not known yet");
}

#[test]
fn effects_come_in_the_order_of_their_calls() {
    let family = |calls: Vec<Call>| Life { family: Family::Confirmed, ..life(calls) };
    let confirm = Act::Confirm { openid: "o".to_owned() };
    let confirmed = entry(&json!({ "event": "confirmed", "openid": "o" }));
    let shown = shown("REVOKED", None, None, &[created(), confirmed, cancelled()]);
    let first = |first: Act, second: Act| {
        let calls = vec![
            call(Act::Create, 1, acknowledged("")),
            call(first, 3, acknowledged("")),
            call(second, 5, acknowledged("")),
        ];
        of(&family(calls), Some(&shown))
    };
    assert_eq!(first(confirm.clone(), cancel()), Vec::<String>::new());
    assert_eq!(first(cancel(), confirm).len(), 1, "the confirmation was asked for after the cancellation was answered");
}

#[test]
fn queries_see_what_was_there() {
    let seen = |state: &str| call(Act::Query, 5, acknowledged(state));
    let with = |query: Call, shown: &Value| {
        of(&life(vec![call(Act::Create, 1, acknowledged("")), call(complete(300), 3, doubt()), query]), Some(shown))
    };
    assert_eq!(with(seen("DOING/MCH_COMPLETE"), &owing()), Vec::<String>::new());
    assert_eq!(with(seen("DOING/USER_CONFIRM"), &owing()), Vec::<String>::new(), "a repeat may still have come");
    assert_eq!(with(seen("DOING/MCH_COMPLETE"), &doing()).len(), 1, "it was seen, and is gone");
    let stale = vec![
        call(Act::Create, 1, acknowledged("")),
        call(complete(300), 3, acknowledged("")),
        seen("DOING/USER_CONFIRM"),
    ];
    assert_eq!(of(&life(stale), Some(&owing())).len(), 1, "older than what was acknowledged");
}

#[test]
fn a_view_that_is_not_its_timeline_is_found() {
    let calls = vec![call(Act::Create, 1, acknowledged("")), call(complete(300), 3, acknowledged(""))];
    let entries = [created(), completed(300)];
    for wrong in [
        shown("DOING", Some("USER_CONFIRM"), Some(300), &entries),
        shown("DOING", Some("MCH_COMPLETE"), Some(299), &entries),
    ] {
        assert_eq!(of(&life(calls.clone()), Some(&wrong)).len(), 1);
    }
}

#[test]
fn owed_notifications_are_held_against_what_came() {
    let one = |status: &str, numbers: &[u32], last: u16| {
        let attempts: Vec<Value> = numbers
            .iter()
            .map(|number| {
                let status = if Some(number) == numbers.last() { last } else { 500 };
                json!({ "number": number, "at": "2026", "status": status })
            })
            .collect();
        json!({ "id": "1", "event_type": "E", "status": status, "attempts": attempts, "plaintext": { "a": 1 } })
    };
    let came = |words: i64, taken| {
        move |_: &str| {
            let plaintext = json!({ "a": words });
            Some(Arrived { taken, event_type: "E".to_owned(), plaintext, ..Arrived::default() })
        }
    };
    let good = [one("delivered", &[1, 2], 204)];
    assert_eq!(of_notifications(&["E"], &good, came(1, 1), true, false), Vec::<String>::new());
    assert_eq!(of_notifications(&["E"], &[one("pending", &[1], 500)], |_| None, false, false), Vec::<String>::new());
    let repeated = [one("delivered", &[1, 1, 2], 204)];
    assert_eq!(of_notifications(&["E"], &repeated, came(1, 1), true, true), Vec::<String>::new());
    for (what, problems) in [
        ("a repeat", of_notifications(&["E"], &repeated, came(1, 1), true, false)),
        ("not owed", of_notifications(&[], &good, came(1, 1), true, false)),
        ("owed and missing", of_notifications(&["E"], &[], came(1, 1), true, false)),
        ("other words", of_notifications(&["E"], &good, came(2, 1), true, false)),
        ("never came", of_notifications(&["E"], &good, |_| None, true, false)),
        ("always refused", of_notifications(&["E"], &good, came(1, 0), true, false)),
        ("not delivered in the end", of_notifications(&["E"], &[one("pending", &[1], 500)], |_| None, true, false)),
        ("given up", of_notifications(&["E"], &[one("failed", &[1], 500)], |_| None, false, false)),
        ("a gap", of_notifications(&["E"], &[one("delivered", &[1, 3], 204)], came(1, 1), true, false)),
    ] {
        assert_eq!(problems.len(), 1, "{what}: {problems:?}");
    }
}
