//! An order: to confirm, in use, to pay, over.

use super::paper::{Paper, Stage};
use super::{Phone, PhoneLink};
use crate::app::App;
use crate::console::{Ui, render};
use crate::control::ControlError;
use crate::engine;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use payscore_domain::OrderKey;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "phone/order.html")]
struct OrderScreen {
    ui: Ui,
    phone: Phone,
    paper: Paper,
}

/// `GET …/phone/orders/{mchid}/{out_order_no}`
pub(super) async fn show(
    ui: Ui,
    mut phone: Phone,
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, String)>,
) -> Result<Html<String>, ControlError> {
    let account = app.merchants.get(&mchid);
    let account = account.ok_or_else(|| ControlError::not_found(format!("no merchant {mchid}")))?;
    let stored = engine::find(&app, &account, &OrderKey::new(mchid.as_str(), number.as_str())).await?;
    let stored = stored.ok_or_else(|| ControlError::not_found(format!("merchant {mchid} has no order {number}")))?;
    if let Some(package) = stored.record.package() {
        phone.link = PhoneLink::of_package(&app, package.as_str());
    }
    let paper = Paper::of(&stored.record, app.clock.service());
    render(&OrderScreen { ui, phone, paper })
}
