//! What a text opens that came without a word on what it is for: a package, a token, or parameters pasted whole.

use super::page::{self, Closed};
use super::{LaunchRequest, Mistake, closed, open, opened};
use crate::app::App;
use crate::refusal::Refusal;
use payscore_wire::launch::BusinessType;
use serde_json::{Map, Value, json};

/// What parameters begin with in a query.
const NAMES: [&str; 5] = ["package=", "apply_permissions_token=", "mch_id=", "service_id=", "timestamp="];

/// The page that the text opens, or all that keeps it closed, in the form of [`open`]'s answer. A package or a token
/// may stand alone, in a link, in a query, or as JSON: `extraData`, or all that `openBusinessView` is called with.
pub(crate) async fn scan(app: &App, text: &str) -> Result<Value, Refusal> {
    let text = text.trim();
    if text.starts_with('{') {
        return match serde_json::from_str(text) {
            Ok(object) => open_object(app, object).await,
            Err(error) => Ok(closed(None, &[Mistake::new("json", "package", error.to_string())], Closed::default())),
        };
    }
    let query = if text.contains("://") { text.split_once('?').map_or(text, |(_, query)| query) } else { text };
    let is_parameter = |part: &str| NAMES.iter().any(|name| part.trim().starts_with(name));
    if query.split('&').any(is_parameter) {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        return open_parameters(app, "queryString", query.into(), &pairs).await;
    }
    Ok(match page::bare(app, text).await? {
        Ok(page) => opened(page, false, None),
        Err(why) => closed(None, &[], why),
    })
}

/// What is called with, or the parameters alone.
async fn open_object(app: &App, mut object: Map<String, Value>) -> Result<Value, Refusal> {
    let is_named = ["businessType", "business_type"].iter().any(|name| object.contains_key(*name));
    if is_named {
        return match serde_json::from_value::<LaunchRequest>(Value::Object(object)) {
            Ok(request) => open(app, request).await,
            Err(error) => Ok(closed(None, &[Mistake::new("json", "package", error.to_string())], Closed::default())),
        };
    }
    if let Some(Value::Object(inner)) = object.remove("extraData").or_else(|| object.remove("extra_data")) {
        object = inner;
    }
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    let pairs: Vec<_> = object.iter().filter_map(text).collect();
    open_parameters(app, "extraData", object.into(), &pairs).await
}

/// Parameters that say by themselves which page they are for. One that stands alone opens whatever it is of; others
/// are read as a front end's, with all that can be wrong with them.
async fn open_parameters(
    app: &App,
    form: &str,
    parameters: Value,
    pairs: &[(String, String)],
) -> Result<Value, Refusal> {
    let value = |name: &str| pairs.iter().find(|(given, value)| given == name && !value.is_empty());
    let given = |name: &str| value(name).is_some();
    let alone = value("package").or_else(|| value("apply_permissions_token")).filter(|_| !given("sign"));
    if let Some((_, alone)) = alone {
        return Ok(match page::bare(app, alone).await? {
            Ok(page) => opened(page, false, None),
            Err(why) => closed(None, &[], why),
        });
    }
    let business = match () {
        () if given("out_order_no") => BusinessType::Detail,
        () if given("out_request_no") || given("apply_permissions_token") => BusinessType::Enable,
        () => BusinessType::Use,
    };
    let request = json!({ "businessType": business.as_str(), form: parameters });
    match serde_json::from_value(request) {
        Ok(request) => open(app, request).await,
        Err(error) => Ok(closed(None, &[Mistake::new("json", form, error.to_string())], Closed::default())),
    }
}
