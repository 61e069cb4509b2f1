//! Holds what the server shows of one order against what its client noted. Pure: it is tested with histories that have
//! something wrong with them.

use crate::life::{Act, Call, Family, Life, state_of};
use crate::model::{Model, owed};
use serde_json::Value;

/// All that is wrong with an order; nothing, where the list is empty. `shown` is what the control API says of it, where
/// it knows it at all.
pub(crate) fn of(life: &Life, shown: Option<&Value>) -> Vec<String> {
    let mut problems = answers(life);
    let Some(shown) = shown else {
        if life.calls.iter().any(Call::is_acknowledged) {
            problems.push("acknowledged, and the server has no such order".to_owned());
        }
        return problems;
    };
    let entries = shown["timeline"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    let mut model = Model::new(life.family);
    let mut states = vec![model.shown()];
    for entry in entries {
        if let Err(problem) = model.take(entry) {
            problems.push(format!("an illegal transition: {problem}"));
        }
        states.push(model.shown());
    }
    problems.extend(as_shown(life, shown, &model));
    match spans(life, entries) {
        Ok(spans) => problems.extend(order(&spans).into_iter().chain(reads(life, &states, &spans))),
        Err(unexplained) => problems.extend(unexplained),
    }
    for call in life.calls.iter().filter(|call| call.is_acknowledged()) {
        if !kept(call, entries) {
            problems.push(format!("acknowledged and lost: {call}"));
        }
    }
    problems
}

/// Answers that no server of ours may give.
fn answers(life: &Life) -> Vec<String> {
    use crate::life::Outcome::{Forged, Refused};
    let mut problems = Vec::new();
    for call in &life.calls {
        let known = life.calls.iter().any(|other| other.is_acknowledged() && other.ended < call.sent);
        match &call.outcome {
            Forged(why) => problems.push(format!("a success that is not signed as it has to be ({why}): {call}")),
            Refused { status: 401 | 403, .. } => problems.push(format!("a good signature refused: {call}")),
            Refused { status: 404, .. } if known => problems.push(format!("acknowledged, then unknown: {call}")),
            Refused { .. } if call.act == Act::Create => problems.push(format!("a repeat was refused: {call}")),
            _ => {}
        }
    }
    problems
}

/// Whether the view of the order says what its timeline and its creation say.
fn as_shown(life: &Life, shown: &Value, model: &Model) -> Vec<String> {
    let mut problems = Vec::new();
    let mut hold = |what: &str, shown: &Value, expected: &Value| {
        if shown != expected {
            problems.push(format!("{what}: shown is {shown}, it has to be {expected}"));
        }
    };
    hold("state", &state_of(shown).into(), &model.shown().into());
    let ids = life.calls.iter().filter_map(|call| call.told()?.order_id.clone());
    ids.for_each(|id| hold("order_id", &shown["order_id"], &id.into()));
    let order = &shown["order"];
    if let Some(total) = model.total.filter(|_| model.shown() != "REVOKED") {
        hold("total_amount", &order["total_amount"], &total.into());
    }
    if model.paid {
        let total = model.total.unwrap_or_default();
        let number = model.transaction.as_deref().map_or(Value::Null, Into::into);
        if life.family == Family::Retail {
            hold("finish_transaction_id", &order["finish_transaction_id"], &number);
        } else {
            let collection = &order["collection"];
            let details = collection["details"].as_array().into_iter().flatten();
            let collected: i64 = details.filter_map(|detail| detail["amount"].as_i64()).sum();
            hold("collection.paid_amount", &collection["paid_amount"], &total.into());
            hold("the sum of collection.details", &collected.into(), &total.into());
            hold("transaction_id", &collection["details"][0]["transaction_id"], &number);
        }
    }
    problems
}

/// Between which moments of the log an entry came to be: not before a call that can have caused it was sent, not after
/// the first one was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: u64,
    until: u64,
}

/// One for each entry; what happens by itself can happen at any time after the creation.
fn spans(life: &Life, entries: &[Value]) -> Result<Vec<Span>, Vec<String>> {
    let mut spans = Vec::new();
    let mut unexplained = Vec::new();
    for entry in entries {
        let event = &entry["event"];
        if by_itself(event) {
            spans.push(Span { from: 0, until: u64::MAX });
            continue;
        }
        let causes: Vec<&Call> =
            life.calls.iter().filter(|call| call.may_have_happened() && causes(&call.act, event)).collect();
        match causes.iter().map(|call| call.sent).min() {
            None => unexplained.push(format!("nobody asked for this: {entry}")),
            Some(from) => {
                let acknowledged = causes.iter().filter(|call| call.is_acknowledged()).map(|call| call.ended);
                spans.push(Span { from, until: acknowledged.min().unwrap_or(u64::MAX) });
            }
        }
    }
    if unexplained.is_empty() { Ok(spans) } else { Err(unexplained) }
}

/// Whether the entries can have come to be in this order.
fn order(spans: &[Span]) -> Option<String> {
    let mut latest = 0;
    for (place, span) in spans.iter().enumerate() {
        latest = latest.max(span.from);
        if latest > span.until {
            return Some(format!("entry {place} of the timeline was acknowledged before an earlier one was asked for"));
        }
    }
    None
}

/// Whether every query saw a state that there was between its being sent and its answer, and none an older one than the
/// query before.
fn reads(life: &Life, states: &[String], spans: &[Span]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = 0;
    for call in life.calls.iter().filter(|call| call.act == Act::Query) {
        let Some(told) = call.told() else { continue };
        let acknowledged = spans.iter().rposition(|span| span.until < call.sent).map_or(0, |place| place + 1);
        let asked = spans.iter().position(|span| span.from > call.ended).unwrap_or(spans.len());
        let from = seen.max(acknowledged);
        match (from..=asked).find(|place| states[*place] == told.state) {
            Some(place) => seen = place,
            None => problems.push(format!("a query saw a state that there was not, or no longer: {call}")),
        }
    }
    problems
}

/// What nobody has to ask for.
fn by_itself(event: &Value) -> bool {
    match event["event"].as_str().unwrap_or_default() {
        "expired" => true,
        "collection" => event["attempt"].is_i64(),
        _ => false,
    }
}

/// Whether this call can have caused this entry.
fn causes(act: &Act, event: &Value) -> bool {
    let is = |name: &str| event["event"] == name;
    let paid_by_hand = is("collection") && event["what"] == "paid" && event["attempt"].is_null();
    let elsewhere = event["receipt"]["channel"] == "merchant";
    match act {
        Act::Create => is("created") || is("package_renewed"),
        Act::Confirm { openid } => is("confirmed") && event["openid"] == openid.as_str(),
        Act::Complete { total, .. } => {
            is("completed") && event["total_amount"] == *total && event["finish_type"] != "not_used"
        }
        Act::Unused { reason, .. } => {
            is("completed") && event["finish_type"] == "not_used" && event["cancel_reason"] == reason.as_str()
        }
        Act::Modify { total } => is("modified") && event["total_amount"] == *total,
        Act::Cancel { reason } => is("cancelled") && event["reason"] == reason.as_str(),
        Act::Sync { .. } => paid_by_hand && elsewhere,
        Act::Pay { .. } => paid_by_hand && !elsewhere,
        Act::Refund { .. } | Act::Query => false,
    }
}

/// Whether what an acknowledged call asked for is there. To pay what is paid already is a success, too.
fn kept(call: &Call, entries: &[Value]) -> bool {
    match &call.act {
        Act::Refund { .. } | Act::Query => true,
        Act::Pay { .. } => entries.iter().any(|entry| entry["event"]["what"] == "paid"),
        act => entries.iter().any(|entry| causes(act, &entry["event"])),
    }
}

/// What came to the receiver under a notification's id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrived {
    /// How often it came.
    pub(crate) times: u32,
    /// Whether it came while an earlier delivery of it was not answered yet.
    pub(crate) overlapped: bool,
    /// How often it was answered with a success.
    pub(crate) taken: u32,
    pub(crate) event_type: String,
    pub(crate) plaintext: Value,
}

/// Whether the notifications of a record are the owed ones, each once, tried in order; and, `at_the_end`, delivered
/// with the words that the server shows. `owes` has the event types, oldest first; `shown` is newest first. `may_repeat`: a database that took over may not have
/// heard who was delivering, so that an attempt is made by two, and recorded twice.
pub(crate) fn of_notifications(
    owes: &[&str],
    shown: &[Value],
    arrived: impl Fn(&str) -> Option<Arrived>,
    at_the_end: bool,
    may_repeat: bool,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut types: Vec<&str> = shown.iter().filter_map(|one| one["event_type"].as_str()).collect();
    let mut expected = owes.to_vec();
    types.sort_unstable();
    expected.sort_unstable();
    if types != expected {
        problems.push(format!("notifications: owed are {expected:?}, there are {types:?}"));
    }
    for one in shown {
        let id = one["id"].as_str().unwrap_or_default();
        let attempts = one["attempts"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let numbers: Vec<i64> = attempts.iter().filter_map(|attempt| attempt["number"].as_i64()).collect();
        let follows = |before: i64, number: i64| number == before + 1 || (may_repeat && number == before);
        let in_order = numbers.len() == attempts.len()
            && numbers.first().is_none_or(|first| *first == 1)
            && numbers.windows(2).all(|pair| follows(pair[0], pair[1]))
            && attempts.windows(2).all(|pair| pair[0]["at"].as_str() <= pair[1]["at"].as_str());
        if !in_order {
            problems.push(format!("attempts that are not in order: {one}"));
        }
        let status = one["status"].as_str().unwrap_or_default();
        let mut outcomes = attempts.iter().rev().map(|attempt| attempt["status"].as_u64());
        let taken = |status: Option<u64>| status.is_some_and(|status| (200..300).contains(&status));
        let is_taken = if may_repeat { outcomes.any(taken) } else { outcomes.next().is_some_and(taken) };
        match status {
            "delivered" if is_taken => {
                problems.extend(arrived_as(one, arrived(id)));
            }
            "pending" if !at_the_end => {}
            _ => problems.push(format!("not delivered: {one}")),
        }
    }
    problems
}

fn arrived_as(shown: &Value, arrived: Option<Arrived>) -> Option<String> {
    match arrived {
        None => Some(format!("shown as delivered, and never received: {shown}")),
        Some(it) if it.taken == 0 => Some(format!("shown as delivered, and always refused: {shown}")),
        Some(it) if shown["event_type"] != it.event_type.as_str() || shown["plaintext"] != it.plaintext => {
            Some(format!("received with other words: {} {}; shown: {shown}", it.event_type, it.plaintext))
        }
        Some(_) => None,
    }
}

/// What an order's timeline owes, oldest first.
pub(crate) fn owed_by(life: &Life, shown: &Value) -> Vec<&'static str> {
    let entries = shown["timeline"].as_array().into_iter().flatten();
    entries.filter_map(|entry| owed(life.family, entry)).collect()
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
