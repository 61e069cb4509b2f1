//! `POST /v3/payscore/partner/service-account-applications`

use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::views::service_account as view;
use payscore_api::payscore::partner::service_account_applications::{
    CreateServiceAccountApplication, ServiceAccountApplication,
};
use payscore_domain::service_account::{Event, Terms, create, recreate};
use payscore_store::Stored;

impl Endpoint for CreateServiceAccountApplication {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceAccountApplication>, Refusal> {
        let refuse = |rejection| Refusal::of(&rejection, &SERVICE_ORDER);
        if let Some(url) = &self.result_notify_url {
            notify_url::check(app, url)?;
        }
        let account = &caller.account;
        let terms = terms(self, caller);
        account.merchant.check_applicant(&terms.appid, &terms.service_id).map_err(refuse)?;
        if let Some(stored) = engine::find_record(app, account, &terms.key()).await?.and_then(Stored::into_application)
        {
            recreate(&stored.record, &terms).map_err(refuse)?;
            return Ok(Reply::unchanged(view::current(&stored.record)));
        }
        let ctx = app.context();
        let application = create(terms, &ctx);
        let response = view::current(&application);
        let pending = Batch::new(app, account, ctx.now).create(application, Vec::<Event>::new()).commit();
        Ok(Reply { response, pending })
    }
}

fn terms(request: &CreateServiceAccountApplication, caller: &Caller) -> Terms {
    Terms {
        mchid: caller.mchid().clone(),
        out_apply_no: request.out_apply_no.as_str().into(),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        sub_mchid: request.sub_mchid.as_str().into(),
        sub_appid: request.sub_appid.as_deref().map(Into::into),
        result_notify_url: request.result_notify_url.clone(),
    }
}
