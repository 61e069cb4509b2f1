//! Faults on demand: the next calls that match a rule are refused the way upstream does on a bad day.

use crate::refusal::Refusal;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Fault {
    /// 500; nothing was done.
    SystemError,
    /// 429; nothing was done.
    FrequencyLimited,
}

/// Which calls are struck, and how many.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) fault: Fault,
    /// By the operation's name in `openapi.json`; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) operation: Option<String>,
    /// Any merchant's when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mchid: Option<String>,
    /// How many calls; 1 when left out.
    #[serde(default = "once")]
    pub(crate) count: NonZeroU32,
}

fn once() -> NonZeroU32 {
    NonZeroU32::MIN
}

/// The rules in force, oldest first.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<Rule>>);

impl Faults {
    pub(crate) fn add(&self, rule: Rule) {
        self.0.lock().push(rule);
    }

    pub(crate) fn list(&self) -> Vec<Rule> {
        self.0.lock().clone()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().clear();
    }

    /// Whether this call is struck. Counts the rule down.
    pub(crate) fn strike(&self, operation: &str, mchid: &str) -> Option<Refusal> {
        let mut rules = self.0.lock();
        let at = rules.iter().position(|rule| {
            rule.operation.as_deref().is_none_or(|name| name == operation)
                && rule.mchid.as_deref().is_none_or(|wanted| wanted == mchid)
        })?;
        let fault = rules[at].fault;
        match NonZeroU32::new(rules[at].count.get() - 1) {
            Some(left) => rules[at].count = left,
            None => drop(rules.remove(at)),
        }
        Some(match fault {
            Fault::SystemError => Refusal::system_error(),
            Fault::FrequencyLimited => Refusal::frequency_limited(),
        })
    }
}
