//! One order: its life, its history, its money, and what can be done with it.

mod acts;
mod history;
mod life;
mod money;

use super::words::{self, Words};
use super::{Ui, render};
use crate::app::App;
use crate::control::{ControlError, orders, records};
use acts::Acts;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use history::Item;
use life::Life;
use money::Money;
pub(super) use money::at_a_glance;
use payscore_domain::collection::{Collection, Progress};
use payscore_domain::{Order, OrderKey, RecordKey};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage {
    ui: Ui,
    number: String,
    /// Where the control API has it.
    address: String,
    /// Where its user sees it.
    phone: String,
    /// Fills in the reference's form for this order.
    as_merchant: String,
    /// Where it has the merchant's refunds.
    refunds: String,
    state: Words,
    wire_state: &'static str,
    code: String,
    facts: Vec<(&'static str, String)>,
    next: Option<(Words, String)>,
    life: Life,
    history: Vec<Item>,
    journal_is_on: bool,
    money: Money,
    acts: Acts,
    raw: String,
}

/// `GET /_payscore/console/orders/{mchid}/{out_order_no}`
pub(super) async fn show(
    ui: Ui,
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, String)>,
) -> Result<Html<String>, ControlError> {
    let account = &*records::account(&app, &mchid)?;
    let key = OrderKey::new(mchid.as_str(), number.as_str());
    let order = orders::find(&app, account, &key).await?.record;
    let key = RecordKey::from(&key);
    let (timeline, deliveries) = records::history(&app, &key).await?;
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let page = OrderPage {
        address: format!("/_payscore/orders/{}/{}", encoded(&mchid), encoded(&number)),
        phone: format!("/_payscore/console/phone/orders/{}/{}", encoded(&mchid), encoded(&number)),
        as_merchant: format!("merchant={}&out_order_no={}", encoded(&mchid), encoded(&number)),
        number,
        state: words::state_of(&order),
        wire_state: order.state(),
        refunds: format!("/_payscore/refunds/{}", encoded(&mchid)),
        code: order
            .state_description()
            .map_or_else(|| order.state().to_owned(), |description| format!("{} · {description}", order.state())),
        facts: facts(&ui, &order),
        next: next(&order),
        life: Life::of(&order, timeline.iter().filter_map(history::order_event).map(|(_, event)| event)),
        history: history::of(&ui, &app, &order, &timeline, &deliveries),
        journal_is_on: app.journal.is_on(),
        money: Money::of(&app, account, &order).await?,
        acts: Acts::of(&app, account, &order).await?,
        raw: serde_json::to_string_pretty(&orders::whole(&order)).unwrap_or_default(),
        ui,
    };
    render(&page)
}

/// What one wants to know, and to copy.
fn facts(ui: &Ui, order: &Order) -> Vec<(&'static str, String)> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let facts = [
        (ui.t("Kind", "种类"), ui.pick(&words::kind(order.kind())).to_owned()),
        (ui.t("Merchant", "商户"), order.key().mchid.to_string()),
        ("sub_mchid", text(order.sub_mchid().map(payscore_domain::Mchid::as_str))),
        ("order_id", order.order_id().to_string()),
        ("appid", order.appid().to_string()),
        ("service_id", order.service_id().to_string()),
        ("openid", text(order.openid().map(payscore_domain::OpenId::as_str))),
        (ui.t("Service", "服务内容"), text(order.introduction())),
        ("attach", text(order.attach())),
        ("query_id", text(order.query_id().map(payscore_domain::QueryId::as_str))),
        ("package", text(order.package().map(payscore_domain::Package::as_str))),
        (ui.t("Created", "创建时间"), order.created_at().spaced()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// What happens next by itself, and when.
fn next(order: &Order) -> Option<(Words, String)> {
    let due = order.next_due()?;
    let words = match order.collection().map(|Collection { progress, .. }| progress) {
        None => ("It expires, unless the user confirms before", "到期未确认则订单失效"),
        Some(Progress::Waiting { .. }) => ("The next deduction starts", "下一次扣款"),
        Some(Progress::InFlight { .. }) => ("The bank answers", "银行答复扣款结果"),
        Some(Progress::Paid(_)) => return None,
    };
    Some((words, due.spaced()))
}
