//! `GET /v3/payscore/partner/service-account-applications/{out_apply_no}`

use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::service_account as view;
use payscore_api::payscore::partner::service_account_applications::{
    QueryServiceAccountApplication, ServiceAccountApplication,
};
use payscore_domain::{RecordKey, RecordKind};
use payscore_store::Stored;

impl Endpoint for QueryServiceAccountApplication {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceAccountApplication>, Refusal> {
        let key = RecordKey::new(caller.mchid().clone(), RecordKind::ServiceAccount, self.out_apply_no.as_str());
        let stored = engine::find_record(app, &caller.account, &key).await?.and_then(Stored::into_application);
        let stored = stored.ok_or_else(Refusal::order_not_found)?;
        Ok(Reply::unchanged(view::current(&stored.record)))
    }
}
