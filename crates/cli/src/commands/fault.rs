//! `payscore fault`

use crate::args::{Fault, FaultKind};
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Paint, Screen};
use crate::table::{Table, cell};
use serde_json::{Value, json};

/// Lists, sets or clears faults.
pub(super) fn run(control: &Control, command: Fault, screen: Screen) -> Result<(), CliError> {
    let faults = match command {
        Fault::List => control.get(&["faults"], &[])?,
        Fault::Clear => control.delete(&["faults"])?,
        Fault::Add { fault, operation, mchid, count } => {
            let fault = match fault {
                FaultKind::SystemError => "SYSTEM_ERROR",
                FaultKind::FrequencyLimited => "FREQUENCY_LIMITED",
            };
            let rule = json!({ "fault": fault, "operation": operation, "mchid": mchid, "count": count });
            control.post(&["faults"], &rule)?
        }
    };
    screen.show(&faults, text)
}

fn text(answer: &Value, paint: Paint) -> String {
    let faults = answer["faults"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    if faults.is_empty() {
        return "no faults: calls are answered as they should be\n".to_owned();
    }
    let mut table = Table::new(["fault", "calls left", "merchant", "operation"]);
    for fault in faults {
        let any = |field: &str| if fault[field].is_null() { "any".to_owned() } else { cell(&fault[field]) };
        table.row([cell(&fault["fault"]), cell(&fault["count"]), any("mchid"), any("operation")]);
    }
    table.render(paint)
}
