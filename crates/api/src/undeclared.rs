//! What a document has and its declaration has not: WeChat Pay adds fields before anybody declares them.

use crate::spec::{Field, Shape};
use serde_json::Value;
use std::collections::BTreeMap;

/// The fields of a JSON object that `fields` do not declare, at any depth, by their JSON pointers.
///
/// ```
/// use payscore_api::{spec::Schema, undeclared};
/// use payscore_api::payscore::serviceorder::ServiceOrder;
/// use serde_json::json;
///
/// let order = json!({ "state": "DONE", "vip": true, "time_range": { "start_time": "20260101", "zone": "+08:00" } });
/// let found = undeclared(&order, ServiceOrder::FIELDS);
/// assert_eq!(found["/vip"], json!(true));
/// assert_eq!(found["/time_range/zone"], json!("+08:00"));
/// assert_eq!(found.len(), 2);
/// ```
#[must_use]
pub fn undeclared(value: &Value, fields: &[Field]) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    collect(value, fields, &mut String::new(), &mut found);
    found
}

fn collect(value: &Value, fields: &[Field], pointer: &mut String, found: &mut BTreeMap<String, Value>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        within(pointer, name, |pointer| match fields.iter().find(|field| field.name == name) {
            None => drop(found.insert(pointer.clone(), value.clone())),
            Some(Field { shape: Shape::Object(fields), .. }) => collect(value, fields, pointer, found),
            Some(Field { shape: Shape::List { fields, .. }, .. }) => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    within(pointer, &index.to_string(), |pointer| collect(item, fields, pointer, found));
                }
            }
            Some(_) => {}
        });
    }
}

/// Goes one step down, and back.
fn within(pointer: &mut String, step: &str, visit: impl FnOnce(&mut String)) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    visit(pointer);
    pointer.truncate(length);
}
