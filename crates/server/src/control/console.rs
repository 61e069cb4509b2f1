//! The console's first page: the newest orders, and where to go on.

use super::error::ControlError;
use crate::app::App;
use axum::extract::State;
use axum::response::{Html, Redirect};
use payscore_domain::{Order, RecordKind};
use payscore_store::RecordFilter;
use payscore_wire::rfc3339;
use std::fmt::Write;
use std::sync::Arc;

const SHOWN: i64 = 50;

/// `GET /_payscore`
pub(super) async fn redirect() -> Redirect {
    Redirect::permanent("/_payscore/")
}

/// `GET /_payscore/`
pub(super) async fn page(State(app): State<Arc<App>>) -> Result<Html<String>, ControlError> {
    let newest = RecordFilter { kind: RecordKind::Order, mchid: None, state: None, before: None, limit: SHOWN };
    let orders = app.store.records(&newest).await?;
    let mut rows = String::new();
    for order in orders.iter().filter_map(|listed| listed.record.as_order()) {
        row(&mut rows, order);
    }
    if rows.is_empty() {
        rows.push_str("<tr><td colspan=6>还没有订单 · no orders yet: run <code>payscore demo</code></td></tr>");
    }
    let merchants: Vec<String> =
        app.merchants.all().iter().map(|account| escape(account.merchant.mchid.as_str())).collect();
    let page = include_str!("console.html")
        .replace("{{now}}", &rfc3339::format(app.clock.service().unix()))
        .replace("{{merchants}}", &merchants.join(", "))
        .replace("{{orders}}", &rows);
    Ok(Html(page))
}

fn row(page: &mut String, order: &Order) {
    let key = order.key();
    let (mchid, number) = (escape(key.mchid.as_str()), escape(key.out_order_no.as_str()));
    let state =
        order.state_description().map_or(order.state().to_owned(), |more| format!("{} / {more}", order.state()));
    let created = rfc3339::format(order.created_at().unix());
    let openid = order.openid().map(|openid| escape(openid.as_str())).unwrap_or_default();
    let kind = order.kind();
    // Writing into a String cannot fail.
    let _ = write!(
        page,
        "<tr><td><a href=\"orders/{mchid}/{number}\">{number}</a><td>{mchid}<td>{kind:?}<td class={class}>{state}<td>{openid}<td>{created}</tr>",
        class = order.state()
    );
}

/// Text as text: order fields are whatever a merchant sent.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_shows_as_text() {
        assert_eq!(escape("<script>'a'&\"b\""), "&lt;script&gt;&#39;a&#39;&amp;&quot;b&quot;");
    }
}
