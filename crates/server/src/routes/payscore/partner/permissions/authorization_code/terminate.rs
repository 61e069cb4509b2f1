//! `POST /v3/payscore/partner/permissions/authorization-code/{authorization_code}/terminate`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::payscore::permissions::{end, find_by_code, of_provider};
use payscore_api::NoContent;
use payscore_api::payscore::partner::permissions::authorization_code::TerminatePartnerPermissionByCode;

impl Endpoint for TerminatePartnerPermissionByCode {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let party = of_provider(caller, &self.sub_mchid, None)?;
        let (code, service_id) = (&self.authorization_code, &self.service_id);
        let stored = find_by_code(app, caller, code, service_id, &party, &SERVICE_ORDER).await?;
        end(app, caller, stored, &self.reason).await
    }
}
