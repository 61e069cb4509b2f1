//! Orders: list, show, and the user's side: confirm, decline, pay.

use super::body::read_optional;
use super::error::ControlError;
use super::order_list::OrderQuery;
use super::records::{self, account};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::identity::Account;
use crate::refusal::Refusal;
use crate::views;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use payscore_domain::{OpenId, Order, OrderEvent, OrderKey, User};
use payscore_store::{Listed, Stored};
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET orders`: newest first, or by number; `next` is the `before` of the next page.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    query: Result<Query<OrderQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let Query(query) = query?;
    let shown = |listed: &Listed| listed.record.as_order().map(summary);
    records::page(&app, &query.filter()?, "orders", shown).await
}

/// `GET orders/{mchid}/{out_order_no}`: the order as its query shows it, its timeline, its notifications.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, String)>,
) -> Result<Json<Value>, ControlError> {
    let account = &*account(&app, &mchid)?;
    let key = OrderKey::new(mchid.as_str(), number.as_str());
    let stored = find(&app, account, &key).await?;
    let mut view = summary(&stored.record);
    view["order"] = whole(&stored.record);
    records::with_history(&app, &(&key).into(), view).await
}

/// `POST …/confirm`
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    act(&app, path, &body, Act::Confirm).await
}

/// `POST …/decline`
pub(super) async fn decline(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    act(&app, path, &body, Act::Decline).await
}

/// `POST …/pay`
pub(super) async fn pay(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    act(&app, path, &body, Act::Pay).await
}

/// What a user can do with an order.
#[derive(Debug, Clone, Copy)]
enum Act {
    Confirm,
    Decline,
    Pay,
}

/// One act of the user, decided anew where another writer was faster.
async fn act(app: &App, (mchid, number): (String, String), body: &[u8], act: Act) -> Result<Json<Value>, ControlError> {
    let account = &*account(app, &mchid)?;
    let wanted = read_openid(body)?;
    let key = OrderKey::new(mchid, number);
    for _ in 0..engine::CONFLICT_RETRIES {
        let stored = find(app, account, &key).await?;
        let user = user(account, wanted.as_ref(), &stored.record)?;
        let ctx = app.context();
        let batch = Batch::new(app, account, ctx.now);
        let (events, batch) = match act {
            Act::Confirm => {
                let candidate = engine::confirming(app, account, user).await?;
                (stored.record.confirm(&candidate, &ctx)?, batch.counting(Some(&candidate)))
            }
            Act::Decline => (stored.record.decline(user)?, batch),
            Act::Pay => (stored.record.pay_by(user, &ctx)?, batch),
        };
        let mut order = stored.record.clone();
        events.iter().for_each(|event| order.apply(event));
        let answer = acted(&order, &events);
        if batch.update(stored, events).committed().await? {
            return Ok(Json(answer));
        }
    }
    Err(Refusal::system_error().into())
}

/// The order after an act, and whether the user turned it down.
fn acted(order: &Order, events: &[OrderEvent]) -> Value {
    use payscore_domain::{retail, service_order};
    let declined = events.iter().any(|event| {
        matches!(
            event,
            OrderEvent::Service(service_order::Event::Declined { .. })
                | OrderEvent::Retail(retail::Event::Declined { .. })
        )
    });
    let mut view = summary(order);
    view["declined"] = declined.into();
    view
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    openid: Option<OpenId>,
}

/// The body is optional, and so is what is in it.
pub(super) fn read_openid(body: &[u8]) -> Result<Option<OpenId>, ControlError> {
    let who: Option<Who> = read_optional(body, r#"{"openid": "…"}"#)?;
    Ok(who.and_then(|who| who.openid))
}

/// Who acts: the one named, else the order's, else the merchant's first.
fn user<'a>(account: &'a Account, wanted: Option<&OpenId>, order: &Order) -> Result<&'a User, ControlError> {
    let merchant = &account.merchant;
    match wanted.or(order.openid()) {
        Some(openid) => Ok(merchant.user(openid)?),
        None => merchant.users.first().ok_or_else(|| ControlError::not_found("the merchant has no users")),
    }
}

/// The order as it stands now.
pub(crate) async fn find(app: &App, account: &Account, key: &OrderKey) -> Result<Stored<Order>, ControlError> {
    let found = engine::find(app, account, key).await?;
    found.ok_or_else(|| ControlError::not_found(format!("merchant {} has no order {}", key.mchid, key.out_order_no)))
}

/// What one sees of an order at a glance.
fn summary(order: &Order) -> Value {
    json!({
        "mchid": order.key().mchid,
        "out_order_no": order.key().out_order_no,
        "order_id": order.order_id(),
        "kind": order.kind(),
        "service_id": order.service_id(),
        "state": order.state(),
        "state_description": order.state_description(),
        "openid": order.openid(),
        "query_id": order.query_id(),
        "created_at": rfc3339::format(order.created_at().unix()),
        "next_due": order.next_due().map(|due| rfc3339::format(due.unix())),
    })
}

/// The order as its query shows it.
pub(crate) fn whole(order: &Order) -> Value {
    let view = match order {
        Order::Service(order) => serde_json::to_value(views::service_order::current(order)),
        Order::Retail(order) => serde_json::to_value(views::retail::current(order)),
    };
    view.unwrap_or_default()
}
