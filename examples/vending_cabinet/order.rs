//! An order as the merchant keeps it.

use crate::answer::NotifyError;
use crate::inbox::Inbox;
use payscore::smartretail_orders::{CompleteSmartRetailOrder, RetailOrder};
use payscore::{Fen, Notification};
use serde::{Deserialize, Serialize};

/// How far an order has got. It never goes back, in whichever order the news come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The customer is asked to confirm.
    Created,
    /// The customer has confirmed: the door is open.
    Open,
    /// The door is closed, and the money on its way.
    Closed,
    /// Nothing was taken.
    NotUsed,
    /// Paid.
    Paid,
}

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// At which cabinet.
    pub cabinet: String,
    /// How far it has got.
    pub status: Status,
    /// What it costs, once closed.
    pub total_amount: Option<Fen>,
    /// WeChat Pay's number of the payment: what a refund will need.
    pub transaction_id: Option<String>,
    /// The notifications taken.
    pub notifications: Inbox,
    /// What WeChat Pay was told, or is to be told, when the door closed.
    #[serde(skip)]
    pub(super) completion: Option<CompleteSmartRetailOrder>,
}

impl Order {
    pub(super) fn new(cabinet: String) -> Self {
        Self {
            cabinet,
            status: Status::Created,
            total_amount: None,
            transaction_id: None,
            notifications: Inbox::default(),
            completion: None,
        }
    }

    /// Keeps what WeChat Pay is to be told, unless there is something already; gives back what counts.
    pub(super) fn plan(&mut self, planned: CompleteSmartRetailOrder) -> CompleteSmartRetailOrder {
        self.completion.get_or_insert(planned).clone()
    }

    /// WeChat Pay refused: the next attempt may be another one. Not once it has succeeded for somebody else.
    pub(super) fn drop_plan(&mut self) {
        if self.status < Status::Closed {
            self.completion = None;
        }
    }

    /// WeChat Pay knows what was taken.
    pub(super) fn close(&mut self) -> &Self {
        let total = self.completion.as_ref().and_then(|completion| completion.total_amount);
        self.total_amount = total;
        self.advance(if total == Some(Fen::ZERO) { Status::NotUsed } else { Status::Closed });
        self
    }

    /// What a notification says. One that comes again changes nothing.
    pub(super) fn take(&mut self, notification: &Notification, news: &RetailOrder) -> Result<(), NotifyError> {
        if self.notifications.has(notification) {
            return Ok(());
        }
        match news.state.as_deref() {
            Some("USER_ACCEPTED") => self.advance(Status::Open),
            Some("USER_PAID") => self.pay(news)?,
            _ => {}
        }
        self.notifications.note(notification);
        Ok(())
    }

    /// The payment's notification may be faster than the answer to the completion.
    fn pay(&mut self, news: &RetailOrder) -> Result<(), NotifyError> {
        let owed = self.completion.as_ref().and_then(|completion| completion.total_amount);
        if owed.is_none() || owed != news.total_amount {
            let out_order_no = news.out_order_no.clone().unwrap_or_default();
            return Err(NotifyError::Amount { out_order_no, paid: news.total_amount, owed });
        }
        self.total_amount = owed;
        self.transaction_id.clone_from(&news.finish_transaction_id);
        self.advance(Status::Paid);
        Ok(())
    }

    fn advance(&mut self, status: Status) {
        self.status = self.status.max(status);
    }
}
