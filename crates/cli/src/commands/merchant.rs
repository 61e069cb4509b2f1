//! `payscore merchant`

use crate::args::Merchant;
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen};
use crate::table::{Table, cell};
use serde_json::Value;

/// Lists merchants.
pub(super) fn run(control: &Control, command: &Merchant, screen: Screen) -> Result<(), CliError> {
    match command {
        Merchant::List => screen.show(&control.get(&["merchants"], &[])?, text),
    }
}

fn text(answer: &Value, paint: Paint) -> String {
    let merchants: Vec<String> = items(&answer["merchants"]).map(|merchant| one(merchant, paint)).collect();
    merchants.join("\n")
}

fn one(merchant: &Value, paint: Paint) -> String {
    let mut text =
        format!("{}  appid {}", paint.put(Colour::Bold, &cell(&merchant["mchid"])), cell(&merchant["appid"]));
    if !merchant["sub_mchid"].is_null() {
        let (sub_mchid, sub_appid) = (cell(&merchant["sub_mchid"]), cell(&merchant["sub_appid"]));
        text.push_str(&format!("  sub_mchid {sub_mchid}  sub_appid {sub_appid}"));
    }
    text.push_str(&format!(
        "\nserial_no {}  notify_url {}\n",
        cell(&merchant["serial_no"]),
        cell(&merchant["notify_url"])
    ));
    let mut services = Table::new(["service", "cap", "confirmed by the user", "kind"]);
    for service in items(&merchant["services"]) {
        let confirmed = if service["needs_user_confirm"] == true { "yes" } else { "no" };
        let (id, cap) = (cell(&service["service_id"]), cell(&service["risk_cap"]));
        services.row([id, cap, confirmed.to_owned(), cell(&service["kind"])]);
    }
    let mut users = Table::new(["user", "behaviour"]);
    for user in items(&merchant["users"]) {
        users.row([cell(&user["openid"]), cell(&user["behaviour"])]);
    }
    format!("{text}\n{}\n{}", services.render(paint), users.render(paint))
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}
