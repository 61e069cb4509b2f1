//! `POST /v3/payscore/permissions/assess-user-risk-level`

use super::{Assessed, assess};
use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use payscore_api::payscore::permissions::{AssessUserRiskLevel, Permission};
use payscore_domain::service_order::Party;

impl Endpoint for AssessUserRiskLevel {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Permission>, Refusal> {
        let assessed = Assessed {
            authorization_code: self.authorization_code.as_deref(),
            openid: self.openid.as_deref(),
            sub_openid: None,
            sub_appid: None,
            appid: &self.appid,
            service_id: &self.service_id,
        };
        assess(app, caller, assessed, &Party::Direct).await
    }
}
