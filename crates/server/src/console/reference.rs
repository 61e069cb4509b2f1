//! The API reference: all operations, and each with all there is to say about it.

use super::{Ui, render};
use crate::app::App;
use crate::control::ControlError;
use crate::gateway::origin;
use crate::identity::Account;
use crate::reference::fields::{self, Row};
use crate::reference::refusals::{self, Refused};
use crate::reference::states::{self, Excerpt, Outcome};
use crate::reference::styles::{self, Call, Style};
use crate::reference::{self, Group};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use http::request::Parts;
use payscore_api::spec::{Field, OperationSpec};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "reference.html")]
struct ReferencePage {
    ui: Ui,
    groups: Vec<Group>,
    count: usize,
}

/// `GET /_payscore/console/reference`
pub(super) async fn list(ui: Ui) -> Result<Html<String>, ControlError> {
    let groups = reference::groups();
    let count = groups.iter().map(|group| group.operations.len()).sum();
    render(&ReferencePage { ui, groups, count })
}

#[derive(Template)]
#[template(path = "operation.html")]
struct OperationPage {
    ui: Ui,
    spec: &'static OperationSpec,
    doc: Vec<Vec<Span>>,
    requests: Vec<Part>,
    answer: Vec<Row>,
    refused: Vec<Refused>,
    excerpts: Vec<Excerpt>,
    styles: Vec<Style>,
    merchants: Vec<Choice>,
    example: Prefilled,
}

/// Where a request carries fields, and these.
struct Part {
    english: &'static str,
    chinese: &'static str,
    rows: Vec<Row>,
}

/// A merchant to call as.
struct Choice {
    mchid: String,
    is_provider: bool,
    is_chosen: bool,
}

/// What the form holds at first.
struct Prefilled {
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    body: Option<String>,
    lines: usize,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    merchant: Option<String>,
    /// The order that the call is to be about, where one is in its path.
    out_order_no: Option<String>,
}

/// `GET /_payscore/console/reference/{name}?merchant=…&out_order_no=…`
pub(super) async fn show(
    ui: Ui,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(Chosen { merchant, out_order_no }): Query<Chosen>,
    parts: Parts,
) -> Result<Html<String>, ControlError> {
    let spec = reference::named(&name).ok_or_else(|| ControlError::not_found(format!("no operation {name}")))?;
    let accounts = app.merchants.all();
    let account = caller(spec, &accounts, merchant.as_deref())?;
    let mut example = reference::example_for(&app, spec, account);
    if let (Some(number), Some(place)) =
        (out_order_no, example.path.iter_mut().find(|(name, _)| *name == "out_order_no"))
    {
        place.1 = number;
    }
    let body = example.body.as_ref().map(|body| serde_json::to_string_pretty(body).unwrap_or_default());
    let styles = styles::all(&Call {
        spec,
        example: &example,
        base_url: &origin(&parts),
        mchid: account.merchant.mchid.as_str(),
        serial_no: &account.serial_no,
        folder: &account.folder.to_string_lossy(),
    });
    let mut refused = refusals::seen(spec);
    refused.extend(refusals::of_fields(spec));
    refused.extend(refusals::of_all());
    render(&OperationPage {
        ui,
        spec,
        doc: paragraphs(spec.doc),
        requests: requests(spec),
        answer: fields::rows(spec.response_fields),
        refused,
        excerpts: states::of(spec),
        styles,
        merchants: accounts.iter().map(|one| choice(one, account)).collect(),
        example: Prefilled {
            lines: body.as_ref().map_or(0, |body| body.lines().count() + 1),
            path: example.path,
            query: example.query,
            body,
        },
    })
}

/// Who calls: as chosen, else the first who may.
fn caller<'a>(
    spec: &OperationSpec,
    accounts: &'a [Arc<Account>],
    chosen: Option<&str>,
) -> Result<&'a Arc<Account>, ControlError> {
    if let Some(mchid) = chosen {
        let named = accounts.iter().find(|account| account.merchant.mchid.as_str() == mchid);
        return named.ok_or_else(|| ControlError::not_found(format!("no merchant {mchid}")));
    }
    let may = |account: &&Arc<Account>| account.merchant.sub.is_some() == reference::is_for_providers(spec);
    let first = accounts.iter().find(may).or(accounts.first());
    first.ok_or_else(|| ControlError::not_found("no merchant"))
}

fn choice(account: &Arc<Account>, chosen: &Arc<Account>) -> Choice {
    Choice {
        mchid: account.merchant.mchid.to_string(),
        is_provider: account.merchant.sub.is_some(),
        is_chosen: Arc::ptr_eq(account, chosen),
    }
}

fn requests(spec: &'static OperationSpec) -> Vec<Part> {
    let part = |english, chinese, fields: &'static [Field]| Part { english, chinese, rows: fields::rows(fields) };
    let mut parts = vec![
        part("In the path", "路径参数", spec.path_fields),
        part("After the question mark", "查询参数", spec.query_fields),
        part("In the body", "请求体", spec.body_fields),
    ];
    parts.retain(|part| !part.rows.is_empty());
    parts
}

/// Part of a paragraph.
#[derive(Debug, PartialEq, Eq)]
struct Span {
    text: String,
    is_code: bool,
}

/// Lines up to an empty one belong together; what stands between backticks is code.
fn paragraphs(doc: &[&str]) -> Vec<Vec<Span>> {
    let lines: Vec<&str> = doc.iter().map(|line| line.trim()).collect();
    let texts = lines.split(|line| line.is_empty()).map(|lines| lines.join(" ")).filter(|text| !text.is_empty());
    texts.map(|text| spans(&text)).collect()
}

fn spans(text: &str) -> Vec<Span> {
    let parts = text.split('`').enumerate();
    let spans = parts.map(|(index, part)| Span { text: part.to_owned(), is_code: index % 2 == 1 });
    spans.filter(|span| !span.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let told = paragraphs(&["One of `A`", "and B.", "", "`C`"]);
        let span = |text: &str, is_code| Span { text: text.to_owned(), is_code };
        assert_eq!(
            told,
            [vec![span("One of ", false), span("A", true), span(" and B.", false)], vec![span("C", true)]]
        );
    }
}
