//! What an operation refuses, and how.
//!
//! Nobody has written this list: what breaks a field's declaration follows from the declaration, what every operation
//! refuses comes from `refusal.rs` itself, and the rest is what the operation was seen to refuse in the tests, which
//! fail where they see something that is not in `refusals.tsv`.

use crate::refusal::Refusal;
use payscore_api::Violation;
use payscore_api::spec::{Field, OperationSpec};
use payscore_api::{Issue, Location};

/// What was seen: operation, status, code, message; sorted. `…` stands for digits.
const SEEN: &str = include_str!("refusals.tsv");

/// A way to be refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refused {
    fn of(refusal: Refusal) -> Self {
        Self { status: refusal.status, code: refusal.body.code, message: refusal.body.message }
    }
}

/// What this operation was seen to refuse, beyond what its fields and the door refuse.
pub(crate) fn seen(spec: &OperationSpec) -> Vec<Refused> {
    let fields = SEEN.lines().map(|line| line.splitn(4, '\t').collect::<Vec<_>>());
    let own = fields.filter_map(|fields| match fields[..] {
        [name, status, code, message] if name == spec.name => {
            Some(Refused { status: status.parse().ok()?, code: code.to_owned(), message: message.to_owned() })
        }
        _ => None,
    });
    own.collect()
}

/// A field that breaks its declaration, shown by the first that can; none where nothing has to be given.
pub(crate) fn of_fields(spec: &OperationSpec) -> Option<Refused> {
    let missing = |field: &Field, location| Violation::of(field, Issue::Missing, "".into()).located(location);
    let required = |fields: &'static [Field]| fields.iter().find(|field| field.required);
    let violation = required(spec.body_fields)
        .map(|field| missing(field, Location::Body))
        .or_else(|| required(spec.query_fields).map(|field| missing(field, Location::Query)))?;
    Some(Refused::of(Refusal::violation(&violation)))
}

/// What every operation answers who calls wrongly or too often, and when the server fails.
pub(crate) fn of_all() -> Vec<Refused> {
    use crate::gateway::MISMATCH;
    let all = [Refusal::sign_error(MISMATCH, None), Refusal::frequency_limited(), Refusal::system_error()];
    all.map(Refused::of).into()
}
