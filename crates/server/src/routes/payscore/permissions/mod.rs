//! `/v3/payscore/permissions`, and what its twins for providers and acquiring banks share with it.

mod apply;
mod assess_user_risk_level;
mod authorization_code;
mod openid;

use crate::app::App;
use crate::engine::Batch;
use crate::gateway::{Caller, Pending, Reply};
use crate::permissions::{by_code, of_user};
use crate::refusal::{FieldNames, Refusal, SERVICE_ORDER};
use crate::routes::Routes;
use crate::{notify_url, views};
use payscore_api::NoContent;
use payscore_api::payscore::permissions as api;
use payscore_api::payscore::permissions::{ApplyPermission, AssessUserRiskLevel};
use payscore_domain::permission::{Event, NamedUser, Terminate, Terms, Whose, pre_authorize, repeat, terminate};
use payscore_domain::service_order::Party;
use payscore_domain::{Permission, Rejection, ServiceId};
use payscore_store::Stored;

/// What a rejection becomes where the fields are in the body.
pub(super) fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &SERVICE_ORDER)
}

/// One of a provider's sub-merchants, refused where it is not.
pub(super) fn of_provider(caller: &Caller, sub_mchid: &str, sub_appid: Option<&str>) -> Result<Party, Refusal> {
    let party = Party::Partner { sub_mchid: sub_mchid.into(), sub_appid: sub_appid.map(Into::into) };
    party.check(&caller.account.merchant).map(|()| party).map_err(refuse)
}

/// One of a bank's, reached through this channel.
pub(super) fn of_bank(
    caller: &Caller,
    sub_mchid: &str,
    sub_appid: Option<&str>,
    channel_id: Option<&str>,
) -> Result<Party, Refusal> {
    let (sub_appid, channel_id) = (sub_appid.map(Into::into), channel_id.map(Into::into));
    let party = Party::AcquiringBank { sub_mchid: sub_mchid.into(), sub_appid, channel_id };
    party.check(&caller.account.merchant).map(|()| party).map_err(refuse)
}

/// What every pre-authorization says.
pub(super) struct Asked<'a> {
    pub(super) authorization_code: &'a str,
    pub(super) appid: &'a str,
    pub(super) service_id: &'a str,
    pub(super) notify_url: Option<&'a str>,
    pub(super) in_payment: bool,
}

/// Pre-authorizes; gives the token that opens the page.
pub(super) async fn ask(
    app: &App,
    caller: &Caller,
    asked: Asked<'_>,
    party: Party,
) -> Result<(String, Option<Pending>), Refusal> {
    asked.notify_url.map_or(Ok(()), |url| notify_url::check(app, url))?;
    let account = &caller.account;
    let terms = Terms {
        mchid: caller.mchid().clone(),
        authorization_code: asked.authorization_code.into(),
        appid: asked.appid.into(),
        service_id: asked.service_id.into(),
        party,
        notify_url: asked.notify_url.map(str::to_owned),
        in_payment: asked.in_payment,
    };
    let service = terms.service(&account.merchant).map_err(refuse)?;
    let ctx = app.context();
    let batch = Batch::new(app, account, ctx.now);
    let (permission, batch) = match by_code(app, account, &terms.authorization_code).await? {
        Some(stored) => {
            let mut permission = stored.record.clone();
            let events = repeat(&permission, &terms, &ctx).map_err(refuse)?;
            events.iter().for_each(|event| permission.apply(event));
            (permission, batch.update(stored, events))
        }
        None => {
            let permission = pre_authorize(terms, service, &ctx).map_err(refuse)?;
            (permission.clone(), batch.create(permission, Vec::<Event>::new()))
        }
    };
    let token = permission.token.map(|issued| issued.token.to_string()).unwrap_or_default();
    Ok((token, batch.commit()))
}

/// The authorization of this number, as the call names it.
pub(super) async fn find_by_code(
    app: &App,
    caller: &Caller,
    code: &str,
    service_id: &str,
    party: &Party,
    names: &FieldNames,
) -> Result<Stored<Permission>, Refusal> {
    let found = by_code(app, &caller.account, &code.into()).await?.ok_or(Rejection::PermissionNotFound);
    let checked = found.and_then(|stored| stored.record.check_identity(party, &service_id.into()).map(|()| stored));
    checked.map_err(|rejection| Refusal::of(&rejection, names))
}

/// What a user has authorized of a service, as the call names both.
pub(super) async fn find_of_user(
    app: &App,
    caller: &Caller,
    user: &NamedUser,
    (appid, service_id): (&str, &str),
    party: &Party,
    names: &FieldNames,
) -> Result<Stored<Permission>, Refusal> {
    let refuse = |rejection| Refusal::of(&rejection, names);
    let merchant = &caller.account.merchant;
    let service_id = ServiceId::from(service_id);
    merchant.any_service(&appid.into(), &service_id).map_err(refuse)?;
    let openid = &user.of(merchant).map_err(refuse)?.openid;
    let found = of_user(app, &caller.account, &service_id, openid).await?.ok_or(Rejection::PermissionNotFound);
    found.and_then(|stored| stored.record.check_identity(party, &service_id).map(|()| stored)).map_err(refuse)
}

/// Ends an authorization on the merchant's behalf.
pub(super) async fn end(
    app: &App,
    caller: &Caller,
    stored: Stored<Permission>,
    reason: &str,
) -> Result<Reply<NoContent>, Refusal> {
    let (service_id, openid) = (stored.record.terms.service_id.clone(), stored.record.openid.clone());
    let in_progress = match &openid {
        Some(openid) => app.store.in_progress(caller.mchid(), openid, Some(&service_id)).await?,
        None => 0,
    };
    let ctx = app.context();
    let command = Terminate { reason: reason.to_owned() };
    let events = terminate(&stored.record, &command, in_progress, &ctx).map_err(refuse)?;
    let mut batch = Batch::new(app, &caller.account, ctx.now).update(stored, events);
    if let Some(openid) = openid {
        batch = batch.while_in_progress(openid, service_id, in_progress);
    }
    Ok(Reply { response: NoContent {}, pending: batch.commit() })
}

/// What an assessment is asked about.
pub(super) struct Assessed<'a> {
    pub(super) authorization_code: Option<&'a str>,
    pub(super) openid: Option<&'a str>,
    pub(super) sub_openid: Option<&'a str>,
    pub(super) sub_appid: Option<&'a str>,
    pub(super) appid: &'a str,
    pub(super) service_id: &'a str,
}

/// Assesses the user of an authorization.
pub(super) async fn assess(
    app: &App,
    caller: &Caller,
    assessed: Assessed<'_>,
    party: &Party,
) -> Result<Reply<api::Permission>, Refusal> {
    let (openid, sub_openid) = (assessed.openid, assessed.sub_openid);
    let whose = Whose::new(assessed.authorization_code, openid, sub_openid, assessed.sub_appid).map_err(refuse)?;
    let (appid, service_id) = (assessed.appid, assessed.service_id);
    caller.account.merchant.any_service(&appid.into(), &service_id.into()).map_err(refuse)?;
    let stored = match &whose {
        Whose::Code(code) => find_by_code(app, caller, code.as_str(), service_id, party, &SERVICE_ORDER).await?,
        Whose::User(user) => find_of_user(app, caller, user, (appid, service_id), party, &SERVICE_ORDER).await?,
    };
    Ok(shown(caller, &stored))
}

/// The authorization as it stands.
pub(super) fn shown(caller: &Caller, stored: &Stored<Permission>) -> Reply<api::Permission> {
    Reply::unchanged(views::permission::current(&caller.account, &stored.record))
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    let routes = authorization_code::routes(openid::routes(routes));
    routes.with::<ApplyPermission>().with::<AssessUserRiskLevel>()
}
