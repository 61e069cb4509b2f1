//! Sign plans: list, show, and the user's side: sign, cancel, close the service.

use super::error::ControlError;
use super::orders::read_openid;
use super::page::LARGEST_PAGE;
use super::records::{self, ListQuery, account};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::identity::Account;
use crate::refusal::Refusal;
use crate::views;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use payscore_domain::sign_plan::{CancelledBy, Event, State, cancel, sign};
use payscore_domain::{Plan, Record, RecordKey, RecordKind, Rejection, SignPlan};
use payscore_store::{Listed, Stored};
use payscore_wire::rfc3339;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET sign-plans`
pub(super) async fn list(
    Shared(app): Shared<Arc<App>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let shown = |listed: &Listed| match &listed.record {
        Record::SignPlan(sign_plan) => Some(summary(sign_plan)),
        _ => None,
    };
    records::list(&app, query, RecordKind::SignPlan, "sign_plans", shown).await
}

/// `GET sign-plans/{mchid}/{merchant_sign_plan_no}`: as its query shows it, its timeline, its notifications.
pub(super) async fn show(
    Shared(app): Shared<Arc<App>>,
    Path((mchid, number)): Path<(String, String)>,
) -> Result<Json<Value>, ControlError> {
    let key = RecordKey::new(mchid.as_str(), RecordKind::SignPlan, number);
    let stored = find(&app, &*account(&app, &mchid)?, &key).await?;
    let mut view = summary(&stored.record);
    view["sign_plan"] = serde_json::to_value(views::sign_plan::current(&stored.record)).unwrap_or_default();
    records::with_history(&app, &key, view).await
}

/// `POST …/sign`: the user answers the signing page.
pub(super) async fn sign_it(
    Shared(app): Shared<Arc<App>>,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    act(&app, path, &body, Act::Sign).await
}

/// `POST …/cancel`: the user cancels what was signed.
pub(super) async fn cancel_it(
    Shared(app): Shared<Arc<App>>,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    act(&app, path, &body, Act::Cancel).await
}

/// `POST …/close-service`: the user closes the service, and with it all that was signed of it.
pub(super) async fn close_service(
    Shared(app): Shared<Arc<App>>,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    act(&app, path, &body, Act::CloseService).await
}

/// What a user can do with a sign plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Sign,
    Cancel,
    CloseService,
}

/// One act of the user (the one named, else the one it is for), decided anew where another writer was faster.
async fn act(app: &App, (mchid, number): (String, String), body: &[u8], act: Act) -> Result<Json<Value>, ControlError> {
    let account = &*account(app, &mchid)?;
    let wanted = read_openid(body)?;
    let key = RecordKey::new(mchid, RecordKind::SignPlan, number);
    for _ in 0..engine::CONFLICT_RETRIES {
        let stored = find(app, account, &key).await?;
        let user = account.merchant.user(wanted.as_ref().unwrap_or(stored.record.terms.signer.openid()))?;
        let ctx = app.context();
        let mut batch = Batch::new(app, account, ctx.now);
        let events = match act {
            Act::Sign => sign(&stored.record, &*plan_of(app, account, &stored.record).await?, user, &ctx)?,
            Act::Cancel => cancel(&stored.record, user, CancelledBy::User, &ctx)?,
            Act::CloseService => cancel(&stored.record, user, CancelledBy::RevokedService, &ctx)?,
        };
        if act == Act::CloseService {
            for other in others_signed(app, account, &stored.record).await? {
                let events = cancel(&other.record, user, CancelledBy::RevokedService, &ctx)?;
                batch = batch.update(other, events);
            }
        }
        let mut sign_plan = stored.record.clone();
        events.iter().for_each(|event| sign_plan.apply(event));
        let mut answer = summary(&sign_plan);
        answer["declined"] = events.contains(&Event::Declined).into();
        if batch.update(stored, events).committed().await? {
            return Ok(Json(answer));
        }
    }
    Err(Refusal::system_error().into())
}

/// What else the user of a sign plan has signed of its service, and not ended yet.
async fn others_signed(
    app: &App,
    account: &Account,
    sign_plan: &SignPlan,
) -> Result<Vec<Stored<Box<SignPlan>>>, ControlError> {
    let handle = SignPlan::of_user(&sign_plan.terms.service_id, sign_plan.terms.signer.openid());
    let mchid = &account.merchant.mchid;
    let mut others = Vec::new();
    for listed in app.store.records_by_handle(mchid, RecordKind::SignPlan, &handle, None, LARGEST_PAGE).await? {
        let key = listed.record.key();
        if key != sign_plan.key() {
            let other = find(app, account, &key).await?;
            others.extend(Some(other).filter(|other| other.record.state == State::Signed));
        }
    }
    Ok(others)
}

async fn find(app: &App, account: &Account, key: &RecordKey) -> Result<Stored<Box<SignPlan>>, ControlError> {
    let found = engine::find_record(app, account, key).await?.and_then(Stored::into_sign_plan);
    found.ok_or_else(|| ControlError::not_found(format!("merchant {} has no sign plan {}", key.mchid, key.number)))
}

/// The plan that is signed.
async fn plan_of(app: &App, account: &Account, sign_plan: &SignPlan) -> Result<Box<Plan>, ControlError> {
    let plan_id = &sign_plan.terms.plan_id;
    let found = engine::find_by_handle(app, account, RecordKind::Plan, &Plan::by_id(plan_id)).await?;
    let plan = found.and_then(Stored::into_plan).map(|stored| stored.record);
    Ok(plan.ok_or_else(|| Rejection::PlanNotFound { plan_id: plan_id.clone() })?)
}

/// What one sees of a sign plan at a glance.
fn summary(sign_plan: &SignPlan) -> Value {
    json!({
        "mchid": sign_plan.terms.mchid,
        "merchant_sign_plan_no": sign_plan.terms.merchant_sign_plan_no,
        "sign_plan_id": sign_plan.sign_plan_id,
        "plan_id": sign_plan.terms.plan_id,
        "service_id": sign_plan.terms.service_id,
        "state": sign_plan.state.as_str(),
        "going_detail_no": sign_plan.going_detail_no(),
        "openid": sign_plan.terms.signer.openid(),
        "created_at": rfc3339::format(sign_plan.created_at.unix()),
        "next_due": sign_plan.next_due().map(|due| rfc3339::format(due.unix())),
    })
}
