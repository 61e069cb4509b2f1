//! The latest notifications as they went over the wire: encrypted and signed anew for each attempt. In memory only.

use crate::workers::notifications::Sealed;
use bytes::Bytes;
use http::HeaderMap;
use parking_lot::Mutex;
use payscore_domain::Notification;
use std::collections::VecDeque;
use std::sync::Arc;

/// One attempt's request.
#[derive(Debug)]
pub(crate) struct Sent {
    notification: String,
    /// The attempt's number.
    pub(crate) number: u32,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Sent {
    pub(crate) fn of(notification: &Notification, number: u32, sealed: &Sealed) -> Self {
        Self {
            notification: notification.id.clone(),
            number,
            url: notification.url.clone(),
            headers: sealed.headers.clone(),
            body: sealed.body.clone(),
        }
    }
}

/// A ring of them.
pub(crate) struct SentNotifications {
    most: usize,
    kept: Mutex<VecDeque<Arc<Sent>>>,
}

impl SentNotifications {
    /// Keeps the latest `most`; with 0 none.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    pub(crate) fn note(&self, sent: Sent) {
        if self.most == 0 {
            return;
        }
        let mut kept = self.kept.lock();
        kept.push_back(Arc::new(sent));
        if kept.len() > self.most {
            kept.pop_front();
        }
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        self.kept.lock().clear();
    }

    /// The requests of one notification that are kept, oldest first.
    pub(crate) fn of(&self, notification: &str) -> Vec<Arc<Sent>> {
        let kept = self.kept.lock();
        kept.iter().filter(|sent| sent.notification == notification).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first() {
        let ring = SentNotifications::new(2);
        for (id, number) in [("a", 1), ("b", 1), ("a", 2)] {
            ring.note(Sent {
                notification: id.to_owned(),
                number,
                url: "http://127.0.0.1:1/".to_owned(),
                headers: HeaderMap::new(),
                body: Bytes::from_static(b"{}"),
            });
        }
        let numbers = |id| ring.of(id).iter().map(|sent| sent.number).collect::<Vec<_>>();
        assert_eq!((numbers("a"), numbers("b")), (vec![2], vec![1]));
        assert_eq!(ring.of("b")[0].body, "{}");
    }
}
