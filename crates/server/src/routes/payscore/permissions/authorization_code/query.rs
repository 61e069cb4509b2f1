//! `GET /v3/payscore/permissions/authorization-code/{authorization_code}`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use crate::routes::payscore::permissions::{find_by_code, shown};
use payscore_api::payscore::permissions::Permission;
use payscore_api::payscore::permissions::authorization_code::QueryPermissionByCode;
use payscore_domain::service_order::Party;

impl Endpoint for QueryPermissionByCode {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Permission>, Refusal> {
        let (code, party) = (&self.authorization_code, Party::Direct);
        let stored = find_by_code(app, caller, code, &self.service_id, &party, &SERVICE_ORDER_QUERY).await?;
        Ok(shown(caller, &stored))
    }
}
