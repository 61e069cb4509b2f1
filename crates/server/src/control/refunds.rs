//! Refunds: show one, and settle it by hand.

use super::body::JsonBody;
use super::error::ControlError;
use super::records::account;
use crate::app::App;
use crate::engine::{self, Batch};
use crate::identity::Account;
use crate::refusal::Refusal;
use crate::views::refund as view;
use axum::Json;
use axum::extract::{Path, State};
use payscore_domain::refund::{Status, settle};
use payscore_domain::{OutRefundNo, Refunds};
use payscore_store::Stored;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// `GET refunds/{mchid}/{out_refund_no}`: as its query shows it.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, OutRefundNo)>,
) -> Result<Json<Value>, ControlError> {
    let stored = find(&app, &*account(&app, &mchid)?, &number).await?;
    Ok(Json(shown(&stored.record, &number)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settlement {
    status: End,
}

/// How a refund can be settled.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum End {
    Success,
    Closed,
    Abnormal,
}

/// `POST refunds/{mchid}/{out_refund_no}/settle`: decided anew where another writer was faster.
pub(super) async fn settle_by_hand(
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, OutRefundNo)>,
    JsonBody(Settlement { status }): JsonBody<Settlement>,
) -> Result<Json<Value>, ControlError> {
    let account = &*account(&app, &mchid)?;
    let status = match status {
        End::Success => Status::Success,
        End::Closed => Status::Closed,
        End::Abnormal => Status::Abnormal,
    };
    for _ in 0..engine::CONFLICT_RETRIES {
        let stored = find(&app, account, &number).await?;
        let ctx = app.context();
        let events = settle(&stored.record, &number, status, &ctx)?;
        let mut refunds = stored.record.clone();
        events.iter().for_each(|event| refunds.apply(event));
        let answer = shown(&refunds, &number);
        if Batch::new(&app, account, ctx.now).update(stored, events).committed().await? {
            return Ok(Json(answer));
        }
    }
    Err(Refusal::system_error().into())
}

async fn find(app: &App, account: &Account, number: &OutRefundNo) -> Result<Stored<Refunds>, ControlError> {
    let found = engine::find_refunds(app, account, number).await?;
    let mchid = &account.merchant.mchid;
    found.ok_or_else(|| ControlError::not_found(format!("merchant {mchid} has no refund {number}")))
}

fn shown(refunds: &Refunds, number: &OutRefundNo) -> Value {
    let view = refunds.get(number).map(|refund| serde_json::to_value(view::current(&refunds.paid, refund)));
    view.and_then(Result::ok).unwrap_or_default()
}
