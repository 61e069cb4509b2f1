//! `POST /v3/payscore/permissions/authorization-code/{authorization_code}/terminate`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::payscore::permissions::{end, find_by_code};
use payscore_api::NoContent;
use payscore_api::payscore::permissions::authorization_code::TerminatePermissionByCode;
use payscore_domain::service_order::Party;

impl Endpoint for TerminatePermissionByCode {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let (code, party) = (&self.authorization_code, Party::Direct);
        let stored = find_by_code(app, caller, code, &self.service_id, &party, &SERVICE_ORDER).await?;
        end(app, caller, stored, &self.reason).await
    }
}
