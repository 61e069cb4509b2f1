//! Faults on demand: API calls and notifications that go wrong as they do on a bad day, by rule or by request header.
//!
//! Rules are in memory: a restart ends them. Which of them strikes is decided here; what then happens to an answer in
//! `gateway/struck.rs`, to a connection in `listener/`, to a notification in `workers/notifications/struck.rs`.

mod call;
mod chance;
mod delivery;
mod kind;
mod rule;

pub(crate) use call::{Call, NEGATIVE_TEST, Strike};
pub(crate) use delivery::DeliveryStrike;
pub(crate) use kind::{CallFault, NotificationFault};
pub(crate) use rule::Rule;

use delivery::HeldBack;
use parking_lot::Mutex;
use rule::UNLIMITED;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};

/// The rules in force, oldest first.
#[derive(Default)]
pub(crate) struct Faults {
    /// Whether there is any: all that a call is slowed down by where there is none.
    armed: AtomicBool,
    rules: Mutex<Rules>,
    held_back: HeldBack,
}

#[derive(Default)]
struct Rules {
    standing: Vec<Standing>,
    last_id: u64,
}

/// A rule in force.
struct Standing {
    id: u64,
    rule: Rule,
    /// How many calls or attempts it applied to; chance decided on each.
    matched: u64,
    struck: u32,
}

impl Standing {
    fn is_over(&self) -> bool {
        self.rule.count.is_some_and(|count| self.struck >= count)
    }

    fn view(&self) -> Value {
        let left = self.rule.count.map(|count| count.saturating_sub(self.struck));
        let mut view = self.rule.view();
        view.insert("id".to_owned(), self.id.into());
        view.insert("left".to_owned(), left.map_or_else(|| UNLIMITED.into(), Value::from));
        view.insert("struck".to_owned(), self.struck.into());
        view.insert("matched".to_owned(), self.matched.into());
        view.into()
    }
}

impl Faults {
    /// Adds a rule behind the others; its id.
    pub(crate) fn add(&self, rule: Rule) -> u64 {
        let mut rules = self.rules.lock();
        rules.last_id += 1;
        let id = rules.last_id;
        rules.standing.push(Standing { id, rule, matched: 0, struck: 0 });
        self.armed.store(true, Ordering::Release);
        id
    }

    /// The rules in force, with what is left of them.
    pub(crate) fn view(&self) -> Vec<Value> {
        self.rules.lock().standing.iter().map(Standing::view).collect()
    }

    /// Takes all away.
    pub(crate) fn clear(&self) {
        self.retain(|_| false);
    }

    /// Takes one away; `false` where there is none of this id.
    pub(crate) fn remove(&self, id: u64) -> bool {
        self.retain(|standing| standing.id != id)
    }

    fn retain(&self, keep: impl FnMut(&Standing) -> bool) -> bool {
        let mut rules = self.rules.lock();
        let before = rules.standing.len();
        rules.standing.retain(keep);
        self.armed.store(!rules.standing.is_empty(), Ordering::Release);
        rules.standing.len() < before
    }

    fn is_armed(&self) -> bool {
        self.armed.load(Ordering::Acquire)
    }

    /// The first rule that matches, and whose chance decides so. Each that matches counts it; a rule that is used up is
    /// gone.
    fn strike<T>(&self, mut matches: impl FnMut(&Rule) -> Option<T>) -> Option<(u64, T)> {
        if !self.is_armed() {
            return None;
        }
        let mut rules = self.rules.lock();
        let struck = rules.standing.iter_mut().find_map(|standing| {
            let matched = matches(&standing.rule)?;
            let index = standing.matched;
            standing.matched += 1;
            if standing.rule.chance.is_some_and(|chance| !chance.strikes(index)) {
                return None;
            }
            standing.struck = standing.struck.saturating_add(1);
            Some((standing.id, matched))
        });
        if rules.standing.iter().any(Standing::is_over) {
            rules.standing.retain(|standing| !standing.is_over());
            self.armed.store(!rules.standing.is_empty(), Ordering::Release);
        }
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;
    use serde_json::json;

    fn rule(body: &Value) -> Rule {
        Rule::read(body, || 99).expect("a rule")
    }

    fn strike(faults: &Faults) -> Option<CallFault> {
        let call = Call { operation: "QueryServiceOrder", mchid: "1", path_values: &[], query: "", body: b"" };
        faults.strike_call(&HeaderMap::new(), &call).expect("no header").map(|strike| strike.fault)
    }

    #[test]
    fn the_same_seed_strikes_the_same_calls() {
        let faults = Faults::default();
        let mut sequences = Vec::new();
        for _ in 0..2 {
            faults.add(rule(&json!({
                "fault": "SYSTEM_ERROR", "count": "unlimited", "probability": 0.3, "seed": 5,
            })));
            sequences.push((0..50).map(|_| strike(&faults).is_some()).collect::<Vec<_>>());
            faults.clear();
        }
        assert_eq!(sequences[0], sequences[1]);
        assert!(sequences[0].contains(&true) && sequences[0].contains(&false));
    }

    #[test]
    fn a_rule_whose_chance_says_no_leaves_the_call_to_the_next() {
        let faults = Faults::default();
        faults.add(rule(&json!({ "fault": "SYSTEM_ERROR", "count": "unlimited", "probability": 0.000001 })));
        faults.add(rule(&json!({ "fault": "FREQUENCY_LIMITED" })));
        assert_eq!(strike(&faults), Some(CallFault::FrequencyLimited));
        assert_eq!(faults.view().len(), 1, "the second is used up: {:?}", faults.view());
        assert_eq!(faults.view()[0]["matched"], 1);
        assert_eq!(faults.view()[0]["seed"], 99, "drawn where none was given, and told");
    }

    #[test]
    fn without_rules_nothing_is_looked_at() {
        let faults = Faults::default();
        assert!(!faults.is_armed());
        let id = faults.add(rule(&json!({ "fault": "SYSTEM_ERROR" })));
        assert!(faults.is_armed());
        assert!(strike(&faults).is_some());
        assert!(!faults.is_armed());
        assert!(!faults.remove(id), "it is used up");
    }

    #[test]
    fn what_cannot_be_meant_names_the_field() {
        for (body, field) in [
            (json!([]), "object"),
            (json!({}), "fault"),
            (json!({ "fault": 5 }), "fault"),
            (json!({ "fault": "EARTHQUAKE" }), "fault"),
            (json!({ "fault": "SYSTEM_ERROR", "times": 2 }), "times"),
            (json!({ "fault": "SYSTEM_ERROR", "operation": "Nothing" }), "operation"),
            (json!({ "fault": "SYSTEM_ERROR", "event_type": "PAYSCORE.USER_PAID" }), "event_type"),
            (json!({ "fault": "NOTIFICATION_DROP", "event_type": "PAYSCORE.USER_LEFT" }), "event_type"),
            (json!({ "fault": "NOTIFICATION_DROP", "operation": "QueryServiceOrder" }), "operation"),
            (json!({ "fault": "SYSTEM_ERROR", "mchid": 5 }), "mchid"),
            (json!({ "fault": "SYSTEM_ERROR", "order": "" }), "order"),
            (json!({ "fault": "SYSTEM_ERROR", "count": 0 }), "count"),
            (json!({ "fault": "SYSTEM_ERROR", "count": -1 }), "count"),
            (json!({ "fault": "SYSTEM_ERROR", "count": "many" }), "count"),
            (json!({ "fault": "SYSTEM_ERROR", "probability": 0 }), "probability"),
            (json!({ "fault": "SYSTEM_ERROR", "probability": 1.5 }), "probability"),
            (json!({ "fault": "SYSTEM_ERROR", "probability": "often" }), "probability"),
            (json!({ "fault": "SYSTEM_ERROR", "seed": 1 }), "seed"),
            (json!({ "fault": "SYSTEM_ERROR", "probability": 0.5, "seed": -1 }), "seed"),
            (json!({ "fault": "SYSTEM_ERROR", "milliseconds": 5 }), "milliseconds"),
            (json!({ "fault": "SLOW_ANSWER", "seconds": 5 }), "seconds"),
            (json!({ "fault": "SLOW_ANSWER", "milliseconds": 0 }), "milliseconds"),
            (json!({ "fault": "SLOW_ANSWER", "milliseconds": 9_999_999 }), "milliseconds"),
            (json!({ "fault": "NOTIFICATION_DROP", "seconds": 5 }), "seconds"),
        ] {
            let error = Rule::read(&body, || 0).expect_err("a mistake");
            assert!(error.contains(field), "{body}: {error}");
        }
    }

    #[test]
    fn null_is_as_good_as_nothing() {
        let with =
            json!({ "fault": "SYSTEM_ERROR", "operation": null, "count": null, "probability": null, "seed": null });
        assert_eq!(rule(&with), rule(&json!({ "fault": "SYSTEM_ERROR", "count": 1 })));
    }
}
