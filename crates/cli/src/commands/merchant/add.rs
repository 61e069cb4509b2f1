//! `payscore merchant add|import`

use super::{identity, one, own_keys};
use crate::args::{MerchantTerms, OwnKeys};
use crate::control::Control;
use crate::error::CliError;
use crate::output::Screen;
use payscore_server::{Config, MerchantKind, NewMerchant, Server};
use serde_json::{Value, json};
use std::path::Path;

/// Adds a merchant to the running server, or to a folder that none runs on.
pub(super) fn run(
    control: &Control,
    mchid: Option<String>,
    keys: Option<OwnKeys>,
    terms: MerchantTerms,
    screen: Screen,
) -> Result<(), CliError> {
    let own = keys.map(|keys| own_keys::read(&keys, mchid.as_deref())).transpose()?.unwrap_or_default();
    let new = NewMerchant {
        mchid,
        kind: terms.kind.map(|kind| match kind {
            crate::args::Kind::Direct => MerchantKind::Direct,
            crate::args::Kind::Partner => MerchantKind::Partner,
        }),
        appid: terms.appid,
        sub_mchid: terms.sub_mchid,
        sub_appid: terms.sub_appid,
        notify_url: terms.settings.notify_url,
        platform_identity: terms.settings.platform_identity.map(identity),
        replace: terms.replace,
        ..own
    };
    let added = match terms.into {
        Some(data) => offline(&data, new)?,
        None => control.post(&["merchants"], &json!(new))?,
    };
    screen.show(&added, |added, paint| {
        let mut text = one(added, paint);
        if added["has_apiv2_key"] == false {
            text.push_str("\nno APIv2 key: launch signatures of this merchant cannot be checked (--apiv2-key-file)\n");
        }
        text
    })
}

fn offline(data: &Path, new: NewMerchant) -> Result<Value, CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|source| CliError::System { what: "start", source })?;
    Ok(runtime.block_on(Server::add_merchant_offline(Config::new(data), new))?)
}
