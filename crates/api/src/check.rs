//! Holding values against their declaration: fast on typed values, exact on JSON that would not parse.

use crate::spec::{Field, Schema, Shape};
use crate::violation::{Issue, Location, Violation};
use payscore_domain::{Fen, ServiceTime};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A value that can be held against a [`Field`].
pub trait FieldValue {
    /// Whether an optional field with this value counts as left out.
    fn is_blank(&self) -> bool {
        false
    }

    /// Refuses a value outside the field's limits.
    fn check(&self, field: &Field) -> Result<(), Violation>;
}

/// The pattern of a number that a merchant chooses.
pub const OUT_NUMBER_PATTERN: &str = r"^[0-9a-zA-Z_\-|\*]{1,32}$";

/// The pattern of a number that a merchant chooses for a refund.
pub const OUT_REFUND_NUMBER_PATTERN: &str = r"^[0-9a-zA-Z_\-|\*@]{1,64}$";

fn in_out_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'|' | b'*')
}

/// The pattern of a day.
pub(crate) const DAY_PATTERN: &str = r"^\d{8}$";
/// What an RSA key of 8192 bits makes of a text, in base64, still fits.
const MAX_CIPHERTEXT: usize = 2048;

/// Refuses what an encrypted field turned out to hold, where that is outside the field's limits. The refusal tells the
/// length and never the text.
pub fn check_decrypted(field: &Field, text: &str) -> Result<(), Violation> {
    match field.shape {
        Shape::Encrypted { max } => check_length(text.chars().count(), 1, max, field),
        _ => Ok(()),
    }
}

impl FieldValue for String {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }

    fn check(&self, field: &Field) -> Result<(), Violation> {
        let wrong = |issue| Err(Violation::of(field, issue, Value::String(self.clone())));
        match field.shape {
            Shape::Text { min, max } => check_length(self.chars().count(), min, max, field),
            Shape::OutNumber => {
                check_length(self.len(), 1, 32, field)?;
                let fits = self.bytes().all(in_out_number);
                if fits { Ok(()) } else { wrong(Issue::Pattern { regex: OUT_NUMBER_PATTERN }) }
            }
            Shape::OutRefundNumber => {
                check_length(self.len(), 1, 64, field)?;
                let fits = self.bytes().all(|byte| in_out_number(byte) || byte == b'@');
                if fits { Ok(()) } else { wrong(Issue::Pattern { regex: OUT_REFUND_NUMBER_PATTERN }) }
            }
            Shape::OneOf(allowed) if !allowed.contains(&self.as_str()) => wrong(Issue::NotOneOf { allowed }),
            Shape::Time { on_accept } => match self.parse::<ServiceTime>() {
                Ok(ServiceTime::OnAccept) if !on_accept => wrong(Issue::NotATime { on_accept }),
                Ok(_) => Ok(()),
                Err(_) => wrong(Issue::NotATime { on_accept }),
            },
            Shape::Day => match self.parse::<ServiceTime>() {
                Ok(ServiceTime::Day(_)) => Ok(()),
                _ => wrong(Issue::Pattern { regex: DAY_PATTERN }),
            },
            Shape::Encrypted { .. } => check_length(self.chars().count(), 1, MAX_CIPHERTEXT, field),
            Shape::Url { max } => {
                check_length(self.chars().count(), 1, max, field)?;
                if is_url(self) { Ok(()) } else { wrong(Issue::NotAUrl) }
            }
            _ => Ok(()),
        }
    }
}

impl FieldValue for i64 {
    fn check(&self, field: &Field) -> Result<(), Violation> {
        match field.shape {
            Shape::Integer { min, .. } | Shape::Fen { min } if *self < min => {
                Err(Violation::of(field, Issue::TooSmall { min }, Value::from(*self)))
            }
            Shape::Integer { max, .. } if *self > max => {
                Err(Violation::of(field, Issue::TooLarge { max }, Value::from(*self)))
            }
            _ => Ok(()),
        }
    }
}

impl FieldValue for Fen {
    fn check(&self, field: &Field) -> Result<(), Violation> {
        self.get().check(field)
    }
}

impl FieldValue for bool {
    fn check(&self, _: &Field) -> Result<(), Violation> {
        Ok(())
    }
}

impl<T: Limits> FieldValue for Vec<T> {
    fn check(&self, field: &Field) -> Result<(), Violation> {
        if let Shape::List { max, .. } = field.shape
            && self.len() > max
        {
            return Err(Violation::of(field, Issue::TooMany { got: self.len(), max }, Value::from(self.len())));
        }
        self.iter().enumerate().try_for_each(|(index, item)| {
            item.check_limits().map_err(|v| v.within(index.to_string()).within(field.name))
        })
    }
}

impl FieldValue for Vec<String> {
    fn check(&self, field: &Field) -> Result<(), Violation> {
        let Shape::Texts { max, each } = field.shape else { return Ok(()) };
        if self.len() > max {
            return Err(Violation::of(field, Issue::TooMany { got: self.len(), max }, Value::from(self.len())));
        }
        self.iter().try_for_each(|text| check_length(text.chars().count(), 1, each, field))
    }
}

/// A declared struct that can be held against its limits.
pub trait Limits: Schema {
    /// Refuses the first field outside its limits.
    fn check_limits(&self) -> Result<(), Violation>;
}

/// Reads an optional field; an empty text counts as left out, as it does upstream.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + FieldValue,
{
    Ok(Option::<T>::deserialize(deserializer)?.filter(|value| !value.is_blank()))
}

/// Says which field keeps `value` from being read as something with these fields.
pub(crate) fn diagnose(value: &Value, fields: &'static [Field]) -> Option<Violation> {
    let Value::Object(object) = value else {
        return Some(Violation::unreadable(Location::Body, "the JSON text is not an object"));
    };
    fields.iter().find_map(|field| match object.get(field.name) {
        None | Some(Value::Null) if field.required => {
            Some(Violation::of(field, Issue::Missing, Value::String(String::new())))
        }
        None | Some(Value::Null) => None,
        Some(value) => diagnose_field(value, field),
    })
}

fn diagnose_field(value: &Value, field: &'static Field) -> Option<Violation> {
    let wrong = |expected| Some(Violation::of(field, Issue::WrongType { expected }, value.clone()));
    match field.shape {
        Shape::Text { .. }
        | Shape::OutNumber
        | Shape::OutRefundNumber
        | Shape::OneOf(_)
        | Shape::Time { .. }
        | Shape::Day
        | Shape::Encrypted { .. }
        | Shape::Url { .. } => {
            if value.is_string() {
                None
            } else {
                wrong("字符串")
            }
        }
        Shape::Integer { .. } | Shape::Fen { .. } => {
            if value.is_i64() {
                None
            } else {
                wrong("64 位有符号整数")
            }
        }
        Shape::Boolean => {
            if value.is_boolean() {
                None
            } else {
                wrong("布尔值")
            }
        }
        Shape::Object(fields) => {
            if value.is_object() {
                diagnose(value, fields).map(|v| v.within(field.name))
            } else {
                wrong("对象")
            }
        }
        Shape::Texts { .. } => {
            let Value::Array(items) = value else { return wrong("数组") };
            items
                .iter()
                .find(|item| !item.is_string())
                .map(|item| Violation::of(field, Issue::WrongType { expected: "字符串数组" }, item.clone()))
        }
        Shape::List { fields, .. } => {
            let Value::Array(items) = value else { return wrong("数组") };
            items.iter().enumerate().find_map(|(index, item)| match item {
                Value::Object(_) => diagnose(item, fields).map(|v| v.within(index.to_string()).within(field.name)),
                _ => Some(Violation::of(field, Issue::WrongType { expected: "对象数组" }, item.clone())),
            })
        }
    }
}

fn check_length(got: usize, min: usize, max: usize, field: &Field) -> Result<(), Violation> {
    if got < min {
        return Err(Violation::of(field, Issue::TooShort { got, min }, Value::from(got)));
    }
    if got > max {
        return Err(Violation::of(field, Issue::TooLong { got, max }, Value::from(got)));
    }
    Ok(())
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && text.chars().all(|c| !c.is_whitespace() && !c.is_control())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payscore::payafter_orders::CreatePayAfterOrder;

    #[test]
    fn what_was_encrypted_has_limits_of_its_own_and_is_never_told() {
        let field = CreatePayAfterOrder::FIELDS.iter().find(|field| field.name == "phone").expect("declared");
        assert_eq!(check_decrypted(field, "13800000000"), Ok(()));
        let long = check_decrypted(field, &"1".repeat(21)).expect_err("20 characters at most");
        assert_eq!((long.field(), &long.value), ("/phone".to_owned(), &Value::from(21)));
        assert!(check_decrypted(field, "").is_err());
        assert!("c".repeat(2048).check(field).is_ok());
        assert!("c".repeat(2049).check(field).is_err());
    }
}
