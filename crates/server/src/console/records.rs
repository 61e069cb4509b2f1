//! Everything that is stored besides orders: a list each, with links to the JSON.

use super::words::Words;
use super::{Ui, render};
use crate::app::App;
use crate::control::ControlError;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use payscore_domain::{Record, RecordKind};
use payscore_store::{Listed, RecordFilter};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::sync::Arc;

const SHOWN: i64 = 50;

/// A kind of record as the pages have it.
struct Kind {
    /// In the page's address.
    name: &'static str,
    kind: RecordKind,
    words: Words,
    /// Under which the control API has one of them.
    path: &'static str,
}

const KINDS: [Kind; 5] = [
    Kind {
        name: "permissions", kind: RecordKind::Permission, words: ("Authorizations", "授权"), path: "permissions"
    },
    Kind { name: "plans", kind: RecordKind::Plan, words: ("Plans", "服务计划"), path: "plans" },
    Kind {
        name: "sign-plans", kind: RecordKind::SignPlan, words: ("Signed plans", "签约计划"), path: "sign-plans"
    },
    Kind { name: "refunds", kind: RecordKind::RefundNumber, words: ("Refunds", "退款"), path: "refunds" },
    Kind {
        name: "applications",
        kind: RecordKind::ServiceAccount,
        words: ("Applications", "子商户绑定申请"),
        path: "service-account-applications",
    },
];

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsPage {
    ui: Ui,
    kinds: &'static [Kind],
    kind: &'static Kind,
    rows: Vec<Row>,
    next: Option<i64>,
}

struct Row {
    id: i64,
    number: String,
    href: String,
    state: &'static str,
    mchid: String,
    openid: String,
    created: String,
}

impl Row {
    fn of(kind: &Kind, listed: &Listed) -> Self {
        let record: &Record = &listed.record;
        let key = record.key();
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        Self {
            id: listed.row,
            href: format!("/_payscore/{}/{}/{}", kind.path, encoded(key.mchid.as_str()), encoded(&key.number)),
            number: key.number,
            state: record.state(),
            mchid: key.mchid.to_string(),
            openid: record.openid().map(ToString::to_string).unwrap_or_default(),
            created: record.created_at().spaced(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct PageQuery {
    before: Option<i64>,
}

/// `GET /_payscore/console/orders/records/{kind}`
pub(super) async fn list(
    ui: Ui,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(PageQuery { before }): Query<PageQuery>,
) -> Result<Html<String>, ControlError> {
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.ok_or_else(|| ControlError::not_found(format!("there are no records called {name}")))?;
    let filter = RecordFilter { before, ..RecordFilter::newest(kind.kind, SHOWN) };
    let page = app.store.records(&filter).await?;
    let rows = page.records.iter().map(|listed| Row::of(kind, listed)).collect();
    render(&RecordsPage { ui, kinds: &KINDS, kind, rows, next: page.next })
}
