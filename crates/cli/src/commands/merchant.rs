//! `payscore merchant`

mod add;
mod own_keys;

use crate::args::{Merchant, MerchantSettings};
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen};
use crate::table::{Table, cell};
use payscore_server::{MerchantFile, NewMerchant, PlatformIdentity, SecretKey};
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};

/// Lists, shows, changes and adds merchants.
pub(super) fn run(control: &Control, command: Merchant, screen: Screen) -> Result<(), CliError> {
    match command {
        Merchant::List => screen.show(&control.get(&["merchants"], &[])?, list),
        Merchant::Show { name, secrets, data } => {
            screen.show(&described(control, &name, secrets, data.as_deref())?, one)
        }
        Merchant::Set { name, settings } => {
            let changed = control.put(&["merchants", &name], &as_json(&settings)).map_err(unknown)?;
            screen.show(&changed, settings_line)
        }
        Merchant::Add { mchid, algorithm, terms } => {
            let new = NewMerchant { algorithm: algorithm.map(add::kind_of_keys), ..NewMerchant::default() };
            add::run(control, mchid, new, terms, screen)
        }
        Merchant::Import { mchid, keys, terms } => {
            let own = own_keys::read(&keys, mchid.as_deref())?;
            add::run(control, mchid, own, terms, screen)
        }
    }
}

fn unknown(error: CliError) -> CliError {
    match error {
        CliError::Api { status: 404, message, .. } => CliError::NoSuchMerchant { said: message },
        other => other,
    }
}

/// As the server shows it, with the files that it has, and, if wanted, what the server itself never shows.
fn described(control: &Control, name: &str, secrets: bool, data: Option<&Path>) -> Result<Value, CliError> {
    let mut merchant = control.get(&["merchants", name], &[]).map_err(unknown)?;
    let folder = folder(&merchant, data);
    if secrets {
        let file = read(&folder)?;
        merchant["apiv2_key"] = file.apiv2_key.into();
        merchant["apiv3_key"] = file.apiv3_key.into();
    }
    if let Ok(file) = read(&folder) {
        merchant["wechatpay_public_key_id"] = file.wechatpay_public_key_id.into();
        merchant["platform_serial_no"] = file.platform_serial_no.into();
    }
    let names =
        ["apiclient_cert.pem", "apiclient_key.pem", "wechatpay_public_key.pem", "platform_cert.pem", "merchant.json"];
    let files = names.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
    merchant["files"] = files.map(|path| path.to_string_lossy().into_owned()).collect();
    Ok(merchant)
}

/// Where its keys are, as seen from here.
fn folder(merchant: &Value, data: Option<&Path>) -> PathBuf {
    let there = PathBuf::from(merchant["folder"].as_str().unwrap_or_default());
    match (data, there.file_name()) {
        (Some(data), Some(name)) => data.join("merchants").join(name),
        _ => there,
    }
}

fn read(folder: &Path) -> Result<MerchantFile, CliError> {
    let path = folder.join("merchant.json");
    let unreadable = |reason: String| CliError::Secrets { path: path.clone(), reason };
    let text = read_plain(&path).map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))
}

/// The text of a merchant's file, where it needs no key.
pub(super) fn read_plain(path: &Path) -> io::Result<String> {
    let text = std::fs::read_to_string(path)?;
    if SecretKey::is_needed_for(&text) {
        let how = "it is sealed: write the folder's files out with `payscore secret open`, and name that folder";
        return Err(io::Error::other(how));
    }
    Ok(text)
}

fn identity(given: crate::args::Identity) -> PlatformIdentity {
    match given {
        crate::args::Identity::Certificate => PlatformIdentity::Certificate,
        crate::args::Identity::PublicKey => PlatformIdentity::PublicKey,
    }
}

/// Only what is said.
fn as_json(settings: &MerchantSettings) -> Value {
    let mut body = json!({});
    if let Some(url) = &settings.notify_url {
        body["notify_url"] = url.as_str().into();
    }
    if let Some(given) = settings.platform_identity {
        body["platform_identity"] = json!(identity(given));
    }
    body
}

fn list(answer: &Value, paint: Paint) -> String {
    let merchants: Vec<String> = items(&answer["merchants"]).map(|merchant| one(merchant, paint)).collect();
    merchants.join("\n")
}

fn settings_line(merchant: &Value, paint: Paint) -> String {
    let [mchid, url, identity] = ["mchid", "notify_url", "platform_identity"].map(|name| cell(&merchant[name]));
    format!("{}  notify_url {url}  platform_identity {identity}\n", paint.put(Colour::Bold, &mchid))
}

fn one(merchant: &Value, paint: Paint) -> String {
    let mut text = paint.put(Colour::Bold, &cell(&merchant["mchid"]));
    text.push('\n');
    for name in [
        "appid",
        "sub_mchid",
        "sub_appid",
        "channel_id",
        "sub_currency",
        "serial_no",
        "certificate_expires",
        "notify_url",
        "platform_identity",
        "wechatpay_public_key_id",
        "platform_serial_no",
        "apiv2_key",
        "apiv3_key",
        "folder",
    ] {
        // What a merchant cannot have is left out; that there is no notify_url is worth knowing.
        if !merchant[name].is_null() || name == "notify_url" {
            text.push_str(&format!("  {name:<24}{}\n", cell(&merchant[name])));
        }
    }
    for file in items(&merchant["files"]) {
        text.push_str(&format!("  {:<24}{}\n", "file", cell(file)));
    }
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
