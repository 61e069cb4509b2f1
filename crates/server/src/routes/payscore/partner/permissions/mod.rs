//! `/v3/payscore/partner/permissions`

mod apply;
mod apply_for_scene;
mod assess_user_risk_level;
mod authorization_code;
mod search;
mod terminate;

use crate::app::App;
use crate::gateway::Caller;
use crate::refusal::{FieldNames, Refusal};
use crate::routes::Routes;
use crate::routes::payscore::permissions::{find_of_user, of_provider};
use payscore_api::payscore::partner::permissions::{
    ApplyPartnerPermission, ApplyPartnerPermissionForScene, AssessPartnerUserRiskLevel, SearchPartnerPermission,
    TerminatePartnerPermission,
};
use payscore_domain::Permission;
use payscore_domain::permission::NamedUser;
use payscore_store::Stored;

/// How a provider names a user's authorization.
struct Named<'a> {
    openid: Option<&'a str>,
    sub_openid: Option<&'a str>,
    sub_appid: Option<&'a str>,
    sub_mchid: &'a str,
    appid: &'a str,
    service_id: &'a str,
}

/// The authorization so named.
async fn find(app: &App, caller: &Caller, named: Named<'_>, names: &FieldNames) -> Result<Stored<Permission>, Refusal> {
    let refuse = |rejection| Refusal::of(&rejection, names);
    let user = NamedUser::new(named.openid, named.sub_openid, named.sub_appid).map_err(refuse)?;
    let party = of_provider(caller, named.sub_mchid, named.sub_appid)?;
    find_of_user(app, caller, &user, (named.appid, named.service_id), &party, names).await
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    authorization_code::routes(routes)
        .with::<ApplyPartnerPermission>()
        .with::<ApplyPartnerPermissionForScene>()
        .with::<AssessPartnerUserRiskLevel>()
        .with::<SearchPartnerPermission>()
        .with::<TerminatePartnerPermission>()
}
