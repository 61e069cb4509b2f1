//! What is asked of the server: the merchant's calls and the users' acts.

use super::{Came, Failure, Runner, World};
use crate::error::CliError;
use crate::scenario::step::{Operation, Refusal};
use payscore::Error;
use serde_json::{Map, Value, json};

/// What stands for a code where no answer came, as files name it.
const NO_ANSWER: &str = "NO_ANSWER";
/// The same where one came that WeChat Pay has not signed.
const UNTRUSTED_ANSWER: &str = "UNTRUSTED_ANSWER";

/// Signs and sends what the merchant wants; `with` holds the path's variables, the query and the body.
pub(super) fn call(
    runner: &Runner<'_>,
    operation: &Operation,
    mut with: Map<String, Value>,
    wanted: &Refusal,
) -> Result<Came, Failure> {
    // What stands in double braces is ours; what is left in single ones is the SDK's to fill in.
    let path = runner.text("call", &operation.path)?;
    let mut chain = runner.world.client.chain(path.trim_start_matches('/'));
    for name in variables(&path) {
        let value = match with.remove(name) {
            Some(value) => value,
            // Nearly every path is about the order.
            None if name == "out_order_no" => runner.order.clone().into(),
            None => return Err(Failure::new("with", format!("the path {path} needs {name}"))),
        };
        chain = chain.with(name, text(&value));
    }
    let query: Vec<(String, String)> = match operation.method.as_str() {
        "GET" => std::mem::take(&mut with).into_iter().map(|(name, value)| (name, text(&value))).collect(),
        _ => {
            operation.beside.iter().filter_map(|name| Some(((*name).to_owned(), text(&with.remove(*name)?)))).collect()
        }
    };
    if !query.is_empty() {
        chain = chain.query(&query);
    }
    let answer = match operation.method.as_str() {
        "GET" => chain.get(),
        "POST" => chain.post(&with),
        "PUT" => chain.put(&with),
        "PATCH" => chain.patch(&with),
        _ if with.is_empty() => chain.delete(),
        _ => chain.delete_with(&with),
    };
    let answered = match answer {
        Ok(answer) => Answered { status: answer.status.as_u16(), code: String::new(), value: answer.value },
        Err(Error::Api(error)) => {
            let value = serde_json::from_slice(&error.body).unwrap_or_default();
            Answered { status: error.status.as_u16(), code: error.code.clone(), value }
        }
        Err(error @ Error::Transport(_)) => Answered::none(NO_ANSWER, &error),
        Err(error @ Error::Signature(_)) => Answered::none(UNTRUSTED_ANSWER, &error),
        Err(error) => return Err(Failure::new("call", error.to_string())),
    };
    answered.against(wanted)
}

fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Lets a user act.
pub(super) fn user(
    world: &World,
    [records, verb]: [&str; 2],
    of: &str,
    by: &str,
    mut with: Map<String, Value>,
    wanted: &Refusal,
) -> Result<Came, Failure> {
    // Whoever authorizes unasked is the record.
    let of = if records == "users" { by } else { of };
    if !by.is_empty() && records != "users" {
        with.insert("openid".to_owned(), by.into());
    }
    let answered = match world.control.post(&[records, world.mchid(), of, verb], &with.into()) {
        Ok(value) => Answered { status: 200, code: String::new(), value },
        Err(CliError::Api { status, code, message }) => {
            let value = json!({ "code": code, "message": message });
            Answered { status, code, value }
        }
        Err(error) => return Err(Failure::new("user", error.to_string())),
    };
    answered.against(wanted)
}

struct Answered {
    status: u16,
    code: String,
    value: Value,
}

impl Answered {
    /// None, or none that can be believed.
    fn none(code: &str, error: &Error) -> Self {
        Self { status: 0, code: code.to_owned(), value: json!({ "message": error.to_string() }) }
    }

    fn against(self, wanted: &Refusal) -> Result<Came, Failure> {
        let Self { status, code, value } = self;
        let got = match (status, code.as_str()) {
            (0, code) => code.to_owned(),
            (status, "") => status.to_string(),
            (status, code) => format!("{status} {code}"),
        };
        let message = value["message"].as_str().filter(|_| !code.is_empty());
        let more = message.map_or(String::new(), |message| format!(": {message}"));
        let failure =
            |field, wanted: String| Failure::new(field, format!("wanted {wanted}, got {got}{more}")).with(&value);
        if let Some(wanted) = wanted.status.filter(|wanted| *wanted != status) {
            return Err(failure("status", wanted.to_string()));
        }
        if let Some(wanted) = wanted.code.as_ref().filter(|wanted| **wanted != code) {
            return Err(failure("code", wanted.clone()));
        }
        if wanted.is_none() && !(200..300).contains(&status) {
            return Err(failure("status", "a success".to_owned()));
        }
        let state = value["state"].as_str().map_or(String::new(), |state| format!(" {state}"));
        let declined = if value["declined"] == true { " declined" } else { "" };
        Ok(Came { short: format!("{got}{state}{declined}"), value })
    }
}
