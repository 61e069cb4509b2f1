//! `POST /v3/payscore/users/{openid}/permissions/{service_id}/terminate`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{OPENID_IN_PATH, Refusal};
use crate::routes::payscore::permissions::{end, find_of_user};
use payscore_api::NoContent;
use payscore_api::payscore::users::permissions::TerminateUserPermission;
use payscore_domain::permission::NamedUser;
use payscore_domain::service_order::Party;

impl Endpoint for TerminateUserPermission {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let (user, service) =
            (NamedUser::Openid(self.openid.as_str().into()), (self.appid.as_str(), self.service_id.as_str()));
        let stored = find_of_user(app, caller, &user, service, &Party::Direct, &OPENID_IN_PATH).await?;
        end(app, caller, stored, &self.reason).await
    }
}
