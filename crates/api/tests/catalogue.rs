//! The catalogue as a whole, and what is derived from it.

use payscore_api::notification::NOTIFICATIONS;
use payscore_api::payscore::serviceorder::SyncServiceOrder;
use payscore_api::spec::{Field, Shape};
use payscore_api::{Operation, openapi, operation_at, operations};
use payscore_domain::notification::EventType;
use std::collections::HashSet;

#[test]
fn no_operation_and_no_name_is_declared_twice() {
    let calls: HashSet<_> = operations().map(|spec| (spec.method, spec.path)).collect();
    let names: HashSet<_> = operations().map(|spec| spec.name).collect();
    assert_eq!((calls.len(), names.len()), (operations().count(), operations().count()));
}

#[test]
fn path_variables_are_those_of_the_path() {
    for spec in operations() {
        let in_path: Vec<&str> =
            spec.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let declared: Vec<&str> = spec.path_fields.iter().map(|field| field.name).collect();
        assert_eq!(in_path, declared, "{}", spec.path);
    }
}

#[test]
fn an_operation_is_found_by_a_path_with_values() {
    for spec in operations() {
        let path: Vec<&str> =
            spec.path.split('/').map(|part| if part.starts_with('{') { "A%7C1" } else { part }).collect();
        let found = operation_at(spec.method, &path.join("/")).map(|found| found.name);
        assert_eq!(found, Some(spec.name), "{}", spec.path);
    }
    let literal = operation_at("POST", "/v3/payscore/serviceorder/direct-complete").map(|found| found.name);
    assert_eq!(literal, Some("DirectCompleteServiceOrder"));
    assert!(operation_at("PUT", "/v3/payscore/serviceorder").is_none());
    assert!(operation_at("POST", "/v3/payscore/serviceorder//cancel").is_none(), "an empty value is none");
}

#[test]
fn what_may_be_called_again_says_where_that_is_written() {
    let repeatable: Vec<&str> = operations().filter(|spec| spec.reentrant.is_some()).map(|spec| spec.name).collect();
    assert!(repeatable.contains(&"CreateServiceOrder") && repeatable.contains(&"CreateRefund"), "{repeatable:?}");
    assert!(!repeatable.contains(&"PayServiceOrder"), "each call is a deduction of its own");
    for spec in operations().filter(|spec| spec.reentrant.is_some()) {
        assert_eq!(spec.method, "POST", "{}", spec.name);
        let source = spec.reentrant.unwrap_or_default();
        let official = ["https://pay.weixin.qq.com/", "https://developers.weixin.qq.com/community/"];
        assert!(official.iter().any(|start| source.starts_with(start)), "{}: {source}", spec.name);
    }
}

fn check_documented(fields: &[Field]) {
    for field in fields {
        assert!(!field.label.is_empty() && !field.doc.is_empty(), "{}", field.name);
        if let Shape::Object(fields) | Shape::List { fields, .. } = field.shape {
            check_documented(fields);
        }
    }
}

#[test]
fn everything_is_documented() {
    for spec in operations() {
        assert!(spec.source.starts_with("https://pay.weixin.qq.com/"), "{}", spec.name);
        assert!(!spec.doc.is_empty(), "{}", spec.name);
        [spec.path_fields, spec.query_fields, spec.body_fields, spec.response_fields]
            .into_iter()
            .for_each(check_documented);
    }
}

#[test]
fn every_notification_that_is_sent_is_listed() {
    let sent: HashSet<_> = EventType::ALL.into_iter().map(EventType::as_str).collect();
    let listed: HashSet<_> = NOTIFICATIONS.iter().map(|spec| spec.event_type).collect();
    assert_eq!((sent.len(), listed), (12, sent));
}

#[test]
fn notifications_are_documented_and_none_twice() {
    let document = openapi::document("http://localhost");
    let types: HashSet<_> = NOTIFICATIONS.iter().map(|spec| spec.event_type).collect();
    assert_eq!(types.len(), NOTIFICATIONS.len());
    for spec in NOTIFICATIONS {
        let schema = "requestBody/content/application~1json/schema/properties";
        let resource = document["webhooks"][spec.event_type].pointer(&format!("/post/{schema}/resource")).expect("one");
        let plaintext = &resource["x-plaintext"];
        let variants = plaintext["anyOf"].as_array().map_or(vec![plaintext], |several| several.iter().collect());
        assert_eq!(variants.len(), spec.plaintexts.len(), "{}", spec.event_type);
        assert!(variants.iter().all(|variant| variant["properties"]["mchid"].is_object()), "{}", spec.event_type);
        spec.plaintexts.iter().for_each(|fields| check_documented(fields));
    }
}

#[test]
fn keywords_keep_their_name_on_the_wire() {
    assert!(SyncServiceOrder::SPEC.body_fields.iter().any(|field| field.name == "type"));
}

#[test]
fn the_openapi_document_has_every_operation() {
    let document = openapi::document("http://localhost");
    for spec in operations() {
        let operation = &document["paths"][spec.path][spec.method.to_lowercase()];
        assert_eq!(operation["operationId"], spec.name);
        assert!(operation["responses"][spec.success.to_string()].is_object(), "{}", spec.name);
        assert_eq!(operation["requestBody"].is_object(), spec.method == "POST", "{}", spec.name);
    }
    let fields = &document["paths"]["/v3/payscore/serviceorder"]["post"]["requestBody"]["content"]["application/json"];
    assert_eq!(fields["schema"]["properties"]["service_introduction"]["maxLength"], 20);
    assert_eq!(fields["schema"]["properties"]["risk_fund"]["required"], serde_json::json!(["name", "amount"]));
}

#[test]
fn encrypted_fields_bring_the_header_that_names_their_key() {
    let document = openapi::document("http://localhost");
    for spec in operations() {
        let operation = &document["paths"][spec.path][spec.method.to_lowercase()];
        let parameters = operation["parameters"].as_array().expect("parameters");
        let named = parameters.iter().any(|parameter| parameter["in"] == "header");
        assert_eq!(named, spec.encrypts(), "{}", spec.name);
    }
    assert!(operations().any(payscore_api::spec::OperationSpec::encrypts));
}
