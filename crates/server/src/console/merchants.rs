//! The merchants, and all that is needed to call as one of them.

use super::{Ui, render};
use crate::app::App;
use crate::control::{ControlError, merchant_named, platform_view};
use crate::gateway::origin;
use crate::identity::{Account, KeyAlgorithm, PlatformIdentity};
use crate::setup::{Access, Proxy, Sdk};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use http::request::Parts;
use payscore_domain::{Merchant, Service, User};
use payscore_wire::rfc3339;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "merchants.html")]
struct MerchantsPage {
    ui: Ui,
    rows: Vec<Arc<Account>>,
}

/// `GET /_payscore/console/merchants`
pub(super) async fn list(ui: Ui, State(app): State<Arc<App>>) -> Result<Html<String>, ControlError> {
    render(&MerchantsPage { ui, rows: app.merchants.all() })
}

#[derive(Template)]
#[template(path = "merchant.html")]
struct MerchantPage {
    ui: Ui,
    merchant: Merchant,
    serial_no: String,
    algorithm: String,
    expires: String,
    notify_url: String,
    platform_identity: String,
    is_rsa: bool,
    files: Vec<File>,
    identities: Vec<Identity>,
    clients: Vec<Client>,
}

/// A file of the merchant's folder.
struct File {
    name: &'static str,
    path: String,
    is_there: bool,
    english: &'static str,
    chinese: &'static str,
}

/// One of the platform's two identities.
struct Identity {
    name: &'static str,
    english: &'static str,
    chinese: &'static str,
    /// Those that count now.
    keys: Vec<Key>,
    next: Option<String>,
    retired: Vec<String>,
    /// What can be ordered next.
    phase: String,
}

struct Key {
    serial: String,
    state: String,
    expires: Option<String>,
    pem: String,
}

/// An SDK, set up for this merchant.
struct Client {
    id: &'static str,
    title: &'static str,
    /// What its programs are started with.
    shell: Option<String>,
    code: String,
}

/// `GET /_payscore/console/merchants/{mchid}`
pub(super) async fn show(
    ui: Ui,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    parts: Parts,
) -> Result<Html<String>, ControlError> {
    let account = merchant_named(&app, &name)?;
    let settings = account.settings();
    let access = access(&app, &account, &parts);
    let platform = platform_view(&app);
    render(&MerchantPage {
        ui,
        merchant: account.merchant.clone(),
        serial_no: account.serial_no.clone(),
        algorithm: word(&KeyAlgorithm::of(account.algorithm())),
        expires: rfc3339::format(account.not_after),
        notify_url: settings.notify_url.unwrap_or_default(),
        platform_identity: word(&settings.platform_identity),
        is_rsa: KeyAlgorithm::of(account.algorithm()) == KeyAlgorithm::Rsa,
        files: files(&account),
        identities: vec![
            identity(&platform, PlatformIdentity::Certificate, "Platform certificate", "平台证书"),
            identity(&platform, PlatformIdentity::PublicKey, "WeChat Pay public key", "微信支付公钥"),
        ],
        clients: Sdk::ALL.map(|sdk| client(sdk, &access)).into(),
    })
}

/// As the control API writes it.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn kind_of(service: &Service) -> String {
    word(&service.kind)
}

fn behaviour_of(user: &User) -> String {
    word(&user.behaviour)
}

fn files(account: &Account) -> Vec<File> {
    let file = |name, english, chinese| {
        let path = account.folder.join(name);
        File { name, is_there: path.is_file(), path: path.to_string_lossy().into_owned(), english, chinese }
    };
    vec![
        file("apiclient_key.pem", "the merchant's private key; never shown", "商户私钥，从不显示"),
        file("apiclient_cert.pem", "the merchant's certificate", "商户证书"),
        file("platform_cert.pem", "the platform's certificate", "平台证书"),
        file("wechatpay_public_key.pem", "WeChat Pay's public key", "微信支付公钥"),
        file("merchant.json", "all numbers, and the APIv2 and APIv3 keys", "各种编号，以及 APIv2、APIv3 密钥"),
    ]
}

fn identity(platform: &Value, identity: PlatformIdentity, english: &'static str, chinese: &'static str) -> Identity {
    let name = match identity {
        PlatformIdentity::Certificate => "certificate",
        PlatformIdentity::PublicKey => "public_key",
    };
    let view = &platform[name];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let keys = view["identities"].as_array().into_iter().flatten().map(|key| Key {
        serial: text(&key["serial"]),
        state: text(&key["state"]),
        expires: key["expire_time"].as_str().map(str::to_owned),
        pem: text(&key["pem"]),
    });
    let keys: Vec<Key> = keys.collect();
    let has = |state: &str| keys.iter().any(|key| key.state == state);
    let phase = if has("announced") {
        "switch"
    } else if has("retiring") {
        "retire"
    } else {
        "announce"
    };
    let next = &view["next"];
    Identity {
        name,
        english,
        chinese,
        next: next["phase"].as_str().map(|phase| format!("{phase} {}", text(&next["due"]))),
        retired: view["retired"].as_array().into_iter().flatten().map(|one| text(&one["serial"])).collect(),
        phase: phase.to_owned(),
        keys,
    }
}

fn access(app: &App, account: &Account, parts: &Parts) -> Access {
    let data = std::path::absolute(&app.config.data).unwrap_or_else(|_| app.config.data.clone());
    let proxy = app.addresses.proxy.map(|address| Proxy {
        host: if address.ip().is_unspecified() { "127.0.0.1".to_owned() } else { address.ip().to_string() },
        port: address.port(),
        ca: data.join("ca/ca.pem"),
        bundle: data.join("ca/bundle.pem"),
        store: data.join("ca/truststore.p12"),
    });
    Access { base_url: origin(parts), proxy, merchant: account.folder.clone() }
}

fn client(sdk: Sdk, access: &Access) -> Client {
    Client { id: sdk.id(), title: sdk.title(), shell: sdk.shell(access), code: sdk.client(access) }
}
