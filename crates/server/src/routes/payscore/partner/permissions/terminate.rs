//! `POST /v3/payscore/partner/permissions/terminate`

use super::{Named, find};
use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::payscore::permissions::end;
use payscore_api::NoContent;
use payscore_api::payscore::partner::permissions::TerminatePartnerPermission;

impl Endpoint for TerminatePartnerPermission {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let named = Named {
            openid: self.openid.as_deref(),
            sub_openid: self.sub_openid.as_deref(),
            sub_appid: self.sub_appid.as_deref(),
            sub_mchid: &self.sub_mchid,
            appid: &self.appid,
            service_id: &self.service_id,
        };
        let stored = find(app, caller, named, &SERVICE_ORDER).await?;
        end(app, caller, stored, &self.reason).await
    }
}
