//! `payscore merchant add|import`

use super::{identity, one};
use crate::args::{Algorithm, MerchantTerms};
use crate::commands::secret;
use crate::control::Control;
use crate::error::CliError;
use crate::output::Screen;
use payscore_server::{Config, KeyAlgorithm, MerchantKind, NewMerchant, Server};
use serde_json::json;

pub(super) fn kind_of_keys(algorithm: Algorithm) -> KeyAlgorithm {
    match algorithm {
        Algorithm::Rsa => KeyAlgorithm::Rsa,
        Algorithm::Sm2 => KeyAlgorithm::Sm2,
    }
}

/// Adds a merchant, whose keys and what belongs to them are said in `keys`, to the running server, or to a folder that none runs on.
pub(super) fn run(
    control: &Control,
    mchid: Option<String>,
    keys: NewMerchant,
    terms: MerchantTerms,
    screen: Screen,
) -> Result<(), CliError> {
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
        ..keys
    };
    let added = match terms.into {
        Some(data) => {
            let config = Config { secret_key: secret::read(&terms.seal)?, ..Config::new(data) };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|source| CliError::System { what: "start", source })?;
            runtime.block_on(async {
                let config = terms.database.open(config).await?;
                Ok::<_, CliError>(Server::add_merchant_offline(config, new).await?)
            })?
        }
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
