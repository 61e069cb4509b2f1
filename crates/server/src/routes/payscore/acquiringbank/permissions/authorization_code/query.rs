//! `GET /v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use crate::routes::payscore::permissions::{find_by_code, of_bank};
use crate::views;
use payscore_api::payscore::acquiringbank::permissions::authorization_code::QueryAcquiringBankPermissionByCode;
use payscore_api::payscore::permissions::Permission;

impl Endpoint for QueryAcquiringBankPermissionByCode {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Permission>, Refusal> {
        let party = of_bank(caller, &self.sub_mchid, None, Some(&self.channel_id))?;
        let (code, service_id) = (&self.authorization_code, &self.service_id);
        let stored = find_by_code(app, caller, code, service_id, &party, &SERVICE_ORDER_QUERY).await?;
        // Banks are told no risk levels.
        let view = views::permission::current(&caller.account, &stored.record);
        Ok(Reply::unchanged(Permission { user_risk_level: None, risk_level_version: None, ..view }))
    }
}
