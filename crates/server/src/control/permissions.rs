//! Authorizations: list, show, and the user's side: open, close, and authorize without having been asked.

use super::body::read_optional;
use super::error::ControlError;
use super::orders::read_openid;
use super::records::{self, ListQuery, account};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::identity::Account;
use crate::permissions::{by_code, of_user};
use crate::refusal::Refusal;
use crate::views;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use payscore_domain::permission::{
    Event, Terms, authorize as decide_authorize, close as decide_close, open, supersede,
};
use payscore_domain::{AuthorizationCode, Candidate, Context, OpenId, Permission, Record, RecordKind, ServiceId, User};
use payscore_store::{Listed, Stored};
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET permissions`: newest first; `next` is the `before` of the next page.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let shown = |listed: &Listed| match &listed.record {
        Record::Permission(permission) => Some(summary(permission)),
        _ => None,
    };
    records::list(&app, query, RecordKind::Permission, "permissions", shown).await
}

/// `GET permissions/{mchid}/{authorization_code}`: as its query shows it, its timeline, its notifications.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((mchid, code)): Path<(String, String)>,
) -> Result<Json<Value>, ControlError> {
    let account = &*account(&app, &mchid)?;
    let permission = find(&app, account, &code.as_str().into()).await?.record;
    let mut view = summary(&permission);
    view["permission"] = serde_json::to_value(views::permission::current(account, &permission)).unwrap_or_default();
    records::with_history(&app, &permission.key(), view).await
}

/// `POST permissions/{mchid}/{authorization_code}/open`: by the one named, else by whoever opened it before, else by
/// the merchant's first user.
pub(super) async fn open_page(
    State(app): State<Arc<App>>,
    Path((mchid, code)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let _one_at_a_time = app.authorizing.lock().await;
    let (account, code) = (&*account(&app, &mchid)?, AuthorizationCode::from(code));
    let wanted = read_openid(&body)?;
    for _ in 0..engine::CONFLICT_RETRIES {
        let stored = find(&app, account, &code).await?;
        let user = user(account, wanted.as_ref(), &stored.record)?;
        let ctx = app.context();
        let events = open(&stored.record, &authorizing(user), &ctx)?;
        let batch = Batch::new(&app, account, ctx.now);
        let batch = match events.as_slice() {
            [Event::Opened { .. }] => replace(&app, account, batch, &stored.record.terms, user, &ctx).await?,
            _ => batch,
        };
        let answer = acted(&stored.record, &events);
        if batch.update(stored, events).committed().await? {
            return Ok(Json(answer));
        }
    }
    Err(Refusal::system_error().into())
}

/// `POST permissions/{mchid}/{authorization_code}/close`
pub(super) async fn close_service(
    State(app): State<Arc<App>>,
    Path((mchid, code)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let (account, code) = (&*account(&app, &mchid)?, AuthorizationCode::from(code));
    let wanted = read_openid(&body)?;
    for _ in 0..engine::CONFLICT_RETRIES {
        let stored = find(&app, account, &code).await?;
        let user = user(account, wanted.as_ref(), &stored.record)?;
        let ctx = app.context();
        let events = decide_close(&stored.record, user, &ctx)?;
        let answer = acted(&stored.record, &events);
        if Batch::new(&app, account, ctx.now).update(stored, events).committed().await? {
            return Ok(Json(answer));
        }
    }
    Err(Refusal::system_error().into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unasked {
    service_id: ServiceId,
    out_request_no: Option<String>,
}

/// `POST users/{mchid}/{openid}/authorize`: the user authorizes a service that no pre-authorization asked for.
pub(super) async fn authorize(
    State(app): State<Arc<App>>,
    Path((mchid, openid)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let _one_at_a_time = app.authorizing.lock().await;
    let account = &*account(&app, &mchid)?;
    let wanted: Option<Unasked> = read_optional(&body, r#"{"service_id": "…", "out_request_no": "…"}"#)?;
    let Unasked { service_id, out_request_no } =
        wanted.ok_or_else(|| ControlError::bad_request(r#"the body should be {"service_id": "…"}"#))?;
    let merchant = &account.merchant;
    let user = merchant.user(&openid.into())?;
    let service = merchant.any_service(&merchant.appid, &service_id)?;
    for _ in 0..engine::CONFLICT_RETRIES {
        let ctx = app.context();
        let in_force = of_user(&app, account, &service_id, &user.openid).await?;
        if let Some(stored) = in_force.filter(|stored| stored.record.is_in_force()) {
            return Ok(Json(acted(&stored.record, &[])));
        }
        let terms = merchant.terms_for(ctx.draw.authorization_code(), service);
        let given = decide_authorize(terms, out_request_no.clone(), service, &authorizing(user), &ctx)?;
        let Some((permission, events)) = given else { return Ok(Json(json!({ "declined": true }))) };
        let answer = acted(&permission, &events);
        if Batch::new(&app, account, ctx.now).create(permission, events).committed().await? {
            return Ok(Json(answer));
        }
    }
    Err(Refusal::system_error().into())
}

/// Ends the authorization that the user has given of the same service under another number.
async fn replace<'a>(
    app: &App,
    account: &Account,
    batch: Batch<'a>,
    newer: &Terms,
    user: &User,
    ctx: &Context,
) -> Result<Batch<'a>, ControlError> {
    let Some(stored) = of_user(app, account, &newer.service_id, &user.openid).await? else { return Ok(batch) };
    let events = supersede(&stored.record, &newer.authorization_code, ctx);
    Ok(batch.update(stored, events))
}

/// Orders in progress do not matter to the page.
fn authorizing(user: &User) -> Candidate<'_> {
    Candidate { user, authorized: false, in_progress: None }
}

/// The authorization after an act, and whether the user turned it down.
fn acted(permission: &Permission, events: &[Event]) -> Value {
    let mut after = permission.clone();
    events.iter().for_each(|event| after.apply(event));
    let mut view = summary(&after);
    view["declined"] = events.iter().any(|event| matches!(event, Event::Declined { .. })).into();
    view
}

/// Who acts: the one named, else the authorization's, else the merchant's first.
fn user<'a>(account: &'a Account, wanted: Option<&OpenId>, permission: &Permission) -> Result<&'a User, ControlError> {
    let merchant = &account.merchant;
    match wanted.or(permission.openid.as_ref()) {
        Some(openid) => Ok(merchant.user(openid)?),
        None => merchant.users.first().ok_or_else(|| ControlError::not_found("the merchant has no users")),
    }
}

async fn find(app: &App, account: &Account, code: &AuthorizationCode) -> Result<Stored<Permission>, ControlError> {
    let found = by_code(app, account, code).await?;
    let mchid = &account.merchant.mchid;
    found.ok_or_else(|| ControlError::not_found(format!("merchant {mchid} has no authorization {code}")))
}

/// What one sees of an authorization at a glance.
fn summary(permission: &Permission) -> Value {
    let terms = &permission.terms;
    let token = permission.token.as_ref();
    json!({
        "mchid": terms.mchid,
        "authorization_code": terms.authorization_code,
        "pre_authorized": permission.pre_authorized,
        "service_id": terms.service_id,
        "state": permission.state.as_str(),
        "openid": permission.openid,
        "created_at": rfc3339::format(permission.created_at.unix()),
        "token_expires_at": token.map(|token| rfc3339::format(token.expires_at().unix())),
    })
}
