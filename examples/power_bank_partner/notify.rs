//! `POST /notify`: what WeChat Pay has to say. Answered with 204 once it is taken, within five seconds.

use super::Partner;
use crate::answer::NotifyError;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use payscore::Event;
use payscore::api::notification::UserPaid;
use std::sync::Arc;

/// The body has to be the bytes that came in: a body that was parsed and written again has another signature.
pub(super) async fn notify(
    State(partner): State<Arc<Partner>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, NotifyError> {
    let notification = partner.client.notification(&headers, &body?)?;
    // Anything else is genuine, but nothing to do with rentals. To refuse it would only make it come again.
    if let Event::UserPaid(UserPaid::ServiceOrder(order)) = &notification.event {
        partner
            .rentals
            .change(&order.out_order_no, |rental| rental.pay(&notification, order))
            .ok_or_else(|| NotifyError::UnknownOrder(order.out_order_no.clone()))??;
    }
    Ok(StatusCode::NO_CONTENT)
}
