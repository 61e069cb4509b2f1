//! `GET /v3/payscore/partner/permissions/search`

use super::{Named, find};
use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use crate::routes::payscore::permissions::shown;
use payscore_api::payscore::partner::permissions::SearchPartnerPermission;
use payscore_api::payscore::permissions::Permission;

impl Endpoint for SearchPartnerPermission {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Permission>, Refusal> {
        let named = Named {
            openid: self.openid.as_deref(),
            sub_openid: self.sub_openid.as_deref(),
            sub_appid: self.sub_appid.as_deref(),
            sub_mchid: &self.sub_mchid,
            appid: &self.appid,
            service_id: &self.service_id,
        };
        Ok(shown(caller, &find(app, caller, named, &SERVICE_ORDER_QUERY).await?))
    }
}
