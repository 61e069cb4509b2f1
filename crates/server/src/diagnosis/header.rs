//! An `Authorization` header that cannot be read, and why.

use super::cause::Cause;
use super::finding::Finding;
use payscore_wire::{Authorization, AuthorizationError};

/// The header's fields, or what is wrong with it.
pub(super) fn read(values: &[&str]) -> Result<Authorization, Finding> {
    match values {
        [] => Err(Finding::new(Cause::AuthorizationMissing)),
        [value] => Authorization::parse(value).map_err(finding),
        more => Err(Finding::new(Cause::AuthorizationTwice).with("count", more.len())),
    }
}

fn finding(error: AuthorizationError) -> Finding {
    let reason = error.to_string();
    match error {
        AuthorizationError::Scheme { got } if got.is_empty() => Finding::new(Cause::AuthorizationMissing),
        AuthorizationError::Scheme { got } => {
            Finding::new(Cause::SchemeWrong).with("scheme", got).with("expected", payscore_wire::SCHEME)
        }
        AuthorizationError::MissingField { field } => Finding::new(Cause::FieldMissing).with("field", field),
        AuthorizationError::DuplicateField { field } => Finding::new(Cause::FieldTwice).with("field", field),
        AuthorizationError::UnknownField { field } => Finding::new(Cause::FieldUnknown).with("field", field),
        AuthorizationError::NotANumber { got, .. } => Finding::new(Cause::TimestampNoNumber).with("timestamp", got),
        _ => Finding::new(Cause::AuthorizationMalformed).with("reason", reason),
    }
}
