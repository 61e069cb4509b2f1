//! `GET /v3/payscore/user-service-state`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::permissions::of_user;
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use crate::routes::Routes;
use payscore_api::payscore::user_service_state::{QueryUserServiceState, UserServiceState};
use payscore_domain::permission::State;
use payscore_domain::{OpenId, ServiceId};

impl Endpoint for QueryUserServiceState {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserServiceState>, Refusal> {
        let refuse = |rejection| Refusal::of(&rejection, &SERVICE_ORDER_QUERY);
        let (merchant, openid) = (&caller.account.merchant, OpenId::from(self.openid.as_str()));
        let service_id = ServiceId::from(self.service_id.as_str());
        merchant.any_service(&self.appid.as_str().into(), &service_id).map_err(refuse)?;
        merchant.user(&openid).map_err(refuse)?;
        let found = of_user(app, &caller.account, &service_id, &openid).await?;
        let state = found.map_or(State::Unavailable, |stored| stored.record.state);
        Ok(Reply::unchanged(UserServiceState {
            appid: self.appid.clone(),
            service_id: self.service_id.clone(),
            use_service_state: state.as_str().to_owned(),
            openid: Some(self.openid.clone()),
        }))
    }
}

/// Adds the operation of this path.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<QueryUserServiceState>()
}
