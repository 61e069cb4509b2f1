//! Tells whoever watches that something changed: `GET /_payscore/events`.
//!
//! What changed is not in the events: they name a topic, and who cares asks again. Many changes become one event.

use crate::listener::Stop;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;

/// At most one event in this time, so that a load test does not become one of the watching browser, too.
const PAUSE: Duration = Duration::from_millis(150);

/// What can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Orders, and all other records.
    Orders,
    Notifications,
    Requests,
    Clock,
    Faults,
    Merchants,
    Platform,
}

impl Topic {
    const ALL: [Self; 7] =
        [Self::Orders, Self::Notifications, Self::Requests, Self::Clock, Self::Faults, Self::Merchants, Self::Platform];

    fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Notifications => "notifications",
            Self::Requests => "requests",
            Self::Clock => "clock",
            Self::Faults => "faults",
            Self::Merchants => "merchants",
            Self::Platform => "platform",
        }
    }
}

/// How often each topic changed while somebody watched.
type Counts = [u64; Topic::ALL.len()];

/// Those who watch.
pub(crate) struct Live {
    counts: watch::Sender<Counts>,
    stopped: Stop,
}

impl Live {
    /// Whoever watches is sent away when the server stops.
    pub(crate) fn new(stopped: Stop) -> Self {
        Self { counts: watch::Sender::new(Counts::default()), stopped }
    }

    /// Something changed. Next to nothing while nobody watches.
    pub(crate) fn changed(&self, topic: Topic) {
        if self.counts.receiver_count() > 0 {
            self.counts.send_modify(|counts| counts[topic as usize] += 1);
        }
    }

    /// What changes from now on, as the names of topics.
    fn watch(&self) -> impl Stream<Item = Vec<&'static str>> + use<> {
        let (changes, stop) = (self.counts.subscribe(), self.stopped.clone());
        let seen = *changes.borrow();
        unfold((changes, stop, seen), |(mut changes, mut stop, seen)| async move {
            tokio::select! {
                changed = changes.changed() => changed.ok()?,
                _ = stop.wait_for(|stop| *stop) => return None,
            }
            tokio::time::sleep(PAUSE).await;
            let counts = *changes.borrow_and_update();
            let changed = Topic::ALL.into_iter().filter(|topic| counts[*topic as usize] != seen[*topic as usize]);
            Some((changed.map(Topic::name).collect(), (changes, stop, counts)))
        })
    }

    /// The same as server-sent events: `data: orders notifications`.
    pub(crate) fn events(&self) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let events = self.watch().map(|topics| Ok(Event::default().data(topics.join(" "))));
        Sse::new(events).keep_alive(KeepAlive::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;

    #[tokio::test]
    async fn changes_are_gathered() {
        let (_stop, stopped) = watch::channel(false);
        let live = Live::new(stopped);
        live.changed(Topic::Clock);
        let mut watch = pin!(live.watch());
        live.changed(Topic::Orders);
        live.changed(Topic::Orders);
        live.changed(Topic::Requests);
        assert_eq!(watch.next().await, Some(vec!["orders", "requests"]), "and not what was before");
        live.changed(Topic::Faults);
        assert_eq!(watch.next().await, Some(vec!["faults"]));
    }

    #[tokio::test]
    async fn the_end_of_the_server_is_theirs() {
        let (stop, stopped) = watch::channel(false);
        let live = Live::new(stopped);
        let mut watch = pin!(live.watch());
        stop.send_replace(true);
        assert_eq!(watch.next().await, None);
    }
}
