//! What holds for every declared operation: it is routed, and each broken field is named.

use crate::client::Answer;
use crate::shop::{Shop, assert_names};
use payscore_api::operations;
use payscore_api::spec::{Field, OperationSpec, Shape};
use serde_json::{Map, Value, json};

/// A value that the declaration allows.
fn sample(field: &Field) -> Value {
    match field.shape {
        Shape::Text { min, .. } => "a".repeat(min.max(1)).into(),
        Shape::Encrypted { .. } => "AAAA".into(),
        Shape::OutNumber | Shape::OutRefundNumber => "every-1".into(),
        Shape::OneOf(allowed) => allowed[0].into(),
        Shape::Time { .. } | Shape::Day => "20261121".into(),
        Shape::Texts { .. } => json!(["a"]),
        Shape::Url { .. } => "http://127.0.0.1:1/notify".into(),
        Shape::Integer { min, .. } | Shape::Fen { min } => min.max(1).into(),
        Shape::Boolean => true.into(),
        Shape::Object(fields) => required(fields).into(),
        Shape::List { fields, .. } => json!([required(fields)]),
    }
}

/// An object with the required fields only.
fn required(fields: &[Field]) -> Map<String, Value> {
    fields.iter().filter(|field| field.required).map(|field| (field.name.to_owned(), sample(field))).collect()
}

/// A value of another type than the declared one.
fn mistyped(shape: Shape) -> Value {
    match shape {
        Shape::Object(_) | Shape::Boolean | Shape::Integer { .. } | Shape::Fen { .. } => "mistyped".into(),
        _ => 7.into(),
    }
}

/// Values of the right type outside the limits.
fn outside(shape: Shape) -> Vec<Value> {
    match shape {
        Shape::Text { max, .. } if max < 100_000 => vec!["长".repeat(max + 1).into()],
        Shape::Encrypted { .. } => vec!["A".repeat(2049).into()],
        Shape::OutNumber => vec!["a".repeat(33).into(), "a b".into()],
        Shape::OutRefundNumber => vec!["a".repeat(65).into(), "a b".into()],
        Shape::OneOf(_) => vec!["NONE_OF_THESE".into()],
        Shape::Time { .. } => vec!["2026-11-21".into(), "20261321".into()],
        Shape::Day => vec!["20261121120000".into(), "OnAccept".into(), "20261321".into()],
        Shape::Texts { max, each } => vec![json!(["长".repeat(each + 1)]), vec![Value::from("a"); max + 1].into()],
        Shape::Url { max } => vec!["ftp://127.0.0.1/".into(), format!("http://a/{}", "a".repeat(max)).into()],
        Shape::Integer { min, max } => {
            [min.checked_sub(1), max.checked_add(1)].into_iter().flatten().map(Value::from).collect()
        }
        Shape::Fen { min } => min.checked_sub(1).map(Value::from).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Ways to break `object`, each with the pointer to what is broken.
fn breakages(fields: &[Field], object: &Map<String, Value>) -> Vec<(String, Map<String, Value>)> {
    let mut broken = Vec::new();
    for field in fields {
        let mut with = |pointer: String, value: Value| {
            let mut object = object.clone();
            object.insert(field.name.to_owned(), value);
            broken.push((pointer, object));
        };
        let own = format!("/{}", field.name);
        with(own.clone(), mistyped(field.shape));
        outside(field.shape).into_iter().for_each(|value| with(own.clone(), value));
        match field.shape {
            Shape::Object(inner) => {
                for (pointer, value) in breakages(inner, &required(inner)) {
                    with(format!("{own}{pointer}"), value.into());
                }
            }
            Shape::List { max, fields: inner } => {
                for (pointer, value) in breakages(inner, &required(inner)) {
                    with(format!("{own}/0{pointer}"), json!([value]));
                }
                if max < 200 {
                    with(own.clone(), vec![Value::from(required(inner)); max + 1].into());
                }
            }
            _ => {}
        }
        if field.required {
            let mut object = object.clone();
            object.remove(field.name);
            broken.push((own, object));
        }
    }
    broken
}

/// The path with a value for each of its variables.
fn path(spec: &OperationSpec) -> String {
    spec.path_fields.iter().fold(spec.path.to_owned(), |path, field| {
        path.replace(&format!("{{{}}}", field.name), sample(field).as_str().expect("a text"))
    })
}

fn query(object: &Map<String, Value>) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Vec<(String, String)> = object.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", serde_urlencoded::to_string(pairs).expect("pairs")) }
}

/// Sends these query parameters and this body.
async fn send(
    shop: &Shop,
    spec: &'static OperationSpec,
    parameters: &Map<String, Value>,
    body: &Map<String, Value>,
) -> Answer {
    let target = format!("{}{}", path(spec), query(parameters));
    if spec.method == "GET" {
        shop.client.get(target).await
    } else {
        shop.client.post(target, &body.clone().into()).await
    }
}

#[tokio::test]
async fn is_routed() {
    let shop = Shop::open().await;
    for spec in operations() {
        let answer = send(&shop, spec, &required(spec.query_fields), &required(spec.body_fields)).await;
        assert!(!matches!(answer.status, 405 | 500..), "{}: {} {}", spec.name, answer.status, answer.text());
        if answer.status == 404 {
            assert_ne!(answer.json()["code"], "NOT_FOUND", "{} {} has no route", spec.method, spec.path);
        }
    }
}

#[tokio::test]
async fn names_each_broken_field_of_a_body() {
    let shop = Shop::open().await;
    for spec in operations().filter(|spec| spec.method == "POST") {
        let parameters = required(spec.query_fields);
        for (pointer, body) in breakages(spec.body_fields, &required(spec.body_fields)) {
            let answer = send(&shop, spec, &parameters, &body).await;
            println!("{} {pointer}: {}", spec.name, answer.text());
            assert_names(&answer, &pointer, "body");
        }
    }
}

#[tokio::test]
async fn names_each_broken_parameter_of_a_query() {
    let shop = Shop::open().await;
    for spec in operations() {
        for (pointer, parameters) in breakages(spec.query_fields, &required(spec.query_fields)) {
            // After a question mark everything is text: nothing is of the wrong type, and what is empty is left out.
            if parameters.values().any(Value::is_number) {
                continue;
            }
            let answer = send(&shop, spec, &parameters, &required(spec.body_fields)).await;
            println!("{} {pointer}: {}", spec.name, answer.text());
            assert_names(&answer, &pointer, "query");
        }
    }
}
