//! `POST /notify`: what WeChat Pay has to say. Answered with 204 once it is taken, within five seconds.

use super::Cabinet;
use crate::answer::NotifyError;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use payscore::api::notification::UserPaid;
use payscore::smartretail_orders::RetailOrder;
use payscore::{Event, Notification};
use std::sync::Arc;

/// The body has to be the bytes that came in: a body that was parsed and written again has another signature.
pub(super) async fn notify(
    State(cabinet): State<Arc<Cabinet>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, NotifyError> {
    let notification = cabinet.client.notification(&headers, &body?)?;
    match &notification.event {
        Event::UserAccepted(order) => cabinet.take(&notification, order)?,
        Event::UserPaid(UserPaid::RetailOrder(order)) => cabinet.take(&notification, order)?,
        // Genuine, but nothing to do with cabinets. To refuse it would only make it come again.
        _ => {}
    }
    Ok(StatusCode::NO_CONTENT)
}

impl Cabinet {
    fn take(&self, notification: &Notification, news: &RetailOrder) -> Result<(), NotifyError> {
        let number = news.out_order_no.as_deref().unwrap_or_default();
        self.orders
            .change(number, |order| order.take(notification, news))
            .ok_or_else(|| NotifyError::UnknownOrder(number.to_owned()))?
    }
}
