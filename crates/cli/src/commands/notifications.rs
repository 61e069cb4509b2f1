//! `payscore notifications`

use crate::args::Notifications;
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen};
use crate::table::{Table, cell, standing, tree};
use serde_json::{Value, json};

/// Lists, shows or sends again.
pub(super) fn run(control: &Control, command: Notifications, screen: Screen) -> Result<(), CliError> {
    match command {
        Notifications::List { order, mchid, limit } => {
            let query = [("out_order_no", order), ("mchid", mchid), ("limit", Some(limit.to_string()))];
            screen
                .show(&control.get(&["notifications"], &query)?, |answer, paint| list(&answer["notifications"], paint))
        }
        Notifications::Show { id } => {
            let notification = control.get(&["notifications", &id], &[]).map_err(unknown)?;
            screen.show(&notification, show)
        }
        Notifications::Resend { id } => {
            let notification = control.post(&["notifications", &id, "resend"], &json!({})).map_err(unknown)?;
            screen.show(&notification, resent)
        }
    }
}

/// Notifications as a table.
pub(super) fn list(notifications: &Value, paint: Paint) -> String {
    let notifications = notifications.as_array().map_or(&[] as &[Value], Vec::as_slice);
    if notifications.is_empty() {
        return "no notifications\n".to_owned();
    }
    let mut table = Table::new(["id", "event", "order", "status", "tries", "last answer", "url"]);
    for notification in notifications {
        let attempts = notification["attempts"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        table.row([
            cell(&notification["id"]),
            cell(&notification["event_type"]),
            cell(&notification["out_order_no"]),
            cell(&notification["status"]),
            attempts.len().to_string(),
            attempts.last().map_or("-".to_owned(), outcome),
            cell(&notification["url"]),
        ]);
    }
    table.render(paint)
}

fn show(notification: &Value, paint: Paint) -> String {
    let status = cell(&notification["status"]);
    let mut text = format!(
        "{}  {}\norder {} of merchant {}, made {}\nto {}\n",
        paint.put(Colour::Bold, &cell(&notification["event_type"])),
        paint.maybe(standing(&status), &status),
        cell(&notification["out_order_no"]),
        cell(&notification["mchid"]),
        cell(&notification["create_time"]),
        cell(&notification["url"]),
    );
    if !notification["next_attempt"].is_null() {
        text.push_str(&format!("next attempt {}\n", cell(&notification["next_attempt"])));
    }
    let mut attempts = Table::new(["try", "at", "answer", "ms", "body"]);
    for attempt in notification["attempts"].as_array().into_iter().flatten() {
        let (number, at) = (cell(&attempt["number"]), cell(&attempt["at"]));
        attempts.row([number, at, outcome(attempt), cell(&attempt["duration_ms"]), cell(&attempt["response_body"])]);
    }
    text.push_str(&format!("\n{}", attempts.render(paint)));
    text.push_str(&format!("\n{}\n{}", paint.put(Colour::Dim, "PLAINTEXT"), tree(&notification["plaintext"], 0)));
    text
}

fn resent(notification: &Value, _: Paint) -> String {
    let (event, number) = (cell(&notification["event_type"]), cell(&notification["out_order_no"]));
    let (url, id) = (cell(&notification["url"]), cell(&notification["id"]));
    format!("{event} of order {number} is sent again to {url}\n`payscore notifications show {id}` shows the answer\n")
}

/// The status of an answer, or why there is none; and the fault that struck it.
fn outcome(attempt: &Value) -> String {
    let (status, error) = (&attempt["status"], &attempt["error"]);
    let outcome = if status.is_null() { cell(error) } else { format!("HTTP {}", cell(status)) };
    match attempt["fault"].as_str() {
        Some(fault) => format!("{outcome} [{fault}]"),
        None => outcome,
    }
}

fn unknown(error: CliError) -> CliError {
    match error {
        CliError::Api { status: 404, message, .. } => CliError::UnknownNotification { said: message },
        other => other,
    }
}
