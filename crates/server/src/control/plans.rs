//! Plans: list and show.

use super::error::ControlError;
use super::records::{self, ListQuery, account};
use crate::app::App;
use crate::engine;
use crate::views;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use payscore_domain::{Plan, Record, RecordKey, RecordKind};
use payscore_store::Stored;
use payscore_wire::rfc3339;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET plans`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let shown = |listed: &payscore_store::Listed| match &listed.record {
        Record::Plan(plan) => Some(summary(plan)),
        _ => None,
    };
    records::list(&app, query, RecordKind::Plan, "plans", shown).await
}

/// `GET plans/{mchid}/{merchant_plan_no}`: the plan as its query shows it, and its timeline.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, String)>,
) -> Result<Json<Value>, ControlError> {
    let account = &*account(&app, &mchid)?;
    let key = RecordKey::new(mchid.as_str(), RecordKind::Plan, number.as_str());
    let found = engine::find_record(&app, account, &key).await?.and_then(Stored::into_plan);
    let stored = found.ok_or_else(|| ControlError::not_found(format!("merchant {mchid} has no plan {number}")))?;
    let mut view = summary(&stored.record);
    view["plan"] = serde_json::to_value(views::plan::current(&stored.record)).unwrap_or_default();
    records::with_history(&app, &key, view).await
}

/// What one sees of a plan at a glance.
fn summary(plan: &Plan) -> Value {
    json!({
        "mchid": plan.terms.mchid,
        "merchant_plan_no": plan.terms.merchant_plan_no,
        "plan_id": plan.plan_id,
        "service_id": plan.terms.service_id,
        "state": plan.state().as_str(),
        "plan_name": plan.terms.offer.name,
        "created_at": rfc3339::format(plan.created_at.unix()),
    })
}
