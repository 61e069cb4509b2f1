//! `payscore launch`

use crate::args::Launch;
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen};
use crate::table::{Table, cell};
use serde_json::Value;
use std::io::Read;
use std::path::Path;

/// Asks what the phone would make of launch parameters.
pub(super) fn run(control: &Control, command: &Launch, screen: Screen) -> Result<(), CliError> {
    let Launch::Check { file } = command;
    let request = read(file)?;
    let answer = control.post(&["launch"], &request)?;
    screen.show(&answer, text)?;
    let mistakes = answer["mistakes"].as_array().map_or(0, Vec::len);
    if answer["ok"] == true { Ok(()) } else { Err(CliError::Launch { mistakes }) }
}

fn read(file: &Path) -> Result<Value, CliError> {
    let unusable = |reason: String| CliError::LaunchFile { path: file.to_owned(), reason };
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text).map(|_| ())
    } else {
        std::fs::read_to_string(file).map(|read| text = read)
    };
    read.map_err(|error| unusable(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| unusable(error.to_string()))
}

fn text(answer: &Value, paint: Paint) -> String {
    if answer["ok"] == true {
        let page = &answer["opens"];
        let words = format!("opens {} of merchant {}", cell(&page["page"]), cell(&page["mchid"]));
        return format!("{}\n  {}\n", paint.put(Colour::Green, &words), cell(&page["link"]));
    }
    let mut table = Table::new(["field", "what is wrong"]);
    for mistake in answer["mistakes"].as_array().into_iter().flatten() {
        table.row([cell(&mistake["field"]), cell(&mistake["issue"])]);
    }
    let mut text = table.render(paint);
    if let Some(signed) = answer["signed_text"].as_str() {
        text.push_str(&format!(
            "\nto be signed, with &key= and the APIv2 key at its end:\n  {}\n",
            cell(&signed.into())
        ));
    }
    text
}
