//! `GET /v3/payscore/partner/servicequotas/service-id/{service_id}`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use crate::routes::payscore::permissions::of_provider;
use payscore_api::payscore::partner::servicequotas::{QueryServiceQuotas, Quota, ServiceQuotas};
use payscore_domain::risk;

impl Endpoint for QueryServiceQuotas {
    async fn call(&self, _: &App, caller: &Caller) -> Result<Reply<ServiceQuotas>, Refusal> {
        let refuse = |rejection| Refusal::of(&rejection, &SERVICE_ORDER_QUERY);
        risk::check_version(self.risk_level_version).map_err(refuse)?;
        of_provider(caller, &self.sub_mchid, self.sub_appid.as_deref())?;
        let merchant = &caller.account.merchant;
        let service =
            merchant.any_service(&self.appid.as_str().into(), &self.service_id.as_str().into()).map_err(refuse)?;
        let quota = |(risk_level, suggested_quota)| Quota { risk_level, suggested_quota };
        Ok(Reply::unchanged(ServiceQuotas {
            service_id: self.service_id.clone(),
            mchid: merchant.mchid.to_string(),
            sub_mchid: self.sub_mchid.clone(),
            appid: self.appid.clone(),
            risk_level_version: self.risk_level_version,
            quotas: risk::quotas(service).map(quota).collect(),
            sub_appid: self.sub_appid.clone(),
        }))
    }
}
