//! `GET /_payscore/openapi.json`

use crate::shop::Shop;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Method, path and operation of each.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let mut all = Vec::new();
    for (path, item) in paths {
        let methods = item.as_object().expect("a path item");
        all.extend(methods.iter().map(|(method, operation)| (method.as_str(), path.as_str(), operation)));
    }
    all
}

/// Every schema anywhere says what it is, and requires only what it has.
fn check_schema(schema: &Value, at: &str) {
    if let Some(target) = schema["$ref"].as_str() {
        assert_eq!(target, "#/components/schemas/Error", "{at}");
        return;
    }
    match schema["type"].as_str() {
        Some("object") => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(properties.contains_key(name.as_str().expect("a name")), "{at} requires {name}");
            }
            properties.iter().for_each(|(name, schema)| check_schema(schema, &format!("{at}.{name}")));
        }
        Some("array") => check_schema(&schema["items"], &format!("{at}[]")),
        Some("string" | "integer" | "boolean") => {}
        other => panic!("{at} is of type {other:?}"),
    }
}

/// What a reference points at, or the thing itself.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(target) = value["$ref"].as_str() else { return value };
    document.pointer(target.trim_start_matches('#')).unwrap_or_else(|| panic!("{target} is not in the document"))
}

#[tokio::test]
async fn lists_every_operation() {
    let shop = Shop::open().await;
    let answer = shop.server.get("openapi.json").await;
    assert_eq!((answer.status, &answer.body["openapi"]), (200, &json!("3.1.0")));
    assert_eq!(answer.body["servers"][0]["url"], shop.server.base_url());
    let mut listed = Map::new();
    for (method, path, operation) in operations(&answer.body) {
        listed.insert(format!("{} {path}", method.to_uppercase()), operation["operationId"].clone());
    }
    assert_eq!(listed.len(), payscore_api::operations().count());
    insta::assert_json_snapshot!(listed);
}

#[tokio::test]
async fn holds_together() {
    let shop = Shop::open().await;
    let document = shop.server.get("openapi.json").await.body;
    check_schema(&document["components"]["schemas"]["Error"], "Error");
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().expect("an operationId");
        assert!(ids.insert(id), "{id} twice");
        assert!(!operation["summary"].as_str().expect("a summary").is_empty(), "{id}");
        assert!(operation["externalDocs"]["url"].as_str().is_some_and(|url| url.starts_with("https://")), "{id}");
        let parameters: Vec<&Value> =
            operation["parameters"].as_array().expect("parameters").iter().map(|p| resolve(&document, p)).collect();
        for parameter in &parameters {
            check_schema(&parameter["schema"], id);
        }
        let in_path = |p: &&&Value| p["in"] == "path" && p["required"] == true;
        let declared: Vec<_> =
            parameters.iter().filter(in_path).map(|p| format!("{{{}}}", p["name"].as_str().unwrap())).collect();
        let in_template = path.split('/').filter(|segment| segment.starts_with('{'));
        assert!(in_template.eq(declared.iter().map(String::as_str)), "{id}: {path} against {declared:?}");
        let fields = operation.pointer("/requestBody/content/application~1json/schema/properties");
        assert_eq!(method == "post", fields.is_some(), "{id}");
        let has_fields = fields.and_then(Value::as_object).is_some_and(|fields| !fields.is_empty());
        assert_eq!(has_fields, operation["requestBody"]["required"] == true, "{id}");
        if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
            check_schema(schema, id);
        }
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.contains_key("200") != responses.contains_key("204"), "{id}");
        for status in ["400", "401", "403", "404", "429", "500"] {
            assert!(responses.contains_key(status), "{id} does not say when {status}");
        }
        for (status, response) in responses {
            let response = resolve(&document, response);
            let schema = response.pointer("/content/application~1json/schema");
            assert_eq!(schema.is_none(), status == "204", "{id} {status}");
            schema.into_iter().for_each(|schema| check_schema(schema, id));
            let headers = response["headers"].as_object().expect("headers");
            for header in headers.values() {
                assert_eq!(resolve(&document, header)["schema"]["type"], "string", "{id} {status}");
            }
        }
    }
}
