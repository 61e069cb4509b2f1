//! A merchant's notify endpoint that verifies, decrypts and reads what it gets.

use crate::{Callback, Receiver};
use payscore::{Notification, NotificationOpener};

/// A notify endpoint on a free port that gives typed notifications. It ends when dropped.
pub struct NotificationReceiver {
    callbacks: Receiver,
    opener: NotificationOpener,
}

impl NotificationReceiver {
    /// Listens, and answers 204 to whatever comes. Opens it with this when it is taken.
    pub async fn start(opener: NotificationOpener) -> Self {
        Self { callbacks: Receiver::start().await, opener }
    }

    /// The address to give as `notify_url`.
    pub fn url(&self) -> &str {
        self.callbacks.url()
    }

    /// From now on answers with this HTTP status.
    pub fn answer_with(&self, status: u16) {
        self.callbacks.answer_with(status);
    }

    /// The next notification: verified, decrypted, typed.
    ///
    /// # Panics
    /// When none comes within 20 s, and when one comes that is not genuine.
    pub async fn next(&self) -> Notification {
        self.open(&self.next_callback().await)
    }

    /// The next notification as it came: signed and encrypted. To hand it on to an endpoint of your own, say.
    ///
    /// # Panics
    /// When none comes within 20 s.
    pub async fn next_callback(&self) -> Callback {
        self.callbacks.next().await
    }

    /// Opens a callback.
    ///
    /// # Panics
    /// When it is not genuine.
    pub fn open(&self, callback: &Callback) -> Notification {
        self.opener.open(&callback.headers, &callback.body).expect("a genuine notification")
    }

    /// Whether a notification has come that nobody has taken.
    pub async fn is_empty(&self) -> bool {
        self.callbacks.is_empty().await
    }
}
