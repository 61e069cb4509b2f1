//! Applications for binding a sub-merchant, as the API shows them.

use payscore_api::payscore::partner::service_account_applications as api;
use payscore_domain::Application;
use payscore_domain::service_account::State;

/// As both operations show it.
pub(crate) fn current(application: &Application) -> api::ServiceAccountApplication {
    let terms = &application.terms;
    api::ServiceAccountApplication {
        service_id: terms.service_id.to_string(),
        mchid: terms.mchid.to_string(),
        appid: terms.appid.to_string(),
        sub_mchid: terms.sub_mchid.to_string(),
        out_apply_no: terms.out_apply_no.to_string(),
        apply_state: application.state.as_str().to_owned(),
        sub_appid: terms.sub_appid.as_ref().map(ToString::to_string),
        result_notify_url: terms.result_notify_url.clone(),
        reject_reason: match &application.state {
            State::Rejected { reason } => Some(reason.clone()),
            State::Processing | State::Approved => None,
        },
    }
}

/// As PAYSCORE.BIND_SERVICE_ACCOUNT tells of it: without address.
pub(crate) fn notice(application: &Application) -> api::ServiceAccountApplication {
    api::ServiceAccountApplication { result_notify_url: None, ..current(application) }
}
