//! `payscore fault`

use crate::args::{Count, Fault, NewFault};
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Paint, Screen};
use crate::table::{Table, cell};
use serde_json::{Value, json};

/// Lists, sets or takes away faults.
pub(super) fn run(control: &Control, command: Fault, screen: Screen) -> Result<(), CliError> {
    let faults = match command {
        Fault::List => control.get(&["faults"], &[])?,
        Fault::Clear => control.delete(&["faults"])?,
        Fault::Remove { id } => control.delete(&["faults", &id.to_string()])?,
        Fault::Add(new) => control.post(&["faults"], &rule(&new))?,
    };
    screen.show(&faults, text)
}

/// What is not given is `null`, which the server takes for nothing.
fn rule(new: &NewFault) -> Value {
    let count = match new.count {
        Count::Times(times) => json!(times),
        Count::Unlimited => json!("unlimited"),
    };
    json!({
        "fault": new.fault.name(),
        "operation": new.operation,
        "event_type": new.event_type,
        "mchid": new.mchid,
        "order": new.order,
        "count": count,
        "probability": new.probability,
        "seed": new.seed,
        "milliseconds": new.milliseconds,
        "seconds": new.seconds,
    })
}

fn text(answer: &Value, paint: Paint) -> String {
    let faults = answer["faults"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    if faults.is_empty() {
        return "no faults: calls are answered as they should be\n".to_owned();
    }
    let mut table = Table::new(["id", "fault", "left", "struck", "strikes"]);
    for fault in faults {
        let of = |field: &str| cell(&fault[field]);
        table.row([of("id"), of("fault"), of("left"), of("struck"), strikes(fault)]);
    }
    table.render(paint)
}

/// Whom it strikes, and how.
fn strikes(fault: &Value) -> String {
    const NAMED: [&str; 8] =
        ["operation", "event_type", "mchid", "order", "probability", "seed", "milliseconds", "seconds"];
    let given = NAMED.into_iter().filter(|field| !fault[field].is_null());
    let given: Vec<String> = given.map(|field| format!("{field} {}", cell(&fault[field]))).collect();
    if given.is_empty() { "any".to_owned() } else { given.join(", ") }
}
