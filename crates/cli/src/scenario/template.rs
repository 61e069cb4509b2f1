//! Texts with `{{variables}}`.

use super::mistake::did_you_mean;
use serde_json::Value;

/// What every scenario knows from the start.
const GIVEN: &[&str] = &[
    "order",
    "fresh",
    "mchid",
    "appid",
    "sub_mchid",
    "sub_appid",
    "channel_id",
    "sub_currency",
    "notify_url",
    "now",
    "day",
];
/// `service.KIND` and `user.BEHAVIOUR`.
const FAMILIES: &[&str] = &["service", "user"];

/// Whether a variable can be called so.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether all of a value's templates can be filled in, as far as can be told beforehand.
pub(super) fn check(value: &Value, made: &[String]) -> Result<(), String> {
    match value {
        Value::String(text) => parts(text)?.into_iter().try_for_each(|part| match part {
            Part::Text(_) => Ok(()),
            Part::Variable(name) => check_name(name, made),
        }),
        Value::Array(items) => items.iter().try_for_each(|item| check(item, made)),
        Value::Object(fields) => fields.values().try_for_each(|value| check(value, made)),
        _ => Ok(()),
    }
}

fn check_name(name: &str, made: &[String]) -> Result<(), String> {
    let root = name.split(['.', '+', '-']).next().unwrap_or(name);
    let is_known = GIVEN.contains(&root) || (FAMILIES.contains(&root) && name.contains('.'));
    if is_known || made.iter().any(|known| known == name) {
        return Ok(());
    }
    let all = GIVEN
        .iter()
        .copied()
        .chain(made.iter().map(String::as_str))
        .chain(["service.serviceorder", "user.pays_at_once"]);
    let near = did_you_mean(name, all.clone());
    let listed = if near.is_empty() { format!("; there are {}", all.collect::<Vec<_>>().join(", ")) } else { near };
    Err(format!("no variable `{name}` here{listed}"))
}

enum Part<'a> {
    Text(&'a str),
    Variable(&'a str),
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or_else(|| format!("`{text}`: {{{{ without its }}}}"))?;
        parts.push(Part::Text(before));
        parts.push(Part::Variable(name.trim()));
        rest = after;
    }
    parts.push(Part::Text(rest));
    Ok(parts)
}

/// Fills the templates in; a text that is one variable and nothing else becomes its value, whatever that is.
pub(super) fn fill(value: &Value, find: &mut dyn FnMut(&str) -> Result<Value, String>) -> Result<Value, String> {
    match value {
        Value::String(text) => {
            let parts = parts(text)?;
            if let [Part::Text(""), Part::Variable(name), Part::Text("")] = parts.as_slice() {
                return find(name);
            }
            let mut filled = String::new();
            for part in parts {
                match part {
                    Part::Text(text) => filled.push_str(text),
                    Part::Variable(name) => match find(name)? {
                        Value::String(text) => filled.push_str(&text),
                        other => filled.push_str(&other.to_string()),
                    },
                }
            }
            Ok(filled.into())
        }
        Value::Array(items) => items.iter().map(|item| fill(item, find)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| Ok((name.clone(), fill(value, find)?)))
            .collect::<Result<_, _>>()
            .map(Value::Object),
        other => Ok(other.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_keep_their_type_where_they_stand_alone() {
        let mut find = |name: &str| match name {
            "n" => Ok(json!(3)),
            "s" => Ok(json!("x")),
            other => Err(other.to_owned()),
        };
        let given = json!({ "a": "{{n}}", "b": ["{{ s }}-{{n}}", "{{s}}"], "c": "plain" });
        assert_eq!(fill(&given, &mut find), Ok(json!({ "a": 3, "b": ["x-3", "x"], "c": "plain" })));
        assert_eq!(fill(&json!("{{z}}"), &mut find), Err("z".to_owned()));
    }
}
