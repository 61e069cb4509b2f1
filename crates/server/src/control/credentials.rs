//! The keys that a client of a merchant is set up with, for whoever sets one up.

use super::error::ControlError;
use super::merchants::find;
use crate::app::App;
use crate::identity::MerchantFile;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST merchants/{mchid}/credentials`: the APIv2 and APIv3 keys of a merchant that was made here. Those of a merchant
/// whose certificate somebody else issued may open real doors: they stay in its folder, which only its owner can read.
/// A private key is never handed out.
pub(super) async fn show(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Json<Value>, ControlError> {
    let account = find(&app, &name)?;
    let reading = app.clone();
    let read = tokio::task::spawn_blocking(move || {
        let made_here = account.certificate().map(|certificate| reading.platform.has_issued(&certificate))?;
        Ok::<_, crate::identity::IdentityError>((account.file()?, made_here, account))
    });
    let (file, made_here, account) =
        read.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    if !made_here {
        let folder = account.folder.display();
        return Err(ControlError::forbidden(&format!("merchant {name} has keys of its own: they are in {folder}")));
    }
    tracing::info!(mchid = %account.merchant.mchid, "keys shown");
    let MerchantFile { mchid, apiv2_key, apiv3_key, .. } = file;
    Ok(Json(json!({ "mchid": mchid, "apiv2_key": apiv2_key, "apiv3_key": apiv3_key })))
}
