//! `POST /v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}/terminate`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::payscore::permissions::{end, find_by_code, of_bank};
use payscore_api::NoContent;
use payscore_api::payscore::acquiringbank::permissions::authorization_code::TerminateAcquiringBankPermissionByCode;

impl Endpoint for TerminateAcquiringBankPermissionByCode {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let party = of_bank(caller, &self.sub_mchid, None, self.channel_id.as_deref())?;
        let (code, service_id) = (&self.authorization_code, &self.service_id);
        let stored = find_by_code(app, caller, code, service_id, &party, &SERVICE_ORDER).await?;
        end(app, caller, stored, &self.reason).await
    }
}
