//! `POST /v3/payscore/permissions`

use super::{Asked, ask};
use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use payscore_api::payscore::permissions::{ApplyPermission, PermissionApplied};
use payscore_domain::service_order::Party;

impl Endpoint for ApplyPermission {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PermissionApplied>, Refusal> {
        let asked = Asked {
            authorization_code: &self.authorization_code,
            appid: &self.appid,
            service_id: &self.service_id,
            notify_url: self.notify_url.as_deref(),
            in_payment: false,
        };
        let (token, pending) = ask(app, caller, asked, Party::Direct).await?;
        Ok(Reply { response: PermissionApplied { apply_permissions_token: token }, pending })
    }
}
