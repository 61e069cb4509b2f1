//! `payscore logs`: the requests that the server was sent, one line each.

use crate::args::Logs;
use crate::control::Control;
use crate::error::CliError;
use crate::events::keep_watching;
use crate::interrupt::unless_interrupted;
use crate::output::{Colour, Paint, Screen, print, tell};
use crate::table::{cell, clean};
use serde_json::Value;

/// The most that the server lists at once.
const PAGE: u16 = 500;

/// Shows what there is, and what comes.
pub(super) fn run(args: Logs, screen: Screen) -> Result<(), CliError> {
    let control = Control::new(&args.connection)?;
    if !args.follow {
        return Log { control, args, screen }.show(None).map(drop);
    }
    let log = Log { control, args, screen };
    unless_interrupted(move || Err::<(), _>(keep_watching(|again| log.follow(again)))).map(drop)
}

struct Log {
    control: Control,
    args: Logs,
    screen: Screen,
}

impl Log {
    /// Shows what comes, up to the stream's end.
    fn follow(&self, again: bool) -> Result<(), CliError> {
        // Opened before the first look: what comes in between is not missed.
        let mut events = self.control.events(&["events"], &[])?;
        if again {
            tell("following again\n");
        }
        // A server that was restarted counts anew, and all that it has is new.
        let mut seen = self.show(again.then_some(0))?;
        while let Some(event) = events.next() {
            if event.data.as_str().is_some_and(|topics| topics.split(' ').any(|topic| topic == "requests")) {
                seen = self.show(Some(seen))?.max(seen);
            }
        }
        Ok(())
    }

    /// Shows what came after the request of this number, oldest first; the number of the latest.
    fn show(&self, after: Option<u64>) -> Result<u64, CliError> {
        let Logs { mchid, operation, status, failing, limit, .. } = &self.args;
        let query = [
            ("mchid", mchid.clone()),
            ("operation", operation.clone()),
            ("status", status.map(|status| status.to_string())),
            ("failing", failing.then(|| "true".to_owned())),
            ("after", after.map(|number| number.to_string())),
            ("limit", Some(after.map_or(*limit, |_| PAGE).to_string())),
        ];
        let answer = self.control.get(&["requests"], &query)?;
        let requests = answer["requests"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        for request in requests.iter().rev() {
            let line = if self.screen.json { request.to_string() } else { line(request, self.screen.paint) };
            print(&format!("{line}\n"))?;
        }
        Ok(requests.first().and_then(|latest| latest["number"].as_u64()).unwrap_or(after.unwrap_or(0)))
    }
}

fn line(request: &Value, paint: Paint) -> String {
    let at = request["at"].as_str().and_then(|at| at.get(11..19)).unwrap_or("--:--:--");
    let status = request["status"].as_u64().unwrap_or(0);
    let colour = match status {
        200..400 => Colour::Green,
        400..500 => Colour::Yellow,
        _ => Colour::Red,
    };
    let milliseconds = request["duration_ms"].as_f64().unwrap_or(0.0);
    let mut line = format!(
        "{}  {}  {:<4} {}  {}  {milliseconds:.1} ms",
        paint.put(Colour::Dim, at),
        paint.put(colour, &status.to_string()),
        cell(&request["method"]),
        cell(&request["target"]),
        paint.put(Colour::Dim, &cell(&request["mchid"])),
    );
    if let Some(why) = why(request) {
        line.push_str(&format!("  {}", paint.put(colour, &why)));
    }
    line
}

/// What was wrong: of a wrong signature the cause, of others the code and the message.
fn why(request: &Value) -> Option<String> {
    let diagnosis = &request["diagnosis"];
    if let Some(cause) = diagnosis["cause"].as_str() {
        return Some(format!("{cause}: {}", cell(&diagnosis["explanation"])));
    }
    let code = request["code"].as_str()?;
    Some(clean(&format!("{code} {}", request["message"].as_str().unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_names_the_cause() {
        let mut request = json!({
            "at": "2026-11-21T14:31:02+08:00", "status": 401, "method": "GET", "target": "/v3/certificates",
            "duration_ms": 1.26, "code": "SIGN_ERROR", "message": "错误的签名",
            "diagnosis": { "cause": "query_not_signed", "explanation": "The query was left out." },
        });
        let begin = "14:31:02  401  GET  /v3/certificates  -  1.3 ms";
        assert_eq!(line(&request, Paint::PLAIN), format!("{begin}  query_not_signed: The query was left out."));
        request["diagnosis"] = Value::Null;
        assert_eq!(line(&request, Paint::PLAIN), format!("{begin}  SIGN_ERROR 错误的签名"));
    }
}
