//! What an order may go through, written from `docs/states.md` and not from the server's rules: two that were written
//! apart seldom have the same mistake.

use crate::life::Family;
use serde_json::Value;

/// An order as its timeline makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Model {
    family: Family,
    state: &'static str,
    /// What is to be paid, once it is said.
    pub(crate) total: Option<i64>,
    pub(crate) paid: bool,
    /// The payment's number, where the money came through the platform.
    pub(crate) transaction: Option<String>,
    modified: bool,
    attempts: i64,
    in_flight: bool,
    at: String,
}

impl Model {
    pub(crate) fn new(family: Family) -> Self {
        Self {
            family,
            state: "",
            total: None,
            paid: false,
            transaction: None,
            modified: false,
            attempts: 0,
            in_flight: false,
            at: String::new(),
        }
    }

    /// As answers show it.
    pub(crate) fn shown(&self) -> String {
        match self.state {
            "USER_CONFIRM" | "MCH_COMPLETE" => format!("DOING/{}", self.state),
            state => state.to_owned(),
        }
    }

    /// Takes an entry of the timeline in, or says why it may not follow.
    pub(crate) fn take(&mut self, entry: &Value) -> Result<(), String> {
        let at = entry["at"].as_str().unwrap_or_default();
        if at < self.at.as_str() {
            return Err(format!("{at} comes after {}", self.at));
        }
        at.clone_into(&mut self.at);
        let event = &entry["event"];
        let name = event["event"].as_str().unwrap_or_default();
        if name == "collection" {
            return self.collect(event);
        }
        if self.in_flight {
            return Err(format!("{name} while a deduction is under way"));
        }
        let next = self.next(name, event)?;
        if name == "completed" || name == "modified" {
            self.charge(name, event)?;
        }
        self.state = next;
        Ok(())
    }

    fn next(&self, name: &str, event: &Value) -> Result<&'static str, String> {
        use Family::{Confirmed, Retail, Unconfirmed};
        let nothing_owed = event["total_amount"] == 0;
        let next = match (self.family, self.state, name) {
            (Confirmed | Retail, "", "created") => "CREATED",
            (Unconfirmed, "", "created") => "USER_CONFIRM",
            (Confirmed, "CREATED", "package_renewed" | "declined") | (Retail, "CREATED", "declined") => "CREATED",
            (Confirmed, "CREATED", "confirmed") => "USER_CONFIRM",
            (Retail, "CREATED", "confirmed") => "USER_ACCEPTED",
            (Confirmed | Unconfirmed, "USER_CONFIRM", "completed") if nothing_owed => "DONE",
            (Confirmed | Unconfirmed, "USER_CONFIRM", "completed") => "MCH_COMPLETE",
            (Confirmed | Unconfirmed, "MCH_COMPLETE", "modified") if nothing_owed => "DONE",
            (Confirmed | Unconfirmed, "MCH_COMPLETE", "modified") => "MCH_COMPLETE",
            (Confirmed | Unconfirmed, "CREATED" | "USER_CONFIRM" | "MCH_COMPLETE", "cancelled") => "REVOKED",
            (Retail, "USER_ACCEPTED", "completed") if event["finish_type"] == "not_used" => "REVOKED",
            (Retail, "USER_ACCEPTED", "completed") if nothing_owed => "USER_PAID",
            (Retail, "USER_ACCEPTED", "completed") => "FINISHED",
            (Retail, "CREATED", "cancelled") => "REVOKED",
            (Confirmed | Retail, "CREATED", "expired") => "EXPIRED",
            _ => return Err(format!("{name} in state {:?} of {:?}", self.state, self.family)),
        };
        Ok(next)
    }

    fn charge(&mut self, name: &str, event: &Value) -> Result<(), String> {
        let total = event["total_amount"].as_i64().ok_or("a charge without a total")?;
        let sum = |list: &Value| -> i64 {
            let entries = list.as_array().into_iter().flatten();
            entries.map(|entry| entry["amount"].as_i64().unwrap_or(0) * entry["count"].as_i64().unwrap_or(1)).sum()
        };
        let charged = sum(&event["payments"]) + sum(&event["fees"]) - sum(&event["discounts"]);
        if charged != total {
            return Err(format!("{name}: its parts make {charged}, its total is {total}"));
        }
        if name == "modified" {
            if self.modified {
                return Err("modified a second time".to_owned());
            }
            if self.total.is_none_or(|before| total >= before) {
                return Err(format!("modified from {:?} to {total}: not less", self.total));
            }
            self.modified = true;
        }
        self.total = Some(total);
        Ok(())
    }

    fn collect(&mut self, event: &Value) -> Result<(), String> {
        let what = event["what"].as_str().unwrap_or_default();
        if !matches!(self.state, "MCH_COMPLETE" | "FINISHED") {
            return Err(format!("a collection, {what}, in state {:?}", self.state));
        }
        match (what, event["attempt"].as_i64()) {
            ("started", Some(attempt)) if !self.in_flight && attempt == self.attempts + 1 => {
                (self.attempts, self.in_flight) = (attempt, true);
            }
            // A bank that answers at once leaves no start.
            ("failed" | "paid", Some(attempt)) if attempt == self.attempts + i64::from(!self.in_flight) => {
                (self.attempts, self.in_flight) = (attempt, false);
            }
            ("paid", None) if !self.in_flight => {}
            (_, attempt) => {
                let before = (self.attempts, self.in_flight);
                return Err(format!("a collection, {what}, of attempt {attempt:?}; before it: {before:?}"));
            }
        }
        if what == "paid" {
            self.paid = true;
            let number = &event["receipt"]["channel"]["wechat"]["transaction_id"];
            self.transaction = number.as_str().map(ToOwned::to_owned);
            self.state = if self.family == Family::Retail { "USER_PAID" } else { "DONE" };
        }
        Ok(())
    }
}

/// The notification that an entry of a timeline owes.
pub(crate) fn owed(family: Family, entry: &Value) -> Option<&'static str> {
    let event = &entry["event"];
    match event["event"].as_str()? {
        "confirmed" if family == Family::Retail => Some("PAYSCORE.USER_ACCEPTED"),
        "confirmed" => Some("PAYSCORE.USER_CONFIRM"),
        // What was paid elsewhere is the merchant's own news.
        "collection" if event["what"] == "paid" && event["receipt"]["channel"]["wechat"].is_object() => {
            Some("PAYSCORE.USER_PAID")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(second: u32, event: Value) -> Value {
        json!({ "at": format!("2026-11-22T05:15:{second:02}+08:00"), "event": event })
    }

    fn completed(total: i64) -> Value {
        json!({ "event": "completed", "total_amount": total, "payments": [{ "amount": total, "count": 1 }] })
    }

    fn modified(total: i64) -> Value {
        json!({ "event": "modified", "total_amount": total, "payments": [{ "amount": total }] })
    }

    fn collection(what: &str, attempt: Option<i64>) -> Value {
        json!({ "event": "collection", "what": what, "attempt": attempt, "receipt": { "channel": "merchant" } })
    }

    fn walk(family: Family, events: &[Value]) -> Result<Model, String> {
        let mut model = Model::new(family);
        for (second, event) in (0..).zip(events) {
            model.take(&at(second, event.clone()))?;
        }
        Ok(model)
    }

    #[test]
    fn a_life_is_followed_to_its_end() {
        let created = json!({ "event": "created" });
        let confirmed = json!({ "event": "confirmed" });
        let life = [
            created,
            confirmed,
            completed(300),
            collection("failed", Some(1)),
            modified(200),
            collection("paid", None),
        ];
        let model = walk(Family::Confirmed, &life).expect("a legal life");
        assert_eq!((model.shown().as_str(), model.total, model.paid), ("DONE", Some(200), true));
        assert_eq!(walk(Family::Confirmed, &life[..3]).expect("legal").shown(), "DOING/MCH_COMPLETE");
    }

    #[test]
    fn what_may_not_follow_is_found() {
        let created = || json!({ "event": "created" });
        let cancelled = || json!({ "event": "cancelled" });
        let wrong: [&[Value]; 9] = [
            &[completed(300)],
            &[created(), created()],
            &[created(), completed(300), completed(300)],
            &[created(), completed(300), collection("paid", Some(1)), cancelled()],
            &[created(), completed(300), collection("failed", Some(2))],
            &[created(), completed(300), collection("started", Some(1)), cancelled()],
            &[created(), completed(300), modified(300)],
            &[created(), completed(300), modified(200), modified(100)],
            &[created(), cancelled(), completed(300)],
        ];
        for life in wrong {
            assert!(walk(Family::Unconfirmed, life).is_err(), "{life:?}");
        }
        let mut parts = completed(300);
        parts["payments"][0]["amount"] = 299.into();
        assert!(walk(Family::Unconfirmed, &[created(), parts]).is_err(), "amounts that do not balance");
    }

    #[test]
    fn time_does_not_go_back() {
        let mut model = Model::new(Family::Retail);
        model.take(&at(5, json!({ "event": "created" }))).expect("legal");
        assert!(model.take(&at(4, json!({ "event": "confirmed" }))).is_err());
    }
}
