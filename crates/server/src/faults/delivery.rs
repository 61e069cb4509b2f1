//! Which fault strikes an attempt to deliver a notification, and what waits for another to go first.

use super::Faults;
use super::kind::{Fault, NotificationFault};
use super::rule::{Rule, Wait};
use crate::nodes::Common;
use parking_lot::Mutex;
use payscore_domain::notification::Notification;
use payscore_store::{Store, StoreError};
use std::collections::HashMap;

/// A fault that strikes an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeliveryStrike {
    pub(crate) fault: NotificationFault,
    /// How long it is held back, in seconds of the service clock.
    pub(crate) seconds: i64,
}

/// Notifications that were held back: when their time comes they go as usual.
#[derive(Default)]
pub(super) struct HeldBack(Mutex<HashMap<String, Held>>);

/// One of them.
enum Held {
    /// Until its time.
    Delayed,
    /// Until another one of the same order was sent, and that is not recorded yet.
    Waiting(Box<Notification>),
    /// The same, recorded.
    Recorded(Box<Notification>),
    /// Another one was sent before that was recorded.
    Overtaken,
}

fn is_of_the_same(one: &Notification, other: &Notification) -> bool {
    one.mchid == other.mchid && one.subject == other.subject && one.id != other.id
}

impl HeldBack {
    /// Whether one of the same order waits for this one.
    fn is_awaited(&self, notification: &Notification) -> bool {
        self.0.lock().values().any(|held| match held {
            Held::Waiting(first) | Held::Recorded(first) => is_of_the_same(first, notification),
            Held::Delayed | Held::Overtaken => false,
        })
    }
}

impl Rule {
    fn matches_notification(&self, notification: &Notification) -> Option<NotificationFault> {
        let Fault::Notification(fault) = self.fault else { return None };
        let matches = self.event_type.is_none_or(|event_type| event_type == notification.event_type)
            && self.mchid.as_deref().is_none_or(|mchid| mchid == notification.mchid.as_str())
            && self.order.as_deref().is_none_or(|number| number == notification.subject);
        matches.then_some(fault)
    }
}

impl Faults {
    /// What strikes this attempt, if anything does. One that was held back is not struck again.
    ///
    /// Asked in the order in which attempts begin, so that a seed strikes the same ones again.
    pub(crate) async fn strike_attempt(
        &self,
        notification: &Notification,
        common: Option<Common<'_>>,
    ) -> Result<Option<DeliveryStrike>, StoreError> {
        if !self.is_armed() && self.held_back.0.lock().is_empty() {
            return Ok(None);
        }
        if self.held_back.0.lock().remove(&notification.id).is_some() {
            return Ok(None);
        }
        let matches = |rule: &Rule| self.matches_attempt(rule, notification);
        if let Some(common) = common
            && self.is_known(matches)
            && was_delayed(common.store, notification).await?
        {
            return Ok(None);
        }
        let Some((_, strike)) = self.strike(common, matches).await? else { return Ok(None) };
        let held = match strike.fault {
            // Where there are several servers, any of them may be the next to try: it finds that in the records.
            NotificationFault::Delay => common.is_none().then_some(Held::Delayed),
            NotificationFault::Reorder => Some(Held::Waiting(Box::new(notification.clone()))),
            _ => None,
        };
        if let Some(held) = held {
            self.held_back.0.lock().insert(notification.id.clone(), held);
        }
        Ok(Some(strike))
    }

    fn matches_attempt(&self, rule: &Rule, notification: &Notification) -> Option<DeliveryStrike> {
        let fault = rule.matches_notification(notification)?;
        if fault == NotificationFault::Reorder && self.held_back.is_awaited(notification) {
            return None;
        }
        let seconds = match rule.wait {
            Some(Wait::Seconds(seconds)) => seconds.into(),
            _ => 0,
        };
        Some(DeliveryStrike { fault, seconds })
    }

    /// It is recorded that this one is held back. `true`: the one that it waits for was sent meanwhile.
    pub(crate) fn held_back_is_recorded(&self, notification: &Notification) -> bool {
        let mut held = self.held_back.0.lock();
        match held.get_mut(&notification.id) {
            Some(Held::Overtaken) => true,
            Some(held) => {
                if let Held::Waiting(_) = held {
                    *held = Held::Recorded(Box::new(notification.clone()));
                }
                false
            }
            None => false,
        }
    }

    /// Those that waited for this one to be sent.
    pub(crate) fn overtaken_by(&self, notification: &Notification) -> Vec<Notification> {
        let mut overtaken = Vec::new();
        for held in self.held_back.0.lock().values_mut() {
            match held {
                Held::Recorded(first) if is_of_the_same(first, notification) => {
                    overtaken.push(Notification::clone(first));
                    *held = Held::Overtaken;
                }
                Held::Waiting(first) if is_of_the_same(first, notification) => *held = Held::Overtaken,
                _ => {}
            }
        }
        overtaken
    }
}

/// Whether this attempt was held back already.
async fn was_delayed(store: &dyn Store, notification: &Notification) -> Result<bool, StoreError> {
    let delayed = [NotificationFault::Delay, NotificationFault::Reorder].map(NotificationFault::name);
    let delivery = store.delivery(&notification.id).await?;
    let last = delivery.and_then(|delivery| delivery.attempts.into_iter().last()?.fault);
    Ok(last.is_some_and(|fault| delayed.contains(&fault.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use payscore_domain::Moment;
    use payscore_domain::notification::{EventType, Phase};

    fn notification(id: &str, subject: &str) -> Notification {
        let now = Moment::from_unix(0);
        Notification {
            id: id.to_owned(),
            mchid: "1".into(),
            subject: subject.to_owned(),
            event_type: EventType::UserPaid,
            url: "http://127.0.0.1:1/".to_owned(),
            created_at: now,
            plaintext: String::new(),
            phase: Phase::new(true, now),
        }
    }

    async fn strike(faults: &Faults, notification: &Notification) -> Option<DeliveryStrike> {
        faults.strike_attempt(notification, None).await.expect("memory")
    }

    fn endless(fault: NotificationFault) -> Rule {
        let body = serde_json::json!({ "fault": fault.name(), "count": "unlimited" });
        Rule::read(&body, || 0).expect("a rule")
    }

    #[tokio::test]
    async fn one_waits_for_the_next_of_its_order_only() {
        let faults = Faults::given(&[endless(NotificationFault::Reorder)]).await;
        let [first, second, other] = [notification("a", "o-1"), notification("b", "o-1"), notification("c", "o-2")];
        assert!(strike(&faults, &first).await.is_some());
        assert!(!faults.held_back_is_recorded(&first));
        assert!(faults.overtaken_by(&other).is_empty());
        assert!(strike(&faults, &other).await.is_some(), "another order's is held back by itself");
        assert!(strike(&faults, &second).await.is_none(), "the one that is waited for is not held back");
        assert_eq!(faults.overtaken_by(&second), std::slice::from_ref(&first));
        assert!(strike(&faults, &first).await.is_none(), "and then it goes");
        assert!(strike(&faults, &first).await.is_some(), "once");
    }

    #[tokio::test]
    async fn being_overtaken_before_it_is_recorded_is_not_forgotten() {
        let faults = Faults::given(&[endless(NotificationFault::Reorder)]).await;
        let [first, second] = [notification("a", "o-1"), notification("b", "o-1")];
        strike(&faults, &first).await;
        assert!(faults.overtaken_by(&second).is_empty(), "it is not where it could be called from");
        assert!(faults.held_back_is_recorded(&first));
        assert!(strike(&faults, &first).await.is_none());
    }
}
