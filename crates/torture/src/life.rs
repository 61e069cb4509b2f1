//! What the clients noted of each order: every call, when it was sent and answered, and with what.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Which rules an order goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// A service order that the user confirms.
    Confirmed,
    /// A service order that begins without.
    Unconfirmed,
    /// A smart-retail order.
    Retail,
}

/// What a call wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Create,
    Confirm {
        openid: String,
    },
    Complete {
        total: i64,
        ticket: Option<String>,
    },
    /// A smart-retail order of which nothing was taken.
    Unused {
        ticket: String,
        reason: String,
    },
    Modify {
        total: i64,
    },
    Cancel {
        reason: String,
    },
    Sync {
        paid_time: &'static str,
    },
    Pay {
        openid: String,
    },
    Refund {
        number: String,
        transaction: String,
        amount: i64,
        total: i64,
    },
    Query,
}

impl Act {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Confirm { .. } => "confirm",
            Self::Complete { .. } => "complete",
            Self::Unused { .. } => "complete, unused",
            Self::Modify { .. } => "modify",
            Self::Cancel { .. } => "cancel",
            Self::Sync { .. } => "sync",
            Self::Pay { .. } => "pay",
            Self::Refund { .. } => "refund",
            Self::Query => "query",
        }
    }
}

/// What an answer said that can be held against what the server says later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) order_id: Option<String>,
    /// `DOING/USER_CONFIRM`
    pub(crate) state: String,
    pub(crate) refund_id: Option<String>,
    /// Of a payment, and of a cabinet.
    pub(crate) transaction: Option<String>,
    pub(crate) ticket: Option<String>,
}

impl Told {
    pub(crate) fn of(answer: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let paid = &answer["collection"]["details"][0]["transaction_id"];
        Self {
            order_id: text(&answer["order_id"]),
            state: state_of(answer),
            refund_id: text(&answer["refund_id"]),
            transaction: text(paid).or_else(|| text(&answer["finish_transaction_id"])),
            ticket: text(&answer["finish_ticket"]),
        }
    }
}

/// `DOING/USER_CONFIRM`, or the one word that there is.
pub(crate) fn state_of(order: &Value) -> String {
    let state = order["state"].as_str().unwrap_or_default();
    order["state_description"].as_str().map_or(state.to_owned(), |more| format!("{state}/{more}"))
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Acknowledged(Told),
    /// A 4xx: nothing was done.
    Refused {
        status: u16,
        code: String,
        message: String,
    },
    /// No answer, or a 5xx: done or not, but wholly.
    InDoubt(String),
    /// Nobody was there to connect to.
    NotSent,
    /// A success that is not signed as it has to be.
    Forged(String),
}

/// A call, with the log's own time: what ended before another was sent came first.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) act: Act,
    pub(crate) node: usize,
    pub(crate) sent: u64,
    pub(crate) ended: u64,
    pub(crate) outcome: Outcome,
}

impl Call {
    pub(crate) fn is_acknowledged(&self) -> bool {
        matches!(self.outcome, Outcome::Acknowledged(_))
    }

    /// Whether it may have done something.
    pub(crate) fn may_have_happened(&self) -> bool {
        matches!(self.outcome, Outcome::Acknowledged(_) | Outcome::InDoubt(_) | Outcome::Forged(_))
    }

    /// Whether a server did answer, with a 5xx.
    pub(crate) fn has_failed(&self) -> bool {
        let Outcome::InDoubt(why) = &self.outcome else { return false };
        let status = why.split(' ').next().and_then(|status| status.parse::<u16>().ok());
        status.is_some_and(|status| (500..600).contains(&status))
    }

    pub(crate) fn told(&self) -> Option<&Told> {
        if let Outcome::Acknowledged(told) = &self.outcome { Some(told) } else { None }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{} at node {}: {:?} -> {:?}", self.sent, self.ended, self.node, self.act, self.outcome)
    }
}

/// An order as its client knows it.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub(crate) number: String,
    pub(crate) family: Family,
    /// Who is named in the creation of an order that nobody confirms.
    pub(crate) openid: String,
    pub(crate) calls: Vec<Call>,
}

/// All orders, and the log's time.
#[derive(Debug, Default)]
pub(crate) struct Log {
    time: AtomicU64,
    lives: Mutex<BTreeMap<String, Arc<Mutex<Life>>>>,
}

impl Log {
    /// Later than every moment before.
    pub(crate) fn tick(&self) -> u64 {
        self.time.fetch_add(1, Ordering::SeqCst)
    }

    /// A new order.
    ///
    /// # Panics
    /// If there is one of this number: what is meant to be new would be a repeat, and the notes of the first one gone.
    pub(crate) fn begin(&self, life: Life) -> Arc<Mutex<Life>> {
        let number = life.number.clone();
        let life = Arc::new(Mutex::new(life));
        let before = lock(&self.lives).insert(number.clone(), life.clone());
        assert!(before.is_none(), "there is an order {number} already");
        life
    }

    /// All of them, in the order of their numbers.
    pub(crate) fn lives(&self) -> Vec<Arc<Mutex<Life>>> {
        lock(&self.lives).values().cloned().collect()
    }
}

/// What a thread that panicked left is as good as before.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_an_answer_and_not_the_lack_of_one() {
        let call = |outcome| Call { act: Act::Query, node: 0, sent: 0, ended: 1, outcome };
        let doubt = |why: &str| call(Outcome::InDoubt(why.to_owned())).has_failed();
        assert!(doubt(r#"500 {"code":"SYSTEM_ERROR"}"#) && doubt("503 null"));
        assert!(
            !doubt("reqwest::Error { kind: Request }") && !doubt("half an answer: 500 ") && !doubt("after the tear")
        );
        assert!(!call(Outcome::NotSent).has_failed());
    }

    #[test]
    #[should_panic(expected = "there is an order 1-works-0 already")]
    fn a_number_is_given_once() {
        let log = Log::default();
        let life =
            || Life { number: "1-works-0".into(), family: Family::Retail, openid: "o".into(), calls: Vec::new() };
        log.begin(life());
        log.begin(life());
    }
}
