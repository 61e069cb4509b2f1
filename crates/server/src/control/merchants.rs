//! Merchants: what exists, what a running server lets one change, and new ones.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::identity::{
    Account, AddMerchantError, KeyAlgorithm, Merchants, NO_SM2_PUBLIC_KEY, NewMerchant, Platform, PlatformIdentity,
};
use crate::live::Topic;
use crate::nodes::{self, Settings};
use crate::provided::authorize_users;
use axum::Json;
use axum::extract::{Path, State};
use payscore_store::{Store, StoreError};
use payscore_wire::{Algorithm, rfc3339};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET merchants`: without keys.
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Value> {
    let merchants: Vec<Value> = app.merchants.all().iter().map(|account| view(account)).collect();
    Json(json!({ "merchants": merchants }))
}

/// `GET merchants/{mchid}`, or by the name of its folder: `default`, `partner`. Without keys, but with where they are.
pub(super) async fn show(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Json<Value>, ControlError> {
    Ok(Json(view(&*find(&app, &name)?)))
}

/// `POST merchants`: one more, or other keys for one that is there. Usable when this is answered.
pub(super) async fn add(
    State(app): State<Arc<App>>,
    JsonBody(new): JsonBody<NewMerchant>,
) -> Result<Json<Value>, ControlError> {
    Ok(Json(add_to(&app, new).await?))
}

/// The same, whoever asks.
pub(crate) async fn add_to(app: &Arc<App>, new: NewMerchant) -> Result<Value, AddMerchantError> {
    let change = ChangeRequest { notify_url: new.notify_url.clone(), platform_identity: new.platform_identity };
    change.check().map_err(|reason| AddMerchantError::Field { field: "notify_url", reason })?;
    let account = match app.store.shared() {
        Some(shared) => {
            let add = move |app: &App, platform: &Platform, merchants: &Merchants| {
                merchants.add(new.clone(), platform, app.clock.wall(), &*app.entropy)
            };
            let added: Arc<Account> = nodes::identity::change(app, shared, add).await?;
            // The same, where it belongs.
            app.merchants.get(added.merchant.mchid.as_str()).unwrap_or(added)
        }
        None => {
            let adding = app.clone();
            // Keys are made and files are written: not on a thread that others wait for.
            let added = tokio::task::spawn_blocking(move || {
                adding.merchants.add(new, &adding.platform, adding.clock.wall(), &*adding.entropy)
            });
            added.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?
        }
    };
    change.make(&account, &*app.store).await?;
    authorize_users(std::slice::from_ref(&account), &*app.store, app.clock.service()).await?;
    nodes::settle(app).await?;
    app.live.changed(Topic::Merchants);
    tracing::info!(mchid = %account.merchant.mchid, folder = %account.folder.display(), "merchant added");
    Ok(view(&account))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeRequest {
    notify_url: Option<String>,
    platform_identity: Option<PlatformIdentity>,
}

impl ChangeRequest {
    fn check(&self) -> Result<(), String> {
        match &self.notify_url {
            Some(url) if !url.is_empty() && !is_web_address(url) => {
                Err(format!("not an http:// or https:// address: {url}"))
            }
            _ => Ok(()),
        }
    }

    /// Now, and for after a restart.
    async fn make(self, account: &Account, store: &dyn Store) -> Result<(), StoreError> {
        let mchid = account.merchant.mchid.as_str();
        if let Some(url) = self.notify_url {
            store.set_setting(&notify_url_setting(mchid), &url).await?;
            account.change(|settings| settings.notify_url = Some(url).filter(|url| !url.is_empty()));
        }
        if let Some(identity) = self.platform_identity {
            let text = serde_json::to_string(&identity).unwrap_or_default();
            store.set_setting(&identity_setting(mchid), &text).await?;
            account.change(|settings| settings.platform_identity = identity);
        }
        Ok(())
    }
}

/// `PUT merchants/{mchid}`: what is left out stays; an empty `notify_url` takes it away.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    JsonBody(request): JsonBody<ChangeRequest>,
) -> Result<Json<Value>, ControlError> {
    let account = find(&app, &name)?;
    request.check().map_err(|reason| ControlError::bad_request(format!("notify_url: {reason}")))?;
    if request.platform_identity == Some(PlatformIdentity::PublicKey) && account.algorithm() != Algorithm::Rsa {
        return Err(ControlError::bad_request(format!("platform_identity: {NO_SM2_PUBLIC_KEY}")));
    }
    request.make(&account, &*app.store).await?;
    nodes::settle(&app).await?;
    app.live.changed(Topic::Merchants);
    Ok(Json(view(&account)))
}

/// By merchant number, or the name of its folder.
pub(crate) fn find(app: &App, name: &str) -> Result<Arc<Account>, ControlError> {
    app.merchants.named(name).ok_or_else(|| ControlError::not_found(format!("no merchant {name}")))
}

/// What was changed before a restart counts over what `merchant.json` says.
pub(crate) async fn restore(merchants: &Merchants, store: &dyn Store) -> Result<(), StoreError> {
    for account in merchants.all() {
        let mchid = account.merchant.mchid.as_str();
        let (url, identity) = (notify_url_setting(mchid), identity_setting(mchid));
        give(&account, store.setting(&url).await?.as_ref(), store.setting(&identity).await?.as_ref());
    }
    Ok(())
}

/// The same, of settings that were read.
pub(crate) fn take_over(merchants: &Merchants, settings: &Settings) {
    for account in merchants.all() {
        let mchid = account.merchant.mchid.as_str();
        give(&account, settings.get(&notify_url_setting(mchid)), settings.get(&identity_setting(mchid)));
    }
}

fn give(account: &Account, notify_url: Option<&String>, platform_identity: Option<&String>) {
    if let Some(url) = notify_url {
        account.change(|settings| settings.notify_url = Some(url.clone()).filter(|url| !url.is_empty()));
    }
    if let Some(text) = platform_identity {
        let identity = serde_json::from_str(text).unwrap_or_default();
        account.change(|settings| settings.platform_identity = identity);
    }
}

fn is_web_address(url: &str) -> bool {
    url.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    })
}

fn notify_url_setting(mchid: &str) -> String {
    format!("merchant.{mchid}.notify_url")
}

fn identity_setting(mchid: &str) -> String {
    format!("merchant.{mchid}.platform_identity")
}

/// A merchant without its keys.
fn view(account: &Account) -> Value {
    let settings = account.settings();
    let merchant = &account.merchant;
    let sub = merchant.sub.as_ref();
    json!({
        "mchid": merchant.mchid,
        "appid": merchant.appid,
        "serial_no": account.serial_no,
        "algorithm": KeyAlgorithm::of(account.algorithm()),
        "certificate_expires": rfc3339::format(account.not_after),
        "sub_mchid": sub.map(|sub| &sub.mchid),
        "sub_appid": sub.map(|sub| &sub.appid),
        "channel_id": sub.and_then(|sub| sub.channel_id.as_ref()),
        "sub_currency": sub.and_then(|sub| sub.currency.as_ref()),
        "notify_url": settings.notify_url,
        "platform_identity": settings.platform_identity,
        "folder": account.folder.to_string_lossy(),
        "has_apiv2_key": account.apiv2_key.is_some(),
        "services": merchant.services,
        "users": merchant.users,
    })
}
