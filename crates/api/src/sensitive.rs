//! Sensitive fields: which texts of a body travel encrypted.

use crate::spec::{Field, Shape};
use serde_json::Value;

/// Puts another text in the place of each that is declared as encrypted, at any depth.
///
/// # Errors
/// The first that `replace` gives.
pub fn for_each_encrypted<E>(
    fields: &[Field],
    value: &mut Value,
    replace: &mut impl FnMut(&Field, &str) -> Result<String, E>,
) -> Result<(), E> {
    for field in fields {
        match (&field.shape, value.get_mut(field.name)) {
            (Shape::Encrypted { .. }, Some(Value::String(text))) => *text = replace(field, text)?,
            (Shape::Object(fields), Some(object)) => for_each_encrypted(fields, object, replace)?,
            (Shape::List { fields, .. }, Some(Value::Array(items))) => {
                items.iter_mut().try_for_each(|item| for_each_encrypted(fields, item, replace))?;
            }
            _ => {}
        }
    }
    Ok(())
}
