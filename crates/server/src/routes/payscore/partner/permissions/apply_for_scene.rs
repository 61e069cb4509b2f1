//! `POST /v3/payscore/partner/permissions/apply-for-scene`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::permissions::{Asked, Envelope, ask, refuse};
use payscore_api::payscore::partner::permissions::{ApplyPartnerPermissionForScene, TransactionPermissionApplied};

impl Endpoint for ApplyPartnerPermissionForScene {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<TransactionPermissionApplied>, Refusal> {
        let envelope = Envelope::of_provider(caller, &self.sub_mchid, self.sub_appid.as_deref()).map_err(refuse)?;
        let asked = Asked {
            authorization_code: &self.authorization_code,
            appid: &self.appid,
            service_id: &self.service_id,
            notify_url: self.notify_url.as_deref(),
            in_payment: true,
        };
        let (token, pending) = ask(app, caller, asked, envelope).await?;
        let response =
            TransactionPermissionApplied { scene: self.scene.clone(), transaction_permissions_token: Some(token) };
        Ok(Reply { response, pending })
    }
}
