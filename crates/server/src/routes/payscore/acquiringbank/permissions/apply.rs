//! `POST /v3/payscore/acquiringbank/permissions`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::permissions::{Asked, ask, of_bank};
use payscore_api::payscore::acquiringbank::permissions::ApplyAcquiringBankPermission;
use payscore_api::payscore::permissions::PermissionApplied;

impl Endpoint for ApplyAcquiringBankPermission {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PermissionApplied>, Refusal> {
        let party = of_bank(caller, &self.sub_mchid, self.sub_appid.as_deref(), Some(&self.channel_id))?;
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
