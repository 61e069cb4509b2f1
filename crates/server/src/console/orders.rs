//! The newest orders.

use super::{Ui, render};
use crate::app::App;
use crate::control::ControlError;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use payscore_domain::{Order, RecordKind};
use payscore_store::RecordFilter;
use payscore_wire::rfc3339;
use std::sync::Arc;

const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "orders.html")]
struct OrdersPage {
    ui: Ui,
    rows: Vec<Row>,
}

struct Row {
    mchid: String,
    number: String,
    kind: String,
    state: &'static str,
    description: Option<&'static str>,
    openid: String,
    created: String,
}

impl Row {
    fn of(order: &Order) -> Self {
        Self {
            mchid: order.key().mchid.to_string(),
            number: order.key().out_order_no.to_string(),
            kind: format!("{:?}", order.kind()),
            state: order.state(),
            description: order.state_description(),
            openid: order.openid().map(ToString::to_string).unwrap_or_default(),
            created: rfc3339::format(order.created_at().unix()),
        }
    }
}

/// `GET /_payscore/`
pub(super) async fn list(ui: Ui, State(app): State<Arc<App>>) -> Result<Html<String>, ControlError> {
    let listed = app.store.records(&RecordFilter::newest(RecordKind::Order, SHOWN)).await?;
    let rows = listed.records.iter().filter_map(|listed| listed.record.as_order()).map(Row::of).collect();
    render(&OrdersPage { ui, rows })
}
