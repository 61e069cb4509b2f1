//! Rust: typed, and by path in three styles, each async and blocking.

use super::{Call, Style};
use crate::reference::literal::RUST;
use payscore_api::example::Sample;
use payscore_api::module_of;
use payscore_api::spec::Shape;
use std::fmt::Write as _;

pub(super) fn styles(call: &Call<'_>) -> Vec<Style> {
    let chains = [
        ("Rust, pure chain", ["rust-chain", "rust-chain-blocking"], chain(call)),
        (
            "Rust, declarative",
            ["rust-declarative", "rust-declarative-blocking"],
            by_template(call, "client.chain", "()"),
        ),
        ("Rust, property", ["rust-property", "rust-property-blocking"], by_template(call, "client", "[]")),
    ];
    let mut styles = vec![typed(call, true), typed(call, false)];
    for (title, ids, expression) in chains {
        for (id, is_async) in ids.into_iter().zip([true, false]) {
            let text = format!("{}let answer = {expression}{};\n", before(call), end(is_async));
            styles.push(Style { id, title: titled(title, is_async), text });
        }
    }
    styles
}

fn titled(title: &'static str, is_async: bool) -> &'static str {
    match (title, is_async) {
        (title, true) => title,
        ("Rust, pure chain", _) => "Rust, pure chain, blocking",
        ("Rust, declarative", _) => "Rust, declarative, blocking",
        ("Rust, property", _) => "Rust, property, blocking",
        _ => "Rust, typed, blocking",
    }
}

fn end(is_async: bool) -> &'static str {
    if is_async { ".await?" } else { "?" }
}

/// What stands before a call by path.
fn before(call: &Call<'_>) -> String {
    let mut text = String::new();
    if call.spec.encrypts() {
        let _ = writeln!(text, "// Sensitive fields by hand: client.config().encrypt(\"张三\")?.ciphertext");
    }
    if let Some(body) = call.body().filter(|body| !is_empty(body)) {
        let _ = writeln!(text, "let body = serde_json::json!({});", RUST.write(body, 0));
    }
    if !call.example.query.is_empty() {
        let pairs: Vec<String> = call.example.query.iter().map(|(name, value)| pair(name, value)).collect();
        let _ = writeln!(text, "let query = [{}];", pairs.join(", "));
    }
    text
}

fn pair(name: &str, value: &str) -> String {
    format!("({}, {})", RUST.text(name), RUST.text(value))
}

fn is_empty(sample: &Sample) -> bool {
    matches!(sample, Sample::Object(members) if members.is_empty())
}

/// `.query(&query).post(&body)`
fn last_steps(call: &Call<'_>) -> String {
    let query = if call.example.query.is_empty() { "" } else { ".query(&query)" };
    let argument = match call.body() {
        None => "",
        Some(body) if is_empty(body) => "&serde_json::json!({})",
        Some(_) => "&body",
    };
    format!("{query}.{}({argument})", call.verb())
}

/// The compiler knows these paths; each segment is a step.
fn chain(call: &Call<'_>) -> String {
    let mut text = "client.v3()".to_owned();
    for segment in call.spec.path.split('/').skip(2) {
        let variable = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match variable {
            None => {
                let _ = write!(text, ".{}()", segment.replace('-', "_"));
            }
            Some(name) => {
                let value = call.example.path.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
                let _ = write!(text, ".{}({})", step(name), RUST.text(value));
            }
        }
    }
    text + &last_steps(call)
}

/// The numbers of plans are older than the rule that a step is called as its variable.
fn step(variable: &str) -> &str {
    match variable {
        "merchant_plan_no" | "merchant_sign_plan_no" => "number",
        other => other,
    }
}

fn by_template(call: &Call<'_>, callee: &str, brackets: &str) -> String {
    let (open, close) = brackets.split_at(1);
    let values: String = call.example.path.iter().map(|(name, value)| format!(".with{}", pair(name, value))).collect();
    format!("{callee}{open}{}{close}{values}{}", RUST.text(call.template()), last_steps(call))
}

/// The catalogue's own types. Flat requests by their builders, others from JSON.
fn typed(call: &Call<'_>, is_async: bool) -> Style {
    let name = call.spec.name;
    let mut text = format!("use payscore::api::{}::{name};\n\n", module_of(call.spec));
    let fields = flat(call);
    match fields {
        Some(fields) => {
            let _ = writeln!(text, "let request = {name}::builder()");
            fields.iter().for_each(|(field, value)| {
                let _ = writeln!(text, "    .{field}({value})");
            });
            let _ = writeln!(text, "    .build();");
        }
        None => {
            let beside = call.example.path.iter().chain(&call.example.query);
            let beside: Vec<_> = beside.collect();
            let keyword = if beside.is_empty() { "let" } else { "let mut" };
            let body = call.body().map_or_else(String::new, |body| RUST.write(body, 0));
            let _ = writeln!(text, "{keyword} request: {name} = serde_json::from_value(serde_json::json!({body}))?;");
            for (field, value) in beside {
                let _ = writeln!(text, "request.{field} = {}.to_owned();", RUST.text(value));
            }
        }
    }
    let _ = writeln!(text, "let answer = client.send(&request){};", end(is_async));
    let id = if is_async { "rust-typed" } else { "rust-typed-blocking" };
    Style { id, title: titled("Rust, typed", is_async), text }
}

/// The fields of a request in which nothing is nested.
fn flat(call: &Call<'_>) -> Option<Vec<(&'static str, String)>> {
    let mut fields = Vec::new();
    let beside = call.example.path.iter().chain(&call.example.query);
    for (name, value) in beside {
        let in_query = call.spec.query_fields.iter().find(|field| field.name == *name);
        let number = matches!(in_query.map(|field| field.shape), Some(Shape::Integer { .. } | Shape::Fen { .. }));
        fields.push((*name, if number { value.clone() } else { RUST.text(value) }));
    }
    let Some(Sample::Object(members)) = call.body() else { return Some(fields) };
    for (name, sample) in members {
        let shape = call.spec.body_fields.iter().find(|field| field.name == *name)?.shape;
        let value = match sample {
            Sample::Object(_) | Sample::List(_) => return None,
            Sample::Number(number) if matches!(shape, Shape::Fen { .. }) => format!("payscore::Fen::new({number})"),
            other => RUST.write(other, 0),
        };
        fields.push((*name, value));
    }
    // A keyword is no method's name.
    (!fields.iter().any(|(name, _)| *name == "type")).then_some(fields)
}
