//! `POST /v3/payscore/partner/permissions/apply-for-scene`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::permissions::{Asked, ask, of_provider};
use payscore_api::payscore::partner::permissions::{ApplyPartnerPermissionForScene, TransactionPermissionApplied};

impl Endpoint for ApplyPartnerPermissionForScene {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<TransactionPermissionApplied>, Refusal> {
        let party = of_provider(caller, &self.sub_mchid, self.sub_appid.as_deref())?;
        let asked = Asked {
            authorization_code: &self.authorization_code,
            appid: &self.appid,
            service_id: &self.service_id,
            notify_url: self.notify_url.as_deref(),
            in_payment: true,
        };
        let (token, pending) = ask(app, caller, asked, party).await?;
        let response =
            TransactionPermissionApplied { scene: self.scene.clone(), transaction_permissions_token: Some(token) };
        Ok(Reply { response, pending })
    }
}
