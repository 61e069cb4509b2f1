//! A step: what a file may say in one, and what is meant by it.

use super::mistake::did_you_mean;
use super::template;
use crate::duration;
use payscore::api::spec::OperationSpec;
use payscore::api::{operation_at, operations};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What users do, and where the control API has it: the record's path, the act, and what it is about.
const ACTS: &[(&str, &str, &str)] = &[
    ("confirm", "orders", "confirm"),
    ("decline", "orders", "decline"),
    ("pay", "orders", "pay"),
    ("sign", "sign-plans", "sign"),
    ("cancel_sign_plan", "sign-plans", "cancel"),
    ("close_service", "sign-plans", "close-service"),
    ("open_permission", "permissions", "open"),
    ("close_permission", "permissions", "close"),
    ("authorize", "users", "authorize"),
    ("approve", "service-account-applications", "approve"),
    ("reject", "service-account-applications", "reject"),
    ("settle_refund", "refunds", "settle"),
];

/// Records by name, and where the control API has them.
const RECORDS: &[(&str, &str)] = &[
    ("order", "orders"),
    ("permission", "permissions"),
    ("plan", "plans"),
    ("sign_plan", "sign-plans"),
    ("refund", "refunds"),
    ("service_account", "service-account-applications"),
];

/// How a notification can stand.
const DELIVERIES: &[&str] = &["delivered", "pending", "failed", "unaddressed", "any"];

/// A step as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    note: Option<String>,
    call: Option<String>,
    user: Option<String>,
    advance: Option<String>,
    fault: Option<Map<String, Value>>,
    notification: Option<String>,
    state: Option<String>,
    with: Option<Map<String, Value>>,
    #[serde(rename = "as")]
    by: Option<String>,
    of: Option<String>,
    record: Option<String>,
    status: Option<u16>,
    code: Option<String>,
    expect: Option<Value>,
    save: Option<BTreeMap<String, String>>,
    delivery: Option<String>,
    attempts: Option<u64>,
}

/// A step that can be run.
#[derive(Debug)]
pub(super) struct Step {
    /// Where it begins.
    pub(super) line: usize,
    /// What its author calls it.
    pub(super) note: Option<String>,
    /// What is done.
    pub(super) action: Action,
    /// What the answer has to have, and what is kept of it.
    pub(super) expect: Value,
    save: BTreeMap<String, String>,
}

/// What is done in a step. Texts and values are templates.
#[derive(Debug)]
pub(super) enum Action {
    /// The merchant calls an operation.
    Call { operation: Operation, with: Map<String, Value>, refusal: Refusal },
    /// A user does something.
    User {
        act: &'static str,
        path: [&'static str; 2],
        of: String,
        by: String,
        with: Map<String, Value>,
        refusal: Refusal,
    },
    /// Time passes.
    Advance { seconds: u32 },
    /// The server is told to fail.
    Fault { rule: Map<String, Value> },
    /// A notification has come, or has not.
    Notification { event: String, of: String, delivery: &'static str, attempts: Option<u64> },
    /// A record is in a state.
    State { state: String, path: &'static str, of: String },
}

/// Which operation: a declared one, or whatever else is asked for.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    /// Parameters after the question mark beside a body.
    pub(super) beside: Vec<&'static str>,
    pub(super) name: String,
}

/// How a call has to be refused; none of both: it has to succeed.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    pub(super) status: Option<u16>,
    pub(super) code: Option<String>,
}

impl Refusal {
    /// Whether a success is wanted.
    pub(super) fn is_none(&self) -> bool {
        self.code.is_none() && self.status.is_none_or(|status| status < 300)
    }
}

/// Which field, and what is wrong.
type Wrong = (Option<String>, String);

fn wrong<T>(field: &str, what: impl Into<String>) -> Result<T, Wrong> {
    Err((Some(field.to_owned()), what.into()))
}

impl Step {
    /// What is meant; `known` are the variables that the file has made so far.
    pub(super) fn check(raw: RawStep, line: usize, known: &[String]) -> Result<Self, Wrong> {
        check_templates(&raw, known)?;
        let action = action(&raw)?;
        allowed(&raw, &action)?;
        let expect = raw.expect.unwrap_or(Value::Null);
        let save = raw.save.unwrap_or_default();
        if let Some(name) = save.keys().find(|name| !template::is_name(name)) {
            return wrong("save", format!("`{name}` is no name: letters, digits and _"));
        }
        Ok(Self { line, note: raw.note, action, expect, save })
    }

    /// The variables that it makes.
    pub(super) fn saved(&self) -> impl Iterator<Item = &String> {
        self.save.keys()
    }

    /// The variables that it makes, and where in the answer they are.
    pub(super) fn saves(&self) -> impl Iterator<Item = (&String, &String)> {
        self.save.iter()
    }
}

fn check_templates(raw: &RawStep, known: &[String]) -> Result<(), Wrong> {
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::String);
    let table = |table: &Option<Map<String, Value>>| table.clone().map_or(Value::Null, Value::Object);
    for (field, value) in [
        ("call", text(&raw.call)),
        ("with", table(&raw.with)),
        ("fault", table(&raw.fault)),
        ("as", text(&raw.by)),
        ("of", text(&raw.of)),
        ("expect", raw.expect.clone().unwrap_or_default()),
    ] {
        template::check(&value, known).map_err(|what| (Some(field.to_owned()), what))?;
    }
    Ok(())
}

fn action(raw: &RawStep) -> Result<Action, Wrong> {
    let of = || raw.of.clone().unwrap_or_else(|| "{{order}}".to_owned());
    let refusal = || Refusal { status: raw.status, code: raw.code.clone() };
    let with = || raw.with.clone().unwrap_or_default();
    match (&raw.call, &raw.user, &raw.advance, &raw.fault, &raw.notification, &raw.state) {
        (Some(call), None, None, None, None, None) => {
            Ok(Action::Call { operation: operation(call)?, with: with(), refusal: refusal() })
        }
        (None, Some(user), None, None, None, None) => {
            let Some(&(act, records, verb)) = ACTS.iter().find(|(act, ..)| act == user) else {
                return wrong("user", format!("no act `{user}`{}", one_of(user, ACTS.iter().map(|(act, ..)| *act))));
            };
            let by = raw.by.clone().unwrap_or_default();
            if act == "authorize" && by.is_empty() {
                return wrong("user", "authorize needs `as`: which user");
            }
            Ok(Action::User { act, path: [records, verb], of: of(), by, with: with(), refusal: refusal() })
        }
        (None, None, Some(by), None, None, None) => match duration::parse(by) {
            Ok(seconds) => Ok(Action::Advance { seconds }),
            Err(what) => wrong("advance", format!("`{by}` is none: {what}")),
        },
        (None, None, None, Some(rule), None, None) => Ok(Action::Fault { rule: rule.clone() }),
        (None, None, None, None, Some(event), None) => notification(raw, event, of()),
        (None, None, None, None, None, Some(state)) => {
            let record = raw.record.as_deref().unwrap_or("order");
            let Some((_, path)) = RECORDS.iter().find(|(name, _)| *name == record) else {
                let known = RECORDS.iter().map(|(name, _)| *name);
                return wrong("record", format!("no kind of record `{record}`{}", one_of(record, known)));
            };
            Ok(Action::State { state: state.clone(), path, of: of() })
        }
        _ => Err((
            None,
            "one of call, user, advance, fault, notification, state: a step does exactly one thing".to_owned(),
        )),
    }
}

fn notification(raw: &RawStep, event: &str, of: String) -> Result<Action, Wrong> {
    let event = event.to_ascii_uppercase();
    let event = if event.contains('.') { event } else { format!("PAYSCORE.{event}") };
    let wanted = raw.delivery.as_deref().unwrap_or("delivered");
    let Some(delivery) = DELIVERIES.iter().find(|known| **known == wanted) else {
        return wrong("delivery", format!("no `{wanted}`{}", one_of(wanted, DELIVERIES.iter().copied())));
    };
    Ok(Action::Notification { event, of, delivery, attempts: raw.attempts })
}

fn operation(call: &str) -> Result<Operation, Wrong> {
    let declared = |spec: &OperationSpec, path: &str| Operation {
        method: spec.method.to_owned(),
        path: path.to_owned(),
        beside: spec.query_fields.iter().map(|field| field.name).filter(|_| spec.method != "GET").collect(),
        name: spec.name.to_owned(),
    };
    match call.split_once(' ') {
        None => match operations().find(|spec| spec.name == call) {
            Some(spec) => Ok(declared(spec, spec.path)),
            None => {
                let near = did_you_mean(call, operations().map(|spec| spec.name));
                wrong("call", format!("no operation `{call}`{near} A name of openapi.json, or `POST /v3/…`"))
            }
        },
        Some((method, path)) => {
            let (method, path) = (method.trim(), path.trim());
            if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) {
                return wrong("call", format!("no method `{method}`: GET, POST, PUT, PATCH or DELETE"));
            }
            if !path.starts_with("/v3/") || path.contains('?') {
                return wrong(
                    "call",
                    format!("`{path}` should begin with /v3/ and have no query: that goes into `with`"),
                );
            }
            let plain = path.replace("{{", "{").replace("}}", "}");
            let known = operation_at(method, &plain).map(|spec| declared(spec, path));
            Ok(known.unwrap_or_else(|| Operation {
                method: method.to_owned(),
                path: path.to_owned(),
                beside: Vec::new(),
                name: format!("{method} {path}"),
            }))
        }
    }
}

/// What a step may say besides what it does.
fn allowed(raw: &RawStep, action: &Action) -> Result<(), Wrong> {
    let (kind, fields): (_, &[&str]) = match action {
        Action::Call { .. } => ("call", &["with", "status", "code", "expect", "save"]),
        Action::User { .. } => ("user", &["with", "as", "of", "status", "code", "expect", "save"]),
        Action::Advance { .. } => ("advance", &["expect", "save"]),
        Action::Fault { .. } => ("fault", &[]),
        Action::Notification { .. } => ("notification", &["of", "delivery", "attempts", "expect", "save"]),
        Action::State { .. } => ("state", &["of", "record", "expect", "save"]),
    };
    let given = json!({
        "with": raw.with.is_some(), "as": raw.by.is_some(), "of": raw.of.is_some(), "record": raw.record.is_some(),
        "status": raw.status.is_some(), "code": raw.code.is_some(), "expect": raw.expect.is_some(),
        "save": raw.save.is_some(), "delivery": raw.delivery.is_some(), "attempts": raw.attempts.is_some(),
    });
    let mut given = given.as_object().into_iter().flatten().filter(|(_, is_given)| **is_given == true);
    match given.find(|(field, _)| !fields.contains(&field.as_str())) {
        Some((field, _)) if fields.is_empty() => wrong(field, format!("a step with `{kind}` has nothing else")),
        Some((field, _)) => wrong(field, format!("a step with `{kind}` may have {} besides", fields.join(", "))),
        None => Ok(()),
    }
}

fn one_of<'a>(given: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let near = did_you_mean(given, known.clone());
    if near.is_empty() { format!("; there are {}", known.collect::<Vec<_>>().join(", ")) } else { near }
}
