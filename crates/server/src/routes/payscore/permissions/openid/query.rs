//! `GET /v3/payscore/permissions/openid/{openid}`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{OPENID_IN_PATH, Refusal};
use crate::routes::payscore::permissions::find_of_user;
use crate::views;
use payscore_api::payscore::permissions::Permission;
use payscore_api::payscore::permissions::openid::QueryPermissionByOpenid;
use payscore_domain::permission::NamedUser;
use payscore_domain::service_order::Party;

impl Endpoint for QueryPermissionByOpenid {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Permission>, Refusal> {
        let (user, service) =
            (NamedUser::Openid(self.openid.as_str().into()), (self.appid.as_str(), self.service_id.as_str()));
        let stored = find_of_user(app, caller, &user, service, &Party::Direct, &OPENID_IN_PATH).await?;
        // The one query that does not tell the address.
        let view = views::permission::current(&caller.account, &stored.record);
        Ok(Reply::unchanged(Permission { notify_url: None, ..view }))
    }
}
