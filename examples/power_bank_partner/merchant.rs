//! Power banks, run by a service provider: nothing to confirm, nothing to estimate; when a power bank comes back, its
//! price is known, and one call creates and completes the order for the sub-merchant.
//!
//! | Call | By whom | What happens |
//! | --- | --- | --- |
//! | `POST /return` | the station | direct-complete (创单结单合并) |
//! | `GET /orders/{no}` | the customer service | the order as WeChat Pay knows it, next to what is noted here |
//! | `POST /notify` | WeChat Pay | the order is paid |

mod customer;
mod error;
mod notify;
mod rental;
mod tariff;

pub use customer::play;
pub use error::RentalError;
pub use rental::{Rental, ReturnRequest};
pub use tariff::Price;

use crate::answer::is_without_effect;
use crate::clock::{Clock, compact};
use crate::ledger::Ledger;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use payscore::partner::serviceorder::{DirectCompletePartnerServiceOrder, QueryPartnerServiceOrder};
use payscore::serviceorder::{Location, PlannedTimeRange};
use payscore::{Client, Fen};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Who the provider is to WeChat Pay, and for whom it asks.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The provider's application.
    pub appid: String,
    /// The sub-merchant, who gets the money.
    pub sub_mchid: String,
    /// Its application.
    pub sub_appid: String,
    /// The service: one that customers authorize once, and that needs no confirmation for each order.
    pub service_id: String,
    /// Where WeChat Pay reaches `POST /notify`.
    pub notify_url: String,
}

/// The provider.
pub struct Partner {
    client: Client,
    settings: Settings,
    now: Clock,
    rentals: Ledger<Rental>,
}

impl Partner {
    /// A provider without rentals.
    #[must_use]
    pub fn new(client: Client, settings: Settings, now: Clock) -> Arc<Self> {
        Arc::new(Self { client, settings, now, rentals: Ledger::default() })
    }

    /// Its HTTP API.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/return", post(give_back))
            .route("/notify", post(notify::notify))
            .route("/orders/{out_order_no}", get(show))
            .with_state(self)
    }

    /// Its rentals.
    #[must_use]
    pub fn rentals(&self) -> &Ledger<Rental> {
        &self.rentals
    }
}

/// What the station shows to the customer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Returned {
    /// The order.
    pub out_order_no: String,
    /// What is collected, in fen.
    pub total_amount: Fen,
}

/// An order as WeChat Pay knows it, next to what is noted here.
#[derive(Debug, Serialize, Deserialize)]
pub struct OrderView {
    /// The order.
    pub out_order_no: String,
    /// `DOING` while the money is on its way, then `DONE`.
    pub state: String,
    /// `USER_PAYING` or `USER_PAID`.
    pub collection: Option<String>,
    /// What it costs, in fen.
    pub total_amount: Option<Fen>,
    /// Whether the payment's notification has come.
    pub notified: bool,
}

async fn give_back(
    State(partner): State<Arc<Partner>>,
    body: Result<Json<ReturnRequest>, JsonRejection>,
) -> Result<Json<Returned>, RentalError> {
    let Json(request) = body?;
    let number = request.rental_no.clone();
    let planned = Rental::new(partner.order(&request)?, request.clone());
    // Written down before the call: the notification may be faster than the answer; and should the answer be lost, the
    // station asks again, and then the very same order has to be sent again, not one that ends later.
    let (rental, _) = partner.rentals.insert(&number, planned);
    if rental.request != request {
        return Err(RentalError::ReturnedOtherwise(number));
    }
    if let Err(error) = partner.client.send(&rental.order).await {
        if is_without_effect(&error) {
            partner.rentals.remove_if(&number, |rental| !rental.is_placed);
        }
        return Err(error.into());
    }
    partner.rentals.change(&number, |rental| rental.is_placed = true);
    Ok(Json(Returned { out_order_no: number, total_amount: rental.order.total_amount }))
}

async fn show(
    State(partner): State<Arc<Partner>>,
    Path(out_order_no): Path<String>,
) -> Result<Json<OrderView>, RentalError> {
    let query = QueryPartnerServiceOrder::builder()
        .service_id(&partner.settings.service_id)
        .sub_mchid(&partner.settings.sub_mchid)
        .out_order_no(&out_order_no)
        .build();
    let order = partner.client.send(&query).await?.value;
    let notified = partner.rentals.get(&out_order_no).is_some_and(|rental| rental.is_paid);
    Ok(Json(OrderView {
        out_order_no,
        state: order.state,
        collection: order.collection.map(|collection| collection.state),
        total_amount: order.total_amount,
        notified,
    }))
}

impl Partner {
    /// What WeChat Pay is to be told when a power bank comes back.
    fn order(&self, returned: &ReturnRequest) -> Result<DirectCompletePartnerServiceOrder, RentalError> {
        let price = Price::of(returned.minutes).ok_or(RentalError::TooLong)?;
        let end = (self.now)();
        let period = PlannedTimeRange::builder()
            .start_time(compact(end.saturating_sub(i64::from(returned.minutes) * 60)))
            .end_time(compact(end))
            .build();
        let settings = &self.settings;
        Ok(DirectCompletePartnerServiceOrder::builder()
            .appid(&settings.appid)
            .sub_mchid(&settings.sub_mchid)
            .sub_appid(&settings.sub_appid)
            .service_id(&settings.service_id)
            .out_order_no(&returned.rental_no)
            .openid(&returned.openid)
            .service_introduction("共享充电宝")
            .location(Location::builder().end_location(&returned.station).build())
            .time_range(period)
            .post_payments(price.payments())
            .maybe_post_discounts(price.discounts())
            .total_amount(price.total)
            .notify_url(&settings.notify_url)
            .build())
    }
}
