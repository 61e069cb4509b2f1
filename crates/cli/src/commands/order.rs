//! `payscore order`

use super::notifications;
use crate::args::{Act, Order, OrderName};
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen};
use crate::table::{Table, cell, clean, standing, tree};
use serde_json::{Value, json};

/// Lists, shows, or plays the user.
pub(super) fn run(control: &Control, command: Order, screen: Screen) -> Result<(), CliError> {
    match command {
        Order::List { mchid, state, limit, before } => {
            let query = [
                ("mchid", mchid),
                // States are upper case on the wire; people type as they like.
                ("state", state.map(|state| state.to_ascii_uppercase())),
                ("limit", Some(limit.to_string())),
                ("before", before.map(|before| before.to_string())),
            ];
            screen.show(&control.get(&["orders"], &query)?, list)
        }
        Order::Show(name) => screen.show(&find(control, &name)?, show),
        Order::Confirm(act) => play(control, &act, "confirm", screen),
        Order::Decline(act) => play(control, &act, "decline", screen),
        Order::Pay(act) => play(control, &act, "pay", screen),
    }
}

fn play(control: &Control, act: &Act, what: &str, screen: Screen) -> Result<(), CliError> {
    let mchid = match &act.order.mchid {
        Some(mchid) => mchid.clone(),
        None => find(control, &act.order)?["mchid"].as_str().unwrap_or_default().to_owned(),
    };
    let body = act.openid.as_ref().map_or(json!({}), |openid| json!({ "openid": openid }));
    let path = ["orders", &mchid, &act.order.number, what];
    screen.show(&control.post(&path, &body).map_err(unknown)?, played)
}

/// The order as `show` answers it: the named merchant's, or the only one of this number.
fn find(control: &Control, name: &OrderName) -> Result<Value, CliError> {
    let number = name.number.as_str();
    if let Some(mchid) = &name.mchid {
        return control.get(&["orders", mchid, number], &[]).map_err(unknown);
    }
    let merchants = control.get(&["merchants"], &[])?;
    let mchids =
        merchants["merchants"].as_array().into_iter().flatten().filter_map(|merchant| merchant["mchid"].as_str());
    let mut found = Vec::new();
    for mchid in mchids {
        match control.get(&["orders", mchid, number], &[]) {
            Ok(order) => found.push((mchid.to_owned(), order)),
            Err(CliError::Api { status: 404, .. }) => {}
            Err(error) => return Err(error),
        }
    }
    match found.len() {
        0 | 1 => found.pop().map(|(_, order)| order).ok_or_else(|| no_merchant_has(number)),
        _ => {
            let merchants = found.into_iter().map(|(mchid, _)| mchid).collect();
            Err(CliError::Ambiguous { number: clean(number), merchants })
        }
    }
}

fn no_merchant_has(number: &str) -> CliError {
    CliError::UnknownOrder { said: format!("no merchant has an order {}", clean(number)) }
}

fn unknown(error: CliError) -> CliError {
    match error {
        // 404 with another code is a user that does not exist.
        CliError::Api { status: 404, code, message } if code == "RESOURCE_NOT_EXISTS" => {
            CliError::UnknownOrder { said: message }
        }
        other => other,
    }
}

fn list(answer: &Value, paint: Paint) -> String {
    let orders = answer["orders"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    if orders.is_empty() {
        return "no orders: `payscore demo` makes one\n".to_owned();
    }
    let mut table = Table::new(["number", "merchant", "kind", "state", "created", "user"]);
    for order in orders {
        table.row([
            cell(&order["out_order_no"]),
            cell(&order["mchid"]),
            cell(&order["kind"]),
            state(order),
            cell(&order["created_at"]),
            cell(&order["openid"]),
        ]);
    }
    let mut text = table.render(paint);
    if let Some(next) = answer["next"].as_i64() {
        text.push_str(&paint.put(Colour::Dim, &format!("more with --before {next}")));
        text.push('\n');
    }
    text
}

fn show(order: &Value, paint: Paint) -> String {
    let heading = |text: &str| paint.put(Colour::Dim, text);
    let state = state(order);
    let mut text = format!(
        "{}  {}\n{} of merchant {}, service {}, created {}\n",
        paint.put(Colour::Bold, &cell(&order["out_order_no"])),
        paint.maybe(standing(&state), &state),
        cell(&order["kind"]),
        cell(&order["mchid"]),
        cell(&order["service_id"]),
        cell(&order["created_at"]),
    );
    if !order["next_due"].is_null() {
        text.push_str(&format!("something happens by itself at {}\n", cell(&order["next_due"])));
    }
    text.push_str(&format!("\n{}\n{}", heading("AS QUERIED"), tree(&order["order"], 0)));
    let mut timeline = Table::new(["at", "what happened"]);
    for entry in order["timeline"].as_array().into_iter().flatten() {
        timeline.row([cell(&entry["at"]), describe(&entry["event"])]);
    }
    text.push_str(&format!("\n{}", timeline.render(paint)));
    text.push_str(&format!("\n{}", notifications::list(&order["notifications"], paint)));
    text
}

fn played(order: &Value, paint: Paint) -> String {
    let (number, state) = (cell(&order["out_order_no"]), state(order));
    let declined = if order["declined"] == true { "the user turns it down: " } else { "" };
    format!("{declined}order {number} is {}\n", paint.maybe(standing(&state), &state))
}

fn state(order: &Value) -> String {
    match order["state_description"].as_str() {
        Some(more) => format!("{} / {}", cell(&order["state"]), clean(more)),
        None => cell(&order["state"]),
    }
}

/// `collection paid attempt=1 …`: what it is first, then what it says; what the line says anyway is left out.
fn describe(event: &Value) -> String {
    let mut words: Vec<String> = ["event", "what"].iter().filter_map(|name| event[name].as_str().map(clean)).collect();
    let others = event.as_object().into_iter().flatten();
    let others = others.filter(|(name, _)| !["event", "what", "kind", "at"].contains(&name.as_str()));
    words.extend(others.map(|(name, value)| format!("{}={}", clean(name), cell(value))));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_described_by_what_they_are_first() {
        let event = json!({"kind": "retail", "at": 1, "event": "collection", "what": "paid", "attempt": 1});
        assert_eq!(describe(&event), "collection paid attempt=1");
    }
}
