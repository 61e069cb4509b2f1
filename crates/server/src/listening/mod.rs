//! Sessions that see notifications as they are delivered, and those that take them over: `GET /_payscore/listen`.
//!
//! An observing session is told of each attempt when it has been made. A forwarding one is handed the request that
//! would have been sent, sends it itself, and says what was answered. Of several forwarding sessions that want a notification
//! the youngest gets it: whoever has started one last expects it to work.

mod session;

use crate::workers::notifications::Sealed;
use parking_lot::Mutex;
use payscore_domain::notification::{EventType, Notification};
use payscore_store::Attempt;
pub(crate) use session::{Report, Session, Stream};
use std::sync::Arc;
use std::time::Duration;

/// A session sends with upstream's patience of 5 s; its word on how that went takes a moment more.
const REPORT_TIMEOUT: Duration = Duration::from_secs(6);

/// What a session wants to see, and what for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    /// This merchant's only.
    pub(crate) mchid: Option<String>,
    /// Of these events only; of all, where there are none.
    pub(crate) events: Vec<EventType>,
    /// To deliver them itself.
    pub(crate) forward: bool,
}

impl Wish {
    fn fits(&self, mchid: &str, event: EventType) -> bool {
        self.mchid.as_deref().is_none_or(|wanted| wanted == mchid)
            && (self.events.is_empty() || self.events.contains(&event))
    }
}

/// The sessions that are open, oldest first.
#[derive(Default)]
pub(crate) struct Listening(Arc<Mutex<Vec<Arc<Session>>>>);

impl Listening {
    /// Opens a session. It ends when its stream is dropped, or the server stops.
    pub(crate) fn open(&self, id: String, wish: Wish) -> Stream {
        let (session, stream) = Session::open(id, wish, Arc::downgrade(&self.0));
        self.0.lock().push(session);
        stream
    }

    /// The open session of this id.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Session>> {
        self.0.lock().iter().find(|session| session.id == id).cloned()
    }

    /// Ends all sessions.
    pub(crate) fn close(&self) {
        // Freed after the lock: to drop a session looks for it in the list.
        let ended = std::mem::take(&mut *self.0.lock());
        ended.iter().for_each(|session| session.end());
    }

    /// Whether a session would deliver this: then it needs no address.
    pub(crate) fn takes(&self, mchid: &str, event: EventType) -> bool {
        self.taker(mchid, event).is_some()
    }

    fn taker(&self, mchid: &str, event: EventType) -> Option<Arc<Session>> {
        let sessions = self.0.lock();
        sessions.iter().rev().find(|session| session.wish.forward && session.wish.fits(mchid, event)).cloned()
    }

    /// Has a session make this attempt. `None`: nobody wants to, or the session ended over it.
    pub(crate) async fn deliver(&self, notification: &Notification, attempt: u32, sealed: &Sealed) -> Option<Report> {
        while let Some(session) = self.taker(notification.mchid.as_str(), notification.event_type) {
            let Some(report) = session.hand_over(notification, attempt, sealed) else {
                // Too busy to take one more; the address is there for that.
                return None;
            };
            match tokio::time::timeout(REPORT_TIMEOUT, report).await {
                Ok(Ok(report)) => return Some(report),
                // The session has ended: perhaps another one takes it.
                Ok(Err(_)) => {}
                Err(_) => {
                    session.forget(&notification.id);
                    return Some(Report::failed("the listening session did not answer within 5 s"));
                }
            }
        }
        None
    }

    /// Tells observers of an attempt.
    pub(crate) fn tell(&self, notification: &Notification, attempt: &Attempt) {
        let sessions = self.0.lock().clone();
        let fits = |session: &&Arc<Session>| {
            !session.wish.forward && session.wish.fits(notification.mchid.as_str(), notification.event_type)
        };
        sessions.iter().filter(fits).for_each(|session| session.tell(notification, attempt));
    }
}
