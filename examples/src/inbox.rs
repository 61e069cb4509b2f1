//! Which notifications an order has taken. In a database: the notification's id in a unique column, written in the
//! same transaction as the order.

use payscore::Notification;
use serde::{Deserialize, Serialize};

/// The notifications that an order has taken, each one once, as they came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Inbox(Vec<Entry>);

/// A notification that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// The same on every repetition.
    id: String,
    event_type: String,
}

impl Inbox {
    /// Whether this notification was taken before. Then it is answered with 204 again, and nothing else happens.
    #[must_use]
    pub fn has(&self, notification: &Notification) -> bool {
        self.0.iter().any(|taken| taken.id == notification.id)
    }

    /// This notification is taken.
    pub fn note(&mut self, notification: &Notification) {
        let Notification { id, event_type, .. } = notification;
        self.0.push(Entry { id: id.clone(), event_type: event_type.clone() });
    }

    /// What they were about, such as `PAYSCORE.USER_PAID`.
    pub fn event_types(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|taken| taken.event_type.as_str())
    }
}
