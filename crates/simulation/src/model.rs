//! What merchants and users know: what they asked for, and what they were told was done. It has no rules of the server's.

use payscore_domain::ServiceKind;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A way to use the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Service orders that the user confirms.
    Confirmed,
    /// Service orders of users who have authorized the service.
    Unconfirmed,
    /// Smart retail.
    Retail,
    /// A provider's service orders.
    Partner,
    /// A provider's, created and completed in one call.
    Direct,
}

impl Family {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [Self::Confirmed, Self::Unconfirmed, Self::Retail, Self::Partner, Self::Direct];

    /// Whose place among the merchants.
    pub(crate) const fn merchant(self) -> usize {
        match self {
            Self::Confirmed | Self::Unconfirmed | Self::Retail => 0,
            Self::Partner | Self::Direct => 1,
        }
    }

    /// Where its orders are.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Confirmed | Self::Unconfirmed => "/v3/payscore/serviceorder",
            Self::Retail => "/v3/payscore/smartretail-orders",
            Self::Partner | Self::Direct => "/v3/payscore/partner/serviceorder",
        }
    }

    /// The kind of its service, and whether users confirm.
    pub(crate) const fn service(self) -> (ServiceKind, bool) {
        match self {
            Self::Confirmed | Self::Partner => (ServiceKind::ServiceOrder, true),
            Self::Unconfirmed | Self::Direct => (ServiceKind::ServiceOrder, false),
            Self::Retail => (ServiceKind::SmartRetail, true),
        }
    }
}

/// What can become of an order because somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// It is there.
    Created,
    /// Its user said yes.
    Confirmed,
    /// It costs so much.
    Completed(i64),
    /// It costs another amount.
    Modified(i64),
    /// The merchant took it back.
    Cancelled,
    /// It was paid elsewhere.
    PaidElsewhere,
    /// Its user paid on the phone.
    PaidByHand,
    /// So much is to be given back under this number.
    Refund(String, i64),
}

/// An order, as its merchant and its user know it.
#[derive(Debug, Clone)]
pub(crate) struct KnownOrder {
    /// How it is used.
    pub(crate) family: Family,
    /// Its number.
    pub(crate) number: String,
    /// The user who is to have it.
    pub(crate) openid: String,
    /// The creation, always with the same words.
    pub(crate) creation: Value,
    /// The completion, once it was called for.
    pub(crate) completion: Option<(i64, Value)>,
    /// The number of its payment, once that was seen.
    pub(crate) transaction: Option<(String, i64)>,
    /// What was asked for, whatever came of it.
    pub(crate) asked: BTreeSet<Fact>,
    /// What was answered to be done.
    pub(crate) done: BTreeSet<Fact>,
    /// Creations that were not refused: answered otherwise, or not at all.
    pub(crate) open_creations: u32,
    /// The states that answers have shown, as ranks, with the state of the highest.
    pub(crate) shown: Option<(u8, String)>,
}

/// All that is known.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// The orders.
    pub(crate) orders: Vec<KnownOrder>,
    /// The ids of the notifications that arrived.
    pub(crate) told: BTreeSet<String>,
    /// Authorizations of which an answer said that they are over: merchant and code.
    pub(crate) closed: BTreeSet<(String, String)>,
    /// How many refunds were asked for.
    pub(crate) refunds: u64,
    /// How often what was answered how.
    pub(crate) answers: BTreeMap<String, u64>,
}

/// How far a state is in an order's life. States only ever get further, and nothing follows the last.
pub(crate) fn rank(state: &str) -> Option<u8> {
    Some(match state {
        "CREATED" => 0,
        "DOING/USER_CONFIRM" | "USER_ACCEPTED" => 1,
        "DOING/MCH_COMPLETE" | "FINISHED" => 2,
        "DONE" | "USER_PAID" | "REVOKED" | "EXPIRED" => 3,
        _ => return None,
    })
}

/// The state in an order as an answer shows it.
pub(crate) fn state_of(order: &Value) -> Option<String> {
    let state = order["state"].as_str()?;
    Some(match order["state_description"].as_str() {
        Some(more) if state == "DOING" => format!("{state}/{more}"),
        _ => state.to_owned(),
    })
}

impl KnownOrder {
    /// Takes in a state that was shown by an answer to a question that was asked when `floor` was known.
    ///
    /// # Errors
    /// Where the order has gone back, or is in a state that there is not.
    pub(crate) fn see(&mut self, state: &str, floor: Option<&(u8, String)>) -> Result<(), String> {
        let rank = rank(state).ok_or_else(|| format!("order {}: there is no state {state}", self.number))?;
        if let Some((least, known)) = floor
            && (rank < *least || (*least == 3 && state != known))
        {
            return Err(format!("order {}: it was {known}, and now it is {state}", self.number));
        }
        if self.shown.as_ref().is_none_or(|(highest, _)| rank > *highest) {
            self.shown = Some((rank, state.to_owned()));
        }
        Ok(())
    }
}
