//! A rental as the provider keeps it.

use crate::answer::NotifyError;
use crate::inbox::Inbox;
use payscore::Notification;
use payscore::partner::serviceorder::DirectCompletePartnerServiceOrder;
use payscore::serviceorder::ServiceOrder;
use serde::{Deserialize, Serialize};

/// A power bank that is back in a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnRequest {
    /// The station's number for the rental, which becomes the order's: 1–32 of `[0-9A-Za-z_\-|*]`. Stations have bad
    /// networks and ask again; the number tells that it is the same return.
    pub rental_no: String,
    /// The customer, as the provider's application sees them.
    pub openid: String,
    /// Where it came back.
    pub station: String,
    /// How long it was out.
    pub minutes: u32,
}

/// A rental that is over.
#[derive(Debug, Clone)]
pub struct Rental {
    /// What the station said.
    pub request: ReturnRequest,
    /// What WeChat Pay was told, or is to be told.
    pub order: DirectCompletePartnerServiceOrder,
    /// Whether WeChat Pay has answered that it has the order.
    pub is_placed: bool,
    /// WeChat Pay's number of the payment: what a refund will need.
    pub transaction_id: Option<String>,
    /// The notifications taken.
    pub notifications: Inbox,
    /// Whether the payment's notification has come.
    pub is_paid: bool,
}

impl Rental {
    pub(super) fn new(order: DirectCompletePartnerServiceOrder, request: ReturnRequest) -> Self {
        let notifications = Inbox::default();
        Self { request, order, is_placed: false, transaction_id: None, notifications, is_paid: false }
    }

    /// The order is paid. A notification that comes again changes nothing.
    pub(super) fn pay(&mut self, notification: &Notification, news: &ServiceOrder) -> Result<(), NotifyError> {
        if self.notifications.has(notification) {
            return Ok(());
        }
        let owed = Some(self.order.total_amount);
        if news.total_amount != owed {
            let out_order_no = news.out_order_no.clone();
            return Err(NotifyError::Amount { out_order_no, paid: news.total_amount, owed });
        }
        let payments = news.collection.iter().filter_map(|collection| collection.details.as_ref()).flatten();
        self.transaction_id = payments.filter_map(|payment| payment.transaction_id.clone()).next_back();
        self.is_placed = true;
        self.is_paid = true;
        self.notifications.note(notification);
        Ok(())
    }
}
