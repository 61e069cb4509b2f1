//! A vending cabinet: the customer confirms, the door opens, what was taken is paid for afterwards.
//!
//! | Call | By whom | What happens |
//! | --- | --- | --- |
//! | `POST /open` | the customer's front end | an order is created; the answer's `package` opens the confirmation page |
//! | `POST /close` | the cabinet | the order is completed with what was taken |
//! | `POST /notify` | WeChat Pay | the order is accepted, or paid |
//! | `GET /orders/{no}` | anybody | the order as the merchant knows it |

mod customer;
mod error;
mod goods;
mod notify;
mod order;

pub use customer::play;
pub use error::CabinetError;
pub use goods::{Bill, Taken};
pub use order::{Order, Status};

use crate::answer::is_without_effect;
use crate::clock::{Clock, compact};
use crate::ledger::Ledger;
use crate::number;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use payscore::smartretail_orders::{CompleteSmartRetailOrder, CreateSmartRetailOrder, QuerySmartRetailOrder};
use payscore::{Client, Fen};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `finish_type`: nothing was taken.
const NOT_USED: i64 = 1;
/// `finish_type`: something was.
const USED: i64 = 2;
/// What a customer is told may be charged at most: 100 yuan.
const RISK_AMOUNT: Fen = Fen::new(10_000);

/// Who the merchant is to WeChat Pay, besides what the client's configuration says.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The application bound to the merchant number.
    pub appid: String,
    /// The smart-retail service.
    pub service_id: String,
}

/// The merchant.
pub struct Cabinet {
    client: Client,
    settings: Settings,
    now: Clock,
    orders: Ledger<Order>,
}

impl Cabinet {
    /// A merchant without orders.
    #[must_use]
    pub fn new(client: Client, settings: Settings, now: Clock) -> Arc<Self> {
        Arc::new(Self { client, settings, now, orders: Ledger::default() })
    }

    /// Its HTTP API.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/open", post(open))
            .route("/close", post(close))
            .route("/notify", post(notify::notify))
            .route("/orders/{out_order_no}", get(show))
            .with_state(self)
    }

    /// Its orders.
    #[must_use]
    pub fn orders(&self) -> &Ledger<Order> {
        &self.orders
    }
}

/// Which cabinet a customer stands in front of.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenRequest {
    /// Its number, on its front: at most 20 characters.
    pub cabinet: String,
}

/// What the front end asks the customer to confirm.
#[derive(Debug, Serialize, Deserialize)]
pub struct Opened {
    /// The order.
    pub out_order_no: String,
    /// For `wx.openBusinessView`.
    pub package: String,
}

/// A cabinet that was closed again, and what its scales and cameras say.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseRequest {
    /// The order.
    pub out_order_no: String,
    /// What was taken, in any order.
    pub taken: Vec<Taken>,
}

/// An order as the merchant's callers see it.
#[derive(Debug, Serialize, Deserialize)]
pub struct OrderView {
    /// The order.
    pub out_order_no: String,
    /// As the merchant knows it.
    #[serde(flatten)]
    pub order: Order,
}

async fn open(
    State(cabinet): State<Arc<Cabinet>>,
    body: Result<Json<OpenRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<Opened>), CabinetError> {
    let Json(request) = body?;
    let out_order_no = number::fresh("VC").map_err(CabinetError::Randomness)?;
    let create = CreateSmartRetailOrder::builder()
        .appid(&cabinet.settings.appid)
        .service_id(&cabinet.settings.service_id)
        .out_order_no(&out_order_no)
        .service_start_time("OnAccept")
        .service_start_location(&request.cabinet)
        .service_introduction("自动售货柜")
        .risk_amount(RISK_AMOUNT)
        .build();
    // Before the call: the notification may be faster than the answer.
    cabinet.orders.insert(&out_order_no, Order::new(request.cabinet));
    let package = match cabinet.client.send(&create).await {
        Ok(created) => created.value.package,
        Err(error) => {
            // Whatever became of it: without a package nobody confirms it, and it expires by itself.
            cabinet.orders.remove_if(&out_order_no, |order| order.status == Status::Created);
            return Err(error.into());
        }
    };
    let package = package.ok_or(CabinetError::NoPackage)?;
    Ok((StatusCode::CREATED, Json(Opened { out_order_no, package })))
}

async fn close(
    State(cabinet): State<Arc<Cabinet>>,
    body: Result<Json<CloseRequest>, JsonRejection>,
) -> Result<Json<OrderView>, CabinetError> {
    let Json(CloseRequest { out_order_no, taken }) = body?;
    let bill = Bill::of(&taken)?;
    let unknown = || CabinetError::UnknownOrder(out_order_no.clone());
    let order = cabinet.orders.get(&out_order_no).ok_or_else(unknown)?;
    let planned = match order.completion {
        Some(earlier) => earlier,
        None => cabinet.completion(&out_order_no, &bill).await?,
    };
    // Kept before the call, and if two calls come at once, the first one's: should the answer be lost, then the call
    // has to be made again with the very same parameters.
    let completion = cabinet.orders.change(&out_order_no, |order| order.plan(planned)).ok_or_else(unknown)?;
    if !bill.is_of(&completion) {
        return Err(CabinetError::ClosedOtherwise(out_order_no));
    }
    if let Err(error) = cabinet.client.send(&completion).await {
        if is_without_effect(&error) {
            cabinet.orders.change(&out_order_no, Order::drop_plan);
        }
        return Err(error.into());
    }
    let closed = cabinet.orders.change(&out_order_no, |order| order.close().clone()).ok_or_else(unknown)?;
    Ok(Json(OrderView { out_order_no, order: closed }))
}

async fn show(
    State(cabinet): State<Arc<Cabinet>>,
    Path(out_order_no): Path<String>,
) -> Result<Json<OrderView>, CabinetError> {
    match cabinet.orders.get(&out_order_no) {
        Some(order) => Ok(Json(OrderView { out_order_no, order })),
        None => Err(CabinetError::UnknownOrder(out_order_no)),
    }
}

impl Cabinet {
    /// What WeChat Pay is to be told when the door closes. The ticket that it wants back is in its own view of the
    /// order, once the customer has confirmed.
    async fn completion(&self, out_order_no: &str, bill: &Bill) -> Result<CompleteSmartRetailOrder, CabinetError> {
        let Settings { appid, service_id } = &self.settings;
        let query =
            QuerySmartRetailOrder::builder().appid(appid).service_id(service_id).out_order_no(out_order_no).build();
        let order = self.client.send(&query).await?.value;
        let Some(finish_ticket) = order.finish_ticket else {
            let state = order.state.unwrap_or_default();
            return Err(CabinetError::NotOpen { out_order_no: out_order_no.to_owned(), state });
        };
        let used = !bill.is_empty();
        Ok(CompleteSmartRetailOrder::builder()
            .out_order_no(out_order_no)
            .appid(appid)
            .service_id(service_id)
            .finish_type(if used { USED } else { NOT_USED })
            .maybe_cancel_reason((!used).then_some("用户未取货"))
            .maybe_real_service_end_time(used.then(|| compact((self.now)())))
            .maybe_fees(used.then(|| bill.fees()))
            .total_amount(bill.total())
            .finish_ticket(finish_ticket)
            .build())
    }
}
