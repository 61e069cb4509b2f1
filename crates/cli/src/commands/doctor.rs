//! `payscore doctor`: why requests are refused, and whether the set-up is sound.

mod checks;
mod curl;
mod told;

use crate::args::Doctor;
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Paint, Screen};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// So many of the latest refused requests are explained.
const EXPLAINED: u16 = 5;

/// Looks at one request, or at everything. The exit code says whether something is wrong.
pub(super) fn run(args: &Doctor, screen: Screen) -> Result<ExitCode, CliError> {
    let control = Control::new(&args.connection)?;
    let Some(mut question) = question(args)? else {
        return if args.signed_message.is_some() {
            Err(CliError::MessageAlone)
        } else {
            general(args, &control, screen)
        };
    };
    if let Some(path) = &args.signed_message {
        question["signed_message_base64"] = STANDARD.encode(read(path)?).into();
    }
    let answer = control.post(&["diagnose"], &question).map_err(unknown)?;
    screen.show(&answer, told::diagnosis)?;
    let differs = answer["comparison"]["same"] == json!(false);
    Ok(code(answer["failing"] == json!(true) || differs))
}

fn code(wrong: bool) -> ExitCode {
    if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Which request to look at, if one was named.
fn question(args: &Doctor) -> Result<Option<Value>, CliError> {
    if let Some(request_id) = &args.request {
        return Ok(Some(json!({ "request_id": request_id })));
    }
    let request = match (&args.curl, &args.url) {
        (Some(command), _) if command == "-" => curl::read(&read(Path::new("-")).map(lossy)?)?,
        (Some(command), _) => curl::read(command)?,
        (None, Some(url)) => {
            let body = args.body.as_deref().map(read).transpose()?;
            let method = args.method.clone().unwrap_or_else(|| if body.is_some() { "POST" } else { "GET" }.to_owned());
            let authorization = args.authorization.iter().map(|header| value_of(header).to_owned()).collect();
            Quoted { method, url: url.clone(), authorization, body: body.unwrap_or_default() }
        }
        (None, None) => return Ok(None),
    };
    let mut question = json!({
        "method": request.method,
        "url": request.url,
        "authorization": request.authorization,
        "body_base64": STANDARD.encode(request.body),
    });
    if let Some(at) = args.at {
        question["at"] = at.into();
    }
    Ok(Some(question))
}

/// A request by its parts.
#[derive(Debug, PartialEq)]
struct Quoted {
    method: String,
    url: String,
    authorization: Vec<String>,
    body: Vec<u8>,
}

/// The header's value, though its name was copied, too.
fn value_of(header: &str) -> &str {
    match header.split_once(':') {
        Some((name, value)) if name.eq_ignore_ascii_case("authorization") => value.trim(),
        _ => header.trim(),
    }
}

/// A file's bytes; `-` is stdin.
fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    read.map_err(|source| CliError::ReadFile { path: path.to_owned(), source })
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn unknown(error: CliError) -> CliError {
    match error {
        CliError::Api { status: 404, message, .. } => CliError::UnknownRequest { said: message },
        other => other,
    }
}

/// The set-up, and the latest refused requests.
fn general(args: &Doctor, control: &Control, screen: Screen) -> Result<ExitCode, CliError> {
    let (checks, reached) = checks::all(control, args.data.as_deref());
    let requests = if reached {
        let query = [("failing", Some("true".to_owned())), ("limit", Some(EXPLAINED.to_string()))];
        control.get(&["requests"], &query)?["requests"].clone()
    } else {
        json!([])
    };
    // What an operation refuses is its answer, not a fault; a request turned away at the door is one.
    let turned_away = requests.as_array().is_some_and(|requests| requests.iter().any(|one| one["status"] == 401));
    let wrong = turned_away || checks.iter().any(|check| check["state"] == "bad");
    let report = json!({ "wrong": wrong, "checks": checks, "requests": requests });
    screen.show(&report, |report: &Value, paint: Paint| told::report(report, paint))?;
    Ok(code(wrong))
}
