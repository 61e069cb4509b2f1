//! `POST /v3/payscore/partner/permissions/assess-user-risk-level`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::permissions::{Assessed, assess, of_provider};
use payscore_api::payscore::partner::permissions::AssessPartnerUserRiskLevel;
use payscore_api::payscore::permissions::Permission;

impl Endpoint for AssessPartnerUserRiskLevel {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Permission>, Refusal> {
        let party = of_provider(caller, &self.sub_mchid, self.sub_appid.as_deref())?;
        let assessed = Assessed {
            authorization_code: self.authorization_code.as_deref(),
            openid: self.openid.as_deref(),
            sub_openid: self.sub_openid.as_deref(),
            sub_appid: self.sub_appid.as_deref(),
            appid: &self.appid,
            service_id: &self.service_id,
        };
        assess(app, caller, assessed, &party).await
    }
}
