//! The parameters as a mini program, a web page or an app gives them.

use super::mistake::Mistake;
use payscore_wire::launch::BusinessType;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Map, Value};

/// `wx.openBusinessView({businessType, extraData})` of a mini program, `{businessType, queryString}` of a web page,
/// `businessType` and `query` of an app.
#[derive(Deserialize)]
pub(crate) struct LaunchRequest {
    #[serde(rename = "businessType", alias = "business_type")]
    business_type: String,
    #[serde(rename = "extraData", alias = "extra_data")]
    extra_data: Option<Map<String, Value>>,
    #[serde(rename = "queryString", alias = "query_string", alias = "query")]
    query_string: Option<String>,
}

/// What was understood of it.
pub(crate) struct Given {
    pub(super) business: Option<BusinessType>,
    pub(super) pairs: Vec<(String, String)>,
}

impl Given {
    pub(super) fn read(request: LaunchRequest, mistakes: &mut Vec<Mistake>) -> Self {
        let business = read_business_type(&request.business_type, mistakes);
        let pairs = match (request.extra_data, request.query_string) {
            (Some(data), None) => read_object(data, mistakes),
            (None, Some(query)) => read_query(&query, mistakes),
            _ => {
                let issue = "give either extraData (mini programs) or queryString (web pages, apps)";
                mistakes.push(Mistake::new("parameters", "extraData", issue));
                return Self { business: None, pairs: Vec::new() };
            }
        };
        Self { business, pairs }
    }

    /// The value of a parameter; an empty one is none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

fn read_business_type(name: &str, mistakes: &mut Vec<Mistake>) -> Option<BusinessType> {
    let business = BusinessType::named(name);
    if business.is_none() {
        let meant = BusinessType::ALL.into_iter().find(|business| business.as_str().eq_ignore_ascii_case(name.trim()));
        let issue = match meant {
            Some(meant) => format!("{name:?} should be spelled {meant}"),
            None => {
                let all: Vec<&str> = BusinessType::ALL.into_iter().map(BusinessType::as_str).collect();
                format!("{name:?} is none; there are {}", all.join(", "))
            }
        };
        mistakes.push(Mistake::new("business_type", "businessType", issue));
    }
    business
}

fn read_object(data: Map<String, Value>, mistakes: &mut Vec<Mistake>) -> Vec<(String, String)> {
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => (name, text),
        other => {
            let issue = format!("it has to be a string: \"{other}\" in quotes");
            mistakes.push(Mistake::new("not_a_string", &name, issue));
            (name, other.to_string())
        }
    };
    data.into_iter().map(text).collect()
}

fn read_query(query: &str, mistakes: &mut Vec<Mistake>) -> Vec<(String, String)> {
    if query.contains("×tamp=") {
        let issue = "\"×tamp\" is \"&timestamp\" as a web page shows it: copied from there, `&times` became `×`";
        mistakes.push(Mistake::new("html_entity", "timestamp", issue));
    }
    let query = query.replace("×tamp=", "&timestamp=");
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    // Whoever breaks a long line in two means no line break.
    let parts = query.split('&').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').map_or((decoded(part), String::new()), |(n, v)| (decoded(n), decoded(v))))
        .collect()
}
