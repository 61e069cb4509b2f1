//! `POST /v3/payscore/partner/permissions`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::permissions::{Asked, ask, of_provider};
use payscore_api::payscore::partner::permissions::ApplyPartnerPermission;
use payscore_api::payscore::permissions::PermissionApplied;

impl Endpoint for ApplyPartnerPermission {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PermissionApplied>, Refusal> {
        let party = of_provider(caller, &self.sub_mchid, self.sub_appid.as_deref())?;
        let asked = Asked {
            authorization_code: &self.authorization_code,
            appid: &self.appid,
            service_id: &self.service_id,
            notify_url: self.notify_url.as_deref(),
            in_payment: false,
        };
        let (token, pending) = ask(app, caller, asked, party).await?;
        Ok(Reply { response: PermissionApplied { apply_permissions_token: token }, pending })
    }
}
