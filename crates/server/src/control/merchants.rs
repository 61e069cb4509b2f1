//! Merchants: what exists, and what a running server lets one change.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::identity::{Account, Merchants, PlatformIdentity};
use axum::Json;
use axum::extract::{Path, State};
use payscore_store::{Store, StoreError};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET merchants`: without keys.
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Value> {
    let merchants: Vec<Value> = app.merchants.all().into_iter().map(|account| view(account)).collect();
    Json(json!({ "merchants": merchants }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeRequest {
    notify_url: Option<String>,
    platform_identity: Option<PlatformIdentity>,
}

/// `PUT merchants/{mchid}`: what is left out stays; an empty `notify_url` takes it away.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(mchid): Path<String>,
    JsonBody(request): JsonBody<ChangeRequest>,
) -> Result<Json<Value>, ControlError> {
    let account = app.merchants.get(&mchid).ok_or_else(|| ControlError::not_found(format!("no merchant {mchid}")))?;
    if let Some(url) = request.notify_url {
        if !url.is_empty() && !is_web_address(&url) {
            return Err(ControlError::bad_request(format!("notify_url is not an http:// or https:// address: {url}")));
        }
        app.store.set_setting(&notify_url_setting(&mchid), &url).await?;
        account.change(|settings| settings.notify_url = Some(url).filter(|url| !url.is_empty()));
    }
    if let Some(identity) = request.platform_identity {
        let text = serde_json::to_string(&identity).unwrap_or_default();
        app.store.set_setting(&identity_setting(&mchid), &text).await?;
        account.change(|settings| settings.platform_identity = identity);
    }
    Ok(Json(view(account)))
}

/// What was changed before a restart counts over what `merchant.json` says.
pub(crate) async fn restore(merchants: &Merchants, store: &dyn Store) -> Result<(), StoreError> {
    for account in merchants.all() {
        let mchid = account.merchant.mchid.as_str();
        if let Some(url) = store.setting(&notify_url_setting(mchid)).await? {
            account.change(|settings| settings.notify_url = Some(url).filter(|url| !url.is_empty()));
        }
        if let Some(text) = store.setting(&identity_setting(mchid)).await? {
            let identity = serde_json::from_str(&text).unwrap_or_default();
            account.change(|settings| settings.platform_identity = identity);
        }
    }
    Ok(())
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

fn view(account: &Account) -> Value {
    let settings = account.settings();
    let merchant = &account.merchant;
    json!({
        "mchid": merchant.mchid,
        "appid": merchant.appid,
        "serial_no": account.serial_no,
        "sub_mchid": merchant.sub.as_ref().map(|sub| &sub.mchid),
        "sub_appid": merchant.sub.as_ref().map(|sub| &sub.appid),
        "notify_url": settings.notify_url,
        "platform_identity": settings.platform_identity,
        "services": merchant.services,
        "users": merchant.users,
    })
}
