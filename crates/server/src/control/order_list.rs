//! Looking for orders: what may be asked for, the same in the JSON list and on the console's page.

use super::error::ControlError;
use super::page::limit;
use payscore_domain::{RecordKind, ServiceKind, retail, service_order};
use payscore_store::RecordFilter;
use serde::Deserialize;

/// What is asked for. A form sends its empty fields, too: they ask for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderQuery {
    /// How `out_order_no` begins.
    #[serde(default)]
    pub(crate) number: String,
    #[serde(default)]
    pub(crate) mchid: String,
    #[serde(default)]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) openid: String,
    #[serde(default)]
    pub(crate) before: Option<i64>,
    #[serde(default)]
    pub(crate) limit: Option<i64>,
}

impl OrderQuery {
    /// The same for the store, unless a name is none that there is.
    pub(crate) fn filter(&self) -> Result<RecordFilter, ControlError> {
        let state = given(&self.state).map(|state| one_of("state", state, &states())).transpose()?;
        let kind_names: Vec<_> = KINDS.iter().map(|kind| kind.as_str()).collect();
        let kind = given(&self.kind).map(|kind| one_of("kind", kind, &kind_names)).transpose()?;
        Ok(RecordFilter {
            number: given(&self.number).map(ToOwned::to_owned),
            mchid: given(&self.mchid).map(Into::into),
            state: state.map(|place| states()[place].to_owned()),
            order_kind: kind.map(|place| KINDS[place]),
            openid: given(&self.openid).map(Into::into),
            before: self.before,
            ..RecordFilter::newest(RecordKind::Order, limit(self.limit))
        })
    }

    /// Whether anything is asked for but a place in the list.
    pub(crate) fn narrows(&self) -> bool {
        [&self.number, &self.mchid, &self.state, &self.kind, &self.openid].iter().any(|text| given(text).is_some())
    }
}

/// The kinds of orders: those of services, except that the orders of plans are service orders.
pub(crate) const KINDS: [ServiceKind; 5] = [
    ServiceKind::ServiceOrder,
    ServiceKind::SmartRetail,
    ServiceKind::PayAfter,
    ServiceKind::AcquiringBank,
    ServiceKind::Oversea,
];

/// The states of orders of all families, each once.
pub(crate) fn states() -> Vec<&'static str> {
    let mut states: Vec<_> = service_order::State::ALL.map(service_order::State::as_str).into();
    states.extend(retail::State::ALL.map(retail::State::as_str));
    let mut seen = Vec::new();
    states.retain(|state| {
        let new = !seen.contains(state);
        seen.push(*state);
        new
    });
    states
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// Which of the names that there are is meant.
fn one_of(field: &str, given: &str, names: &[&str]) -> Result<usize, ControlError> {
    let place = names.iter().position(|name| *name == given);
    place.ok_or_else(|| ControlError::bad_request(format!("{field}: {given} is none of {}", names.join(", "))))
}
