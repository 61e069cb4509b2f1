//! Where scenarios run: a server, and a merchant of it with its keys.

use crate::control::Control;
use crate::error::CliError;
use payscore::{Config, RetryPolicy, blocking::Client};
use serde_json::Value;
use std::path::PathBuf;

/// A server and one of its merchants.
#[derive(Clone)]
pub(crate) struct World {
    pub(super) control: Control,
    pub(super) client: Client,
    /// As the control API shows it.
    merchant: Value,
    /// Where notifications of orders that need an address go.
    pub(super) notify_url: String,
}

impl World {
    /// The merchant of this number, or of this name of a folder. Its keys are read from where the server has them.
    pub(crate) fn open(control: &Control, merchant: &str) -> Result<Self, CliError> {
        let merchant = control.get(&["merchants", merchant], &[]).map_err(|error| match error {
            CliError::Api { status: 404, message, .. } => CliError::NoSuchMerchant { said: message },
            other => other,
        })?;
        let path = PathBuf::from(merchant["folder"].as_str().unwrap_or_default());
        let config = Config::from_merchant_dir(&path).and_then(|config| config.with_base_url(control.server()));
        let config = config.map_err(|error| CliError::Secrets { path, reason: error.to_string() })?;
        // A refusal that a scenario expects is to be seen, not to be tried again.
        let client = Client::new(config.with_retry(RetryPolicy::never()));
        let notify_url = merchant["notify_url"].as_str().unwrap_or_default().to_owned();
        Ok(Self { control: control.clone(), client, merchant, notify_url })
    }

    /// The merchant number.
    pub(crate) fn mchid(&self) -> &str {
        self.merchant["mchid"].as_str().unwrap_or_default()
    }

    /// What verifies and opens this merchant's notifications.
    pub(crate) fn opener(&self) -> payscore::NotificationOpener {
        self.client.config().into()
    }

    /// Where notifications go; empty where the merchant has no address.
    pub(crate) fn notify_url(&self) -> &str {
        &self.notify_url
    }

    /// The same with notifications going there.
    pub(crate) fn notified_at(mut self, url: &str) -> Self {
        url.clone_into(&mut self.notify_url);
        self
    }

    /// What the variable means here; `None` where it is none of the merchant's.
    pub(super) fn variable(&self, name: &str) -> Option<Result<Value, String>> {
        match name {
            "mchid" | "appid" | "sub_mchid" | "sub_appid" | "channel_id" | "sub_currency" => {
                let value = &self.merchant[name];
                let missing = || Err(format!("merchant {} has no {name}", self.mchid()));
                Some(if value.is_null() { missing() } else { Ok(value.clone()) })
            }
            "notify_url" => Some(Ok(self.notify_url.clone().into())),
            _ => match name.split_once('.') {
                Some(("service", kind)) => Some(self.service(kind)),
                Some(("user", behaviour)) => Some(self.user(behaviour)),
                _ => None,
            },
        }
    }

    /// `serviceorder`, or `serviceorder.unconfirmed` for the one whose orders nobody confirms.
    fn service(&self, wanted: &str) -> Result<Value, String> {
        let (kind, unconfirmed) = match wanted.strip_suffix(".unconfirmed") {
            Some(kind) => (kind, true),
            None => (wanted, false),
        };
        let found = self
            .list("services")
            .iter()
            .find(|service| service["kind"] == kind && service["needs_user_confirm"] == !unconfirmed);
        found.map(|service| service["service_id"].clone()).ok_or_else(|| {
            let all = self.list("services").iter().map(|service| {
                let more = if service["needs_user_confirm"] == true { "" } else { ".unconfirmed" };
                format!("service.{}{more}", service["kind"].as_str().unwrap_or_default())
            });
            format!("merchant {} has no service.{wanted}; it has {}", self.mchid(), all.collect::<Vec<_>>().join(", "))
        })
    }

    fn user(&self, behaviour: &str) -> Result<Value, String> {
        let found = self.list("users").iter().find(|user| user["behaviour"] == behaviour);
        found.map(|user| user["openid"].clone()).ok_or_else(|| {
            let all = self.list("users").iter().filter_map(|user| user["behaviour"].as_str());
            let all: Vec<String> = all.map(|behaviour| format!("user.{behaviour}")).collect();
            format!("merchant {} has no user.{behaviour}; it has {}", self.mchid(), all.join(", "))
        })
    }

    fn list(&self, name: &str) -> &[Value] {
        self.merchant[name].as_array().map_or(&[], Vec::as_slice)
    }
}
