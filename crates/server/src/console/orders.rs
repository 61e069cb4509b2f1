//! The orders: the newest, or those that are looked for.

use super::words::{self, Words};
use super::{Ui, order, render};
use crate::app::App;
use crate::control::ControlError;
use crate::control::order_list::{KINDS, OrderQuery, states};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use payscore_domain::Order;
use payscore_wire::rfc3339;
use std::sync::Arc;

/// However far somebody leafs, so many steps back are kept in the address.
const STEPS_BACK: usize = 50;

#[derive(Template)]
#[template(path = "orders.html")]
struct OrdersPage {
    ui: Ui,
    query: OrderQuery,
    rows: Vec<Row>,
    states: Vec<(&'static str, Words)>,
    kinds: Vec<(&'static str, Words)>,
    merchants: Vec<String>,
    older: Option<String>,
    newer: Option<String>,
}

struct Row {
    mchid: String,
    number: String,
    kind: Words,
    code: &'static str,
    state: Words,
    description: Option<&'static str>,
    amount: Option<(String, &'static str)>,
    openid: String,
    /// For machines, and as it is shown.
    created: (String, String),
}

impl Row {
    fn of(ui: &Ui, order: &Order) -> Self {
        Self {
            mchid: order.key().mchid.to_string(),
            number: order.key().out_order_no.to_string(),
            kind: words::kind(order.kind()),
            code: order.state(),
            state: words::state_of(order),
            description: order.state_description(),
            amount: order::at_a_glance(ui, order),
            openid: order.openid().map(ToString::to_string).unwrap_or_default(),
            created: (rfc3339::format(order.created_at().unix()), order.created_at().spaced()),
        }
    }
}

impl OrdersPage {
    /// Where to go from an empty page: it may not be the last.
    fn is_filtered(&self) -> bool {
        self.query.narrows()
    }
}

/// `GET /_payscore/`
pub(super) async fn list(
    ui: Ui,
    State(app): State<Arc<App>>,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, ControlError> {
    let (query, trail) = read(&raw.unwrap_or_default())?;
    let page = app.store.records(&query.filter()?).await?;
    let rows =
        page.records.iter().filter_map(|listed| listed.record.as_order()).map(|order| Row::of(&ui, order)).collect();
    let (older, newer) = (page.next.map(|next| older(&query, &trail, next)), newer(&query, &trail));
    render(&OrdersPage {
        ui,
        rows,
        states: states().into_iter().map(|state| (state, words::state(state, None))).collect(),
        kinds: KINDS.iter().map(|kind| (kind.as_str(), words::kind(*kind))).collect(),
        merchants: app.merchants.all().iter().map(|account| account.merchant.mchid.to_string()).collect(),
        older,
        newer,
        query,
    })
}

/// What is asked for, and the pages that the visitor came by, the newest first.
fn read(raw: &str) -> Result<(OrderQuery, Vec<i64>), ControlError> {
    let unreadable = |error: serde_urlencoded::de::Error| ControlError::bad_request(error.to_string());
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(raw).map_err(unreadable)?;
    let (trail, asked): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == "trail");
    let asked = serde_urlencoded::to_string(&asked).unwrap_or_default();
    let query = serde_urlencoded::from_str(&asked).map_err(unreadable)?;
    let steps = trail.iter().flat_map(|(_, steps)| steps.split('-')).filter_map(|step| step.parse().ok()).collect();
    Ok((query, steps))
}

fn older(query: &OrderQuery, trail: &[i64], next: i64) -> String {
    let mut trail = trail.to_vec();
    trail.extend(query.before);
    let kept = trail.len().saturating_sub(STEPS_BACK);
    address(query, Some(next), &trail[kept..])
}

/// None on the first page.
fn newer(query: &OrderQuery, trail: &[i64]) -> Option<String> {
    query.before?;
    Some(match trail.split_last() {
        Some((last, rest)) => address(query, Some(*last), rest),
        None => address(query, None, &[]),
    })
}

fn address(query: &OrderQuery, before: Option<i64>, trail: &[i64]) -> String {
    let texts = [
        ("number", &query.number),
        ("mchid", &query.mchid),
        ("state", &query.state),
        ("kind", &query.kind),
        ("openid", &query.openid),
    ];
    let mut pairs: Vec<(&str, String)> = texts.map(|(name, text)| (name, text.clone())).into();
    let steps: Vec<String> = trail.iter().map(ToString::to_string).collect();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    pairs.extend([("limit", number(query.limit)), ("before", number(before)), ("trail", steps.join("-"))]);
    pairs.retain(|(_, text)| !text.is_empty());
    format!("/_payscore/?{}", serde_urlencoded::to_string(&pairs).unwrap_or_default())
}
