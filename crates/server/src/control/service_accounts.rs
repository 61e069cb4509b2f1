//! Applications for binding sub-merchants: list, show, and the reviewer's side: approve, reject.

use super::error::ControlError;
use super::records::{self, ListQuery, account};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::identity::Account;
use crate::refusal::Refusal;
use crate::views;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use payscore_domain::service_account::{Event, approve, reject};
use payscore_domain::{Application, Record, RecordKey, RecordKind, Rejection};
use payscore_store::{Listed, Stored};
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Why, where the reviewer does not say: the reason of the official sample.
const DEFAULT_REASON: &str = "账户异常，无法绑定";

/// `GET service-account-applications`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let shown = |listed: &Listed| match &listed.record {
        Record::ServiceAccount(application) => Some(summary(application)),
        _ => None,
    };
    records::list(&app, query, RecordKind::ServiceAccount, "service_account_applications", shown).await
}

/// `GET service-account-applications/{mchid}/{out_apply_no}`: as its query shows it, its timeline, its notifications.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, String)>,
) -> Result<Json<Value>, ControlError> {
    let key = RecordKey::new(mchid.as_str(), RecordKind::ServiceAccount, number);
    let stored = find(&app, &*account(&app, &mchid)?, &key).await?;
    let mut view = summary(&stored.record);
    view["application"] = serde_json::to_value(views::service_account::current(&stored.record)).unwrap_or_default();
    records::with_history(&app, &key, view).await
}

/// `POST …/approve`
pub(super) async fn approve_it(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
) -> Result<Json<Value>, ControlError> {
    decide(&app, path, approve).await
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reject {
    reason: Option<String>,
}

/// `POST …/reject`: the body is optional, and so is the reason in it.
pub(super) async fn reject_it(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let Reject { reason } = if body.trim_ascii().is_empty() {
        Reject::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|error| ControlError::bad_request(format!("the body should be {{\"reason\": \"…\"}}: {error}")))?
    };
    let reason = reason.unwrap_or_else(|| DEFAULT_REASON.to_owned());
    decide(&app, path, |application| reject(application, &reason)).await
}

/// One decision of the reviewer, made anew where another writer was faster.
async fn decide(
    app: &App,
    (mchid, number): (String, String),
    decision: impl Fn(&Application) -> Result<Vec<Event>, Rejection>,
) -> Result<Json<Value>, ControlError> {
    let account = &*account(app, &mchid)?;
    let key = RecordKey::new(mchid, RecordKind::ServiceAccount, number);
    for _ in 0..engine::CONFLICT_RETRIES {
        let stored = find(app, account, &key).await?;
        let events = decision(&stored.record)?;
        let mut application = stored.record.clone();
        events.iter().for_each(|event| application.apply(event));
        let answer = summary(&application);
        if Batch::new(app, account, app.clock.service()).update(stored, events).committed().await? {
            return Ok(Json(answer));
        }
    }
    Err(Refusal::system_error().into())
}

async fn find(app: &App, account: &Account, key: &RecordKey) -> Result<Stored<Box<Application>>, ControlError> {
    let found = engine::find_record(app, account, key).await?.and_then(Stored::into_application);
    found.ok_or_else(|| ControlError::not_found(format!("merchant {} has no application {}", key.mchid, key.number)))
}

/// What one sees of an application at a glance.
fn summary(application: &Application) -> Value {
    json!({
        "mchid": application.terms.mchid,
        "out_apply_no": application.terms.out_apply_no,
        "service_id": application.terms.service_id,
        "sub_mchid": application.terms.sub_mchid,
        "state": application.state.as_str(),
        "created_at": rfc3339::format(application.created_at.unix()),
        "next_due": application.next_due().map(|due| rfc3339::format(due.unix())),
    })
}
