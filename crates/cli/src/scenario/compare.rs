//! Holds what came against what was expected.

use serde_json::Value;

/// Stands for any value, as long as there is one.
const ANY: &str = "*";

/// One place where it is otherwise.
#[derive(Debug, PartialEq)]
pub(crate) struct Difference {
    /// Where: `collection.state`, `details[0].amount`.
    pub(crate) path: String,
    /// What was expected.
    pub(crate) wanted: Value,
    /// What was there instead; `None` where nothing was.
    pub(crate) got: Option<Value>,
}

/// Where `got` is not as `wanted`. Objects may have more fields than are expected; lists may not be longer.
pub(super) fn differences(wanted: &Value, got: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", wanted, Some(got), &mut found);
    found
}

fn compare(path: &str, wanted: &Value, got: Option<&Value>, found: &mut Vec<Difference>) {
    match (wanted, got) {
        (Value::Null, None | Some(Value::Null)) => {}
        (Value::String(any), Some(got)) if any == ANY && !got.is_null() => {}
        (Value::Object(fields), Some(Value::Object(_))) => {
            for (name, wanted) in fields {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(&inner, wanted, got.and_then(|got| got.get(name)), found);
            }
        }
        (Value::Array(items), Some(Value::Array(others))) if items.len() == others.len() => {
            for (at, (wanted, got)) in items.iter().zip(others).enumerate() {
                compare(&format!("{path}[{at}]"), wanted, Some(got), found);
            }
        }
        (wanted, Some(got)) if wanted == got => {}
        (wanted, got) => {
            found.push(Difference { path: path.to_owned(), wanted: wanted.clone(), got: got.cloned() });
        }
    }
}

/// The value at `a.b[0].c`.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut value = value;
    for segment in path.split(['.', '[']).filter(|segment| !segment.is_empty()) {
        let segment = segment.trim_end_matches(']');
        value = match segment.parse::<usize>() {
            Ok(index) if value.is_array() => value.get(index)?,
            _ => value.get(segment)?,
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_expected_is_compared() {
        let got = json!({ "state": "DONE", "more": 1, "list": [{ "a": 1, "b": 2 }], "none": null });
        assert_eq!(differences(&json!({ "state": "*", "list": [{ "a": 1 }] }), &got), []);
        let wanted = json!({ "state": "DOING", "list": [{ "a": 2 }], "missing": 1, "none": "*" });
        let found: Vec<String> = differences(&wanted, &got).into_iter().map(|difference| difference.path).collect();
        assert_eq!(found, ["list[0].a", "missing", "none", "state"]);
        assert_eq!(differences(&json!({ "list": [] }), &got)[0].path, "list");
    }

    #[test]
    fn values_are_found_by_their_path() {
        let value = json!({ "a": [{ "b.c": 0, "b": 7 }] });
        assert_eq!((at(&value, "a[0].b"), at(&value, "a.0.b")), (Some(&json!(7)), Some(&json!(7))));
        assert_eq!(at(&value, "a[1].b"), None);
    }
}
