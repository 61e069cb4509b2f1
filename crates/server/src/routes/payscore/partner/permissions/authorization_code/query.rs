//! `GET /v3/payscore/partner/permissions/authorization-code/{authorization_code}`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use crate::routes::payscore::permissions::{find_by_code, of_provider, shown};
use payscore_api::payscore::partner::permissions::authorization_code::QueryPartnerPermissionByCode;
use payscore_api::payscore::permissions::Permission;

impl Endpoint for QueryPartnerPermissionByCode {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Permission>, Refusal> {
        let party = of_provider(caller, &self.sub_mchid, None)?;
        let (code, service_id) = (&self.authorization_code, &self.service_id);
        let stored = find_by_code(app, caller, code, service_id, &party, &SERVICE_ORDER_QUERY).await?;
        Ok(shown(caller, &stored))
    }
}
