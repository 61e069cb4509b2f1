//! One notification from its bytes to its answer.

use super::answer::NotifyAnswer;
use super::guard::{ReplayGuard, Standing};
use super::refusal::NotifyRefusal;
use crate::notification::{Notification, NotificationError, NotificationOpener};
use crate::{Client, blocking};
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::sync::Arc;

/// What verifies and opens notifications: a client, or a [`NotificationOpener`] where there is none.
pub trait OpenNotification: Send + Sync + 'static {
    /// Verifies, then decrypts, then reads. `body` has to be what came over the wire, byte for byte.
    ///
    /// # Errors
    /// [`NotificationError`]
    fn open_notification(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notification, NotificationError>;
}

impl OpenNotification for Client {
    fn open_notification(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notification, NotificationError> {
        self.notification(headers, body)
    }
}

/// Downloads certificates where it has to, and blocks meanwhile: not for async servers.
impl OpenNotification for blocking::Client {
    fn open_notification(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notification, NotificationError> {
        self.notification(headers, body)
    }
}

impl OpenNotification for NotificationOpener {
    fn open_notification(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notification, NotificationError> {
        self.open(headers, body)
    }
}

/// A notify endpoint, for any HTTP server. Cloning is cheap; clones share the guard.
#[derive(Clone)]
pub struct NotifyEndpoint {
    opener: Arc<dyn OpenNotification>,
    guard: Option<Arc<dyn ReplayGuard>>,
}

impl NotifyEndpoint {
    /// An endpoint that opens with this. Without a guard every delivery reaches the handler: then the handler has to see
    /// what it has done before.
    #[must_use]
    pub fn new(opener: impl OpenNotification) -> Self {
        Self { opener: Arc::new(opener), guard: None }
    }

    /// The same, with a replay guard.
    #[must_use]
    pub fn guarded_by(mut self, guard: impl ReplayGuard) -> Self {
        self.guard = Some(Arc::new(guard));
        self
    }

    /// Receives a notification, lets `handler` do its work, and gives the answer. An `Err` of the handler is logged and
    /// answered with 500: it comes again.
    pub async fn handle<F, E>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        handler: impl FnOnce(Notification) -> F,
    ) -> NotifyAnswer
    where
        F: Future<Output = Result<(), E>>,
        E: fmt::Display,
    {
        match self.receive(headers, body).await {
            Ok(Delivery { notification, claim }) => claim.conclude(handler(notification).await).await,
            Err(refusal) => refusal.answer(),
        }
    }

    /// Verifies, opens, and asks the guard. What is refused is logged.
    ///
    /// # Errors
    /// [`NotifyRefusal`]: [`answer`](NotifyRefusal::answer) says what to answer.
    pub async fn receive(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery, NotifyRefusal> {
        let opened = self.opener.open_notification(headers, body);
        let notification = opened.map_err(|error| NotifyRefusal::from(error).logged())?;
        let id = notification.id.clone();
        let standing = match &self.guard {
            None => Standing::New,
            Some(guard) => guard.begin(&id).await.map_err(|error| NotifyRefusal::Guard(error).logged())?,
        };
        match standing {
            Standing::New => Ok(Delivery { notification, claim: Claim { id, guard: self.guard.clone() } }),
            Standing::InHand => Err(NotifyRefusal::InHand { id }.logged()),
            Standing::Handled => Err(NotifyRefusal::Handled { id }.logged()),
        }
    }
}

impl fmt::Debug for NotifyEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotifyEndpoint").field("guarded", &self.guard.is_some()).finish_non_exhaustive()
    }
}

/// A genuine notification that is yours to handle. Say how it ended: only that tells the guard.
///
/// An extractor for axum (feature `axum`; the state has to give a [`NotifyEndpoint`], by `FromRef`) and for actix-web
/// (feature `actix-web`; the endpoint lies in `web::Data`).
#[derive(Debug)]
#[must_use = "conclude it"]
pub struct Delivery {
    /// What came.
    pub notification: Notification,
    claim: Claim,
}

impl Delivery {
    /// It is done: 204.
    pub async fn taken(self) -> NotifyAnswer {
        self.claim.conclude(Ok::<(), &str>(())).await
    }

    /// It is not done, and is to come again: this status (4xx or 5xx) and the message, which is logged, too.
    pub async fn failed(self, status: StatusCode, message: impl fmt::Display) -> NotifyAnswer {
        self.claim.fail(status, message.to_string()).await
    }

    /// It is done, or else is to come again: 204 or 500.
    pub async fn conclude<E: fmt::Display>(self, result: Result<(), E>) -> NotifyAnswer {
        self.claim.conclude(result).await
    }
}

/// The guard's side of a delivery.
struct Claim {
    id: String,
    guard: Option<Arc<dyn ReplayGuard>>,
}

impl Claim {
    async fn conclude<E: fmt::Display>(self, result: Result<(), E>) -> NotifyAnswer {
        // As text at once: an error need not be able to go between threads.
        if let Some(message) = result.map_err(|error| error.to_string()).err() {
            return self.fail(StatusCode::INTERNAL_SERVER_ERROR, message).await;
        }
        // Even if the guard cannot note it: what is done is done, and 204 keeps it from coming again.
        if let Some(guard) = &self.guard
            && let Err(error) = guard.handled(&self.id).await
        {
            tracing::error!(cause = %error, "the replay guard did not note that notification {} is handled", self.id);
        }
        NotifyAnswer::taken()
    }

    async fn fail(self, status: StatusCode, message: String) -> NotifyAnswer {
        tracing::warn!(cause = message, "notification {} was not handled, and is to come again", self.id);
        if let Some(guard) = &self.guard
            && let Err(error) = guard.failed(&self.id).await
        {
            tracing::error!(cause = %error, "the replay guard did not note that notification {} failed", self.id);
        }
        NotifyAnswer::failed(status, &message)
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim").field("id", &self.id).field("guarded", &self.guard.is_some()).finish()
    }
}
