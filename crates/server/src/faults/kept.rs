//! Rules as a setting that several servers share.

use super::{Rule, Rules, Standing};
use payscore_store::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where they are.
pub(super) const SETTING: &str = "faults";

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    last_id: u64,
    standing: Vec<KeptStanding>,
}

#[derive(Serialize, Deserialize)]
struct KeptStanding {
    id: u64,
    /// As the control API would be given it.
    rule: Value,
    matched: u64,
    struck: u32,
}

impl Rules {
    pub(super) fn of(text: Option<&str>) -> Result<Self, StoreError> {
        let Some(text) = text else { return Ok(Self::default()) };
        let kept: Kept = serde_json::from_str(text).map_err(corrupt)?;
        let standing = kept.standing.into_iter().map(|KeptStanding { id, rule, matched, struck }| {
            // Its seed is in it: none has to be drawn.
            let rule = Rule::read(&rule, || 0).map_err(serde::de::Error::custom).map_err(corrupt)?;
            Ok(Standing { id, rule, matched, struck })
        });
        Ok(Self { standing: standing.collect::<Result<_, StoreError>>()?, last_id: kept.last_id })
    }

    pub(super) fn text(&self) -> String {
        let standing = self.standing.iter().map(|Standing { id, rule, matched, struck }| KeptStanding {
            id: *id,
            rule: rule.view().into(),
            matched: *matched,
            struck: *struck,
        });
        let kept = Kept { last_id: self.last_id, standing: standing.collect() };
        serde_json::to_string(&kept).unwrap_or_default()
    }
}

fn corrupt(source: serde_json::Error) -> StoreError {
    StoreError::Corrupt { what: "fault rules", source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rules_are_read_as_they_were_kept() {
        let mut rules = Rules::default();
        for body in [
            json!({ "fault": "SYSTEM_ERROR", "operation": "QueryServiceOrder", "mchid": "1", "count": 3 }),
            json!({ "fault": "SLOW_ANSWER", "milliseconds": 7, "probability": 0.1, "seed": 9, "count": "unlimited" }),
            json!({ "fault": "NOTIFICATION_DELAY", "event_type": "PAYSCORE.USER_PAID", "order": "o", "seconds": 5 }),
        ] {
            rules.add(Rule::read(&body, || 0).expect("a rule"));
        }
        assert_eq!(rules.strike(|rule| rule.mchid.as_ref().map(|_| ())), Some((1, ())));
        let read = Rules::of(Some(&rules.text())).expect("rules");
        assert_eq!(read.text(), rules.text());
        assert_eq!((read.last_id, read.standing.len(), read.standing[0].struck), (3, 3, 1));
        assert!(read.standing.iter().zip(&rules.standing).all(|(one, other)| one.rule == other.rule));
        assert!(Rules::of(Some("{")).is_err());
        assert!(Rules::of(None).expect("none").standing.is_empty());
    }
}
