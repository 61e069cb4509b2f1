//! Faults on demand: API calls and notifications that go wrong as they do on a bad day, by rule or by request header.
//!
//! Rules are in memory, and a restart ends them; where several servers share the database, they are a setting, so that a
//! rule strikes as often as it says over all of them. Which of them strikes is decided here; what then happens to an answer in
//! `gateway/struck.rs`, to a connection in `listener/`, to a notification in `workers/notifications/struck.rs`.

mod call;
mod chance;
mod delivery;
mod kept;
mod kind;
mod rule;

pub(crate) use call::{Call, NEGATIVE_TEST, NoStrike, Strike};
pub(crate) use delivery::DeliveryStrike;
pub(crate) use kind::{CallFault, NotificationFault};
pub(crate) use rule::Rule;

use crate::nodes::{Common, Settings};
use delivery::HeldBack;
use parking_lot::Mutex;
use payscore_store::{Store, StoreError};
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
    /// Held by whoever changes rules that other servers have, too: not more of these wait for each other than there are
    /// servers.
    changing: tokio::sync::Mutex<()>,
}

#[derive(Default, Clone)]
struct Rules {
    standing: Vec<Standing>,
    last_id: u64,
}

/// A rule in force.
#[derive(Clone)]
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

impl Rules {
    /// Adds a rule behind the others; its id.
    fn add(&mut self, rule: Rule) -> u64 {
        self.last_id += 1;
        self.standing.push(Standing { id: self.last_id, rule, matched: 0, struck: 0 });
        self.last_id
    }

    /// Whether any was taken away.
    fn retain(&mut self, keep: impl Fn(&Standing) -> bool) -> bool {
        let before = self.standing.len();
        self.standing.retain(keep);
        self.standing.len() < before
    }

    /// The first rule that matches, and whose chance decides so. Each that matches counts it; a rule that is used up is
    /// gone.
    fn strike<T>(&mut self, matches: impl Fn(&Rule) -> Option<T>) -> Option<(u64, T)> {
        let struck = self.standing.iter_mut().find_map(|standing| {
            let matched = matches(&standing.rule)?;
            let index = standing.matched;
            standing.matched += 1;
            if standing.rule.chance.is_some_and(|chance| !chance.strikes(index)) {
                return None;
            }
            standing.struck = standing.struck.saturating_add(1);
            Some((standing.id, matched))
        });
        self.standing.retain(|standing| !standing.is_over());
        struck
    }
}

impl Faults {
    /// Adds a rule behind the others; its id.
    pub(crate) async fn add(&self, rule: Rule, store: &dyn Store) -> Result<u64, StoreError> {
        self.change(Common::of(store), |rules| rules.add(rule.clone())).await
    }

    /// The rules in force, with what is left of them.
    pub(crate) fn view(&self) -> Vec<Value> {
        self.rules.lock().standing.iter().map(Standing::view).collect()
    }

    /// Takes all away.
    pub(crate) async fn clear(&self, store: &dyn Store) -> Result<(), StoreError> {
        self.change(Common::of(store), |rules| rules.retain(|_| false)).await.map(drop)
    }

    /// Takes one away; `false` where there is none of this id.
    pub(crate) async fn remove(&self, id: u64, store: &dyn Store) -> Result<bool, StoreError> {
        self.change(Common::of(store), |rules| rules.retain(|standing| standing.id != id)).await
    }

    fn is_armed(&self) -> bool {
        self.armed.load(Ordering::Acquire)
    }

    /// As [`Rules::strike`]. The database of several servers is asked only where a rule that this one knows would match.
    async fn strike<T>(
        &self,
        common: Option<Common<'_>>,
        matches: impl Fn(&Rule) -> Option<T>,
    ) -> Result<Option<(u64, T)>, StoreError> {
        if !self.is_known(&matches) {
            return Ok(None);
        }
        self.change(common, |rules| rules.strike(&matches)).await
    }

    /// Whether any rule that this server knows would match.
    fn is_known<T>(&self, matches: impl Fn(&Rule) -> Option<T>) -> bool {
        self.is_armed() && self.rules.lock().standing.iter().any(|standing| matches(&standing.rule).is_some())
    }

    /// Changes the rules, for all servers that share them.
    async fn change<T>(&self, common: Option<Common<'_>>, change: impl Fn(&mut Rules) -> T) -> Result<T, StoreError> {
        let Some(common) = common else {
            let mut rules = self.rules.lock();
            let outcome = change(&mut rules);
            self.arm(&rules);
            return Ok(outcome);
        };
        let _alone = self.changing.lock().await;
        let (rules, outcome) = common
            .change(kept::SETTING, |text| {
                let mut rules = Rules::of(text)?;
                let outcome = change(&mut rules);
                Ok((Some(rules.text()), (rules, outcome)))
            })
            .await?;
        self.put(rules);
        Ok(outcome)
    }

    /// The rules as another server may have left them.
    pub(crate) fn take_over(&self, settings: &Settings) -> Result<(), StoreError> {
        self.put(Rules::of(settings.get(kept::SETTING).map(String::as_str))?);
        Ok(())
    }

    fn put(&self, changed: Rules) {
        let mut rules = self.rules.lock();
        *rules = changed;
        self.arm(&rules);
    }

    fn arm(&self, rules: &Rules) {
        self.armed.store(!rules.standing.is_empty(), Ordering::Release);
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

    impl Faults {
        /// As the control API does, where there is one server.
        pub(super) async fn given(rules: &[Rule]) -> Self {
            let faults = Self::default();
            for rule in rules {
                faults.change(None, |rules| rules.add(rule.clone())).await.expect("memory");
            }
            faults
        }
    }

    async fn strike(faults: &Faults) -> Option<CallFault> {
        let call = Call { operation: "QueryServiceOrder", mchid: "1", path_values: &[], query: "", body: b"" };
        faults.strike_call(&HeaderMap::new(), &call, None).await.expect("no header").map(|strike| strike.fault)
    }

    #[tokio::test]
    async fn the_same_seed_strikes_the_same_calls() {
        let seeded = rule(&json!({ "fault": "SYSTEM_ERROR", "count": "unlimited", "probability": 0.3, "seed": 5 }));
        let mut sequences = [Vec::new(), Vec::new()];
        for sequence in &mut sequences {
            let faults = Faults::given(std::slice::from_ref(&seeded)).await;
            for _ in 0..50 {
                sequence.push(strike(&faults).await.is_some());
            }
        }
        assert_eq!(sequences[0], sequences[1]);
        assert!(sequences[0].contains(&true) && sequences[0].contains(&false));
    }

    #[tokio::test]
    async fn a_rule_whose_chance_says_no_leaves_the_call_to_the_next() {
        let faults = Faults::given(&[
            rule(&json!({ "fault": "SYSTEM_ERROR", "count": "unlimited", "probability": 0.000001 })),
            rule(&json!({ "fault": "FREQUENCY_LIMITED" })),
        ])
        .await;
        assert_eq!(strike(&faults).await, Some(CallFault::FrequencyLimited));
        assert_eq!(faults.view().len(), 1, "the second is used up: {:?}", faults.view());
        assert_eq!(faults.view()[0]["matched"], 1);
        assert_eq!(faults.view()[0]["seed"], 99, "drawn where none was given, and told");
    }

    #[tokio::test]
    async fn without_rules_nothing_is_looked_at() {
        assert!(!Faults::default().is_armed());
        let faults = Faults::given(&[rule(&json!({ "fault": "SYSTEM_ERROR" }))]).await;
        assert!(faults.is_armed());
        assert!(strike(&faults).await.is_some());
        assert!(!faults.is_armed());
        let gone = faults.change(None, |rules| rules.retain(|standing| standing.id != 1)).await;
        assert!(!gone.expect("memory"), "it is used up");
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
