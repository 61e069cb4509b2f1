//! Notifications that have waited already give way to requests, and to notifications of what has just happened.
//!
//! To sign takes a quarter of a millisecond of a core. A receiver that refuses connections is done with in no time, so
//! that a backlog for it would otherwise take as much of the processors as there are attempts at once, for hours.

use payscore_domain::Moment;
use payscore_domain::notification::{Notification, Phase};
use tokio::sync::Mutex;

/// Whoever was not sent by then has waited, in seconds.
const PROMPT: i64 = 5;

/// Whether it is one that was tried before, or should have been.
pub(super) fn is_late(notification: &Notification, now: Moment) -> bool {
    match notification.phase {
        Phase::Waiting { attempt, due } => attempt > 1 || due.plus(PROMPT) < now,
        _ => false,
    }
}

/// Whose turn it is among them.
#[derive(Debug, Default)]
pub(super) struct Late(Mutex<()>);

impl Late {
    /// Returns when all else that was ready to run has had a turn, one turn for each late one. At once, where nothing else
    /// is to be done.
    pub(super) async fn give_way(&self) {
        let _turn = self.0.lock().await;
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parking_lot::Mutex as Plain;
    use payscore_domain::notification::EventType;
    use std::sync::Arc;
    use tokio::task::{JoinSet, yield_now};

    #[test]
    fn what_was_tried_or_has_waited_is_late() {
        let now = Moment::from_unix(1_000);
        let at = |seconds: i64| Moment::from_unix(1_000 + seconds);
        for (phase, expected) in [
            (Phase::Waiting { attempt: 1, due: at(0) }, false),
            (Phase::Waiting { attempt: 1, due: at(-5) }, false),
            (Phase::Waiting { attempt: 1, due: at(-6) }, true),
            (Phase::Waiting { attempt: 2, due: at(0) }, true),
            (Phase::Held { attempt: 2 }, false),
        ] {
            let notification = Notification {
                id: "1".to_owned(),
                mchid: "1900000109".into(),
                subject: "A1".to_owned(),
                event_type: EventType::UserPaid,
                url: "http://127.0.0.1:1/".to_owned(),
                created_at: at(-100),
                plaintext: String::new(),
                phase,
            };
            assert_eq!(is_late(&notification, now), expected, "{phase:?}");
        }
    }

    #[tokio::test]
    async fn everybody_else_has_a_turn_for_each_late_one() {
        let (late, order) = (Arc::new(Late::default()), Arc::new(Plain::new(String::new())));
        let mut tasks = JoinSet::new();
        for _ in 0..5 {
            let (late, order) = (late.clone(), order.clone());
            tasks.spawn(async move {
                late.give_way().await;
                order.lock().push('L');
            });
        }
        for _ in 0..3 {
            let order = order.clone();
            tasks.spawn(async move {
                for _ in 0..20 {
                    order.lock().push('r');
                    yield_now().await;
                }
            });
        }
        tasks.join_all().await;
        let order = order.lock();
        for (before, (at, _)) in order.match_indices('L').enumerate() {
            let others = order[..at].matches('r').count();
            assert!(others >= 3 * (before + 1), "each of the others had a turn for each late one: {order}");
        }
    }
}
