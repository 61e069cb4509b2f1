//! What was found, for people.

use crate::output::{Colour, Paint};
use crate::table::{cell, clean};
use serde_json::Value;

/// How much of a message is shown.
const SHOWN: usize = 2000;

/// One request that was looked at.
pub(super) fn diagnosis(answer: &Value, paint: Paint) -> String {
    let mut text = String::new();
    if answer["request"].is_object() {
        text.push_str(&request(&answer["request"], paint));
    } else if answer["failing"] == true {
        text.push_str(&finding(&answer["diagnosis"], paint));
    }
    if answer["failing"] == false {
        text.push_str(&format!(
            "{} let in: header, time, serial number and signature are right\n",
            paint.put(Colour::Green, "ok")
        ));
    }
    if let Some(message) = answer["message_to_sign"].as_str() {
        let shown: String = clean(message).chars().take(SHOWN).collect();
        let cut = if message.chars().count() > SHOWN { "…" } else { "" };
        let bytes = cell(&answer["message_bytes"]);
        text.push_str(&format!(
            "\n{}\n  {shown}{cut}\n",
            paint.put(Colour::Dim, &format!("MESSAGE TO SIGN ({bytes} bytes)"))
        ));
    }
    text.push_str(&comparison(&answer["comparison"], paint));
    text
}

fn comparison(compared: &Value, paint: Paint) -> String {
    if compared.is_null() {
        return String::new();
    }
    let mut text = format!("\n{}\n", paint.put(Colour::Dim, "YOUR SIGNED MESSAGE"));
    if compared["same"] == true {
        text.push_str("  the same, byte for byte\n");
    } else {
        let (at, line) = (cell(&compared["first_difference"]), cell(&compared["line"]));
        text.push_str(&format!("  differs at byte {at}, in the {line}:\n"));
        text.push_str(&format!("    yours     {}\n", cell(&compared["yours"])));
        text.push_str(&format!("    expected  {}\n", cell(&compared["expected"])));
    }
    match compared["signed_by_the_signature"].as_bool() {
        Some(true) => text.push_str("  the signature was made over it\n"),
        Some(false) => text.push_str("  but the signature was made over something else\n"),
        None => {}
    }
    text
}

/// The set-up and the latest refused requests.
pub(super) fn report(report: &Value, paint: Paint) -> String {
    let mut text = String::new();
    for check in report["checks"].as_array().into_iter().flatten() {
        let state = cell(&check["state"]);
        let colour = match state.as_str() {
            "ok" => Colour::Green,
            "bad" => Colour::Red,
            _ => Colour::Yellow,
        };
        let gap = " ".repeat(6_usize.saturating_sub(state.len()));
        text.push_str(&format!("{}{gap}{}\n", paint.put(colour, &state), cell(&check["says"])));
        if let Some(advice) = check["advice"].as_str() {
            text.push_str(&format!("      {}\n", clean(advice)));
        }
    }
    let requests = report["requests"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    if requests.is_empty() {
        text.push_str("\nno request was refused lately\n");
    } else {
        text.push_str(&format!("\n{}\n", paint.put(Colour::Dim, "REFUSED LATELY, NEWEST FIRST")));
    }
    for one in requests {
        text.push('\n');
        text.push_str(&request(one, paint));
    }
    text
}

/// A request of the journal, and why it was refused.
fn request(one: &Value, paint: Paint) -> String {
    let line = format!("{} {}", cell(&one["method"]), cell(&one["target"]));
    let mut text = format!("{} {}\n", paint.put(Colour::Bold, &cell(&one["status"])), line);
    let who = ["operation", "mchid", "at", "request_id"].map(|name| &one[name]);
    let who: Vec<String> = who.into_iter().filter(|value| !value.is_null()).map(cell).collect();
    text.push_str(&format!("  {}\n", paint.put(Colour::Dim, &who.join("  "))));
    if one["code"].is_string() {
        text.push_str(&format!("  {} {}\n", paint.put(Colour::Red, &cell(&one["code"])), cell(&one["message"])));
    }
    if one["diagnosis"].is_object() {
        text.push_str(&finding(&one["diagnosis"], paint));
    } else if one["detail"].is_object() {
        text.push_str(&crate::table::tree(&one["detail"], 2));
    }
    text
}

/// A cause, in both languages, and what to do; then the others.
fn finding(found: &Value, paint: Paint) -> String {
    let mut text = String::new();
    let others = found["also"].as_array().into_iter().flatten();
    for one in std::iter::once(found).chain(others) {
        text.push_str(&format!("  {}\n", paint.put(Colour::Yellow, &cell(&one["cause"]))));
        for name in ["explanation", "explanation_zh"] {
            text.push_str(&format!("    {}\n", cell(&one[name])));
        }
        for name in ["advice", "advice_zh"] {
            text.push_str(&format!("    -> {}\n", cell(&one[name])));
        }
    }
    text
}
