//! Fields that the catalogue lets be left out, and that an operation cannot do without.

use crate::refusal::Refusal;
use payscore_api::spec::{Field, Schema, Shape};
use payscore_api::{Issue, Location, Violation};

/// The value of a field of the body; `path` leads to it.
pub(in crate::routes) fn needed<O: Schema, T>(value: Option<T>, path: &[&str]) -> Result<T, Refusal> {
    needed_in::<O, T>(Location::Body, value, path)
}

/// The value of a field of this part of the request.
pub(in crate::routes) fn needed_in<O: Schema, T>(
    location: Location,
    value: Option<T>,
    path: &[&str],
) -> Result<T, Refusal> {
    value.ok_or_else(|| match missing(O::FIELDS, path) {
        Some(violation) => Refusal::violation(&violation.located(location)),
        None => Refusal::system_error(),
    })
}

fn missing(fields: &[Field], path: &[&str]) -> Option<Violation> {
    let (name, rest) = path.split_first()?;
    let field = fields.iter().find(|field| field.name == *name)?;
    match field.shape {
        Shape::Object(fields) if !rest.is_empty() => Some(missing(fields, rest)?.within(*name)),
        _ => Some(Violation::of(field, Issue::Missing, "".into())),
    }
}
