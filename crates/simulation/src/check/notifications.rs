//! Whether merchants are told what they are owed: all of it, nothing else, in order and on schedule.

use super::Finding;
use crate::store::{Outgoing, State};
use payscore_domain::collection::{Channel, CollectionEvent, Receipt};
use payscore_domain::notification::Phase;
use payscore_domain::permission::{self, Closer};
use payscore_domain::{OrderEvent, RecordEvent, refund, retail, service_order};
use std::collections::{BTreeMap, BTreeSet};

/// Seconds between the attempts: 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h.
const WAITS: [i64; 15] = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];

/// What of an event is told, and of which number.
fn told(number: &str, event: &RecordEvent) -> Option<(String, &'static str)> {
    let paid = |event: &CollectionEvent| {
        let by_wechat =
            matches!(event, CollectionEvent::Paid { receipt: Receipt { channel: Channel::Wechat { .. }, .. }, .. });
        by_wechat.then_some("PAYSCORE.USER_PAID")
    };
    let kind = match event {
        RecordEvent::Order(OrderEvent::Service(service_order::Event::Confirmed { .. })) => "PAYSCORE.USER_CONFIRM",
        RecordEvent::Order(OrderEvent::Retail(retail::Event::Confirmed { .. })) => "PAYSCORE.USER_ACCEPTED",
        RecordEvent::Order(
            OrderEvent::Service(service_order::Event::Collection(event))
            | OrderEvent::Retail(retail::Event::Collection(event)),
        ) => paid(event)?,
        RecordEvent::Permission(permission::Event::Opened { .. }) => "PAYSCORE.USER_OPEN_SERVICE",
        // One that another takes the place of goes without a word.
        RecordEvent::Permission(permission::Event::Closed(end)) if !matches!(end.by, Closer::Newer { .. }) => {
            "PAYSCORE.USER_CLOSE_SERVICE"
        }
        RecordEvent::Refunds(refund::Event::Settled { out_refund_no, change }) => {
            let kind = match change.status {
                refund::Status::Success => "REFUND.SUCCESS",
                refund::Status::Closed => "REFUND.CLOSED",
                refund::Status::Abnormal => "REFUND.ABNORMAL",
                refund::Status::Processing => return None,
            };
            return Some((out_refund_no.as_str().to_owned(), kind));
        }
        _ => return None,
    };
    Some((number.to_owned(), kind))
}

/// For each event that owes a notification there is one, and none besides.
pub(super) fn owed(disk: &State) -> Finding {
    let mut balance: BTreeMap<(String, String, &str), i64> = BTreeMap::new();
    for (key, row) in disk.all() {
        for (subject, kind) in row.timeline.iter().filter_map(|line| told(&key.number, &line.event)) {
            *balance.entry((key.mchid.to_string(), subject, kind)).or_default() += 1;
        }
    }
    for Outgoing { notification, .. } in disk.outbox() {
        let key = (notification.mchid.to_string(), notification.subject.clone(), notification.event_type.as_str());
        *balance.entry(key).or_default() -= 1;
    }
    match balance.iter().find(|(_, left)| **left != 0) {
        Some(((_, subject, kind), left)) if *left > 0 => {
            Err(format!("{kind} of {subject} is owed, and not to be sent"))
        }
        Some(((_, subject, kind), _)) => Err(format!("{kind} of {subject} is to be sent, and not owed")),
        None => Ok(()),
    }
}

/// Attempts are numbered one after another, and none comes before its time.
pub(super) fn schedule(disk: &State) -> Finding {
    for Outgoing { notification, attempts } in disk.outbox() {
        let what = || format!("{} of {}", notification.event_type.as_str(), notification.subject);
        let mut due = notification.created_at.unix();
        let mut delivered = false;
        for (attempt, number) in attempts.iter().zip(1_u32..) {
            if attempt.number != number || delivered {
                return Err(format!(
                    "{}: attempt {} is number {number}, delivered: {delivered}",
                    what(),
                    attempt.number
                ));
            }
            if attempt.at.unix() < due {
                return Err(format!("{}: attempt {number} was made {} s early", what(), due - attempt.at.unix()));
            }
            delivered = attempt.status.is_some_and(|status| (200..300).contains(&status));
            let wait = usize::try_from(number - 1).ok().and_then(|index| WAITS.get(index));
            due = wait.map_or(i64::MAX, |wait| attempt.at.unix() + wait);
        }
        let fits = match notification.phase {
            Phase::Waiting { attempt, due: planned } => {
                !delivered && usize::try_from(attempt).ok() == Some(attempts.len() + 1) && planned.unix() == due
            }
            Phase::Delivered { .. } => delivered,
            Phase::GivenUp { .. } => !delivered && attempts.len() == WAITS.len() + 1,
            _ => false,
        };
        if !fits {
            return Err(format!("{}: it is {:?} after {} attempts", what(), notification.phase, attempts.len()));
        }
    }
    Ok(())
}

/// Nothing waits any more, and what is delivered did arrive.
pub(super) fn all_told(disk: &State, arrived: &BTreeSet<String>) -> Finding {
    for Outgoing { notification, attempts } in disk.outbox() {
        let what = format!("{} of {}", notification.event_type.as_str(), notification.subject);
        match notification.phase {
            Phase::Delivered { .. } if arrived.contains(&notification.id) => {}
            Phase::Delivered { .. } => return Err(format!("{what}: it is delivered, and did not arrive")),
            Phase::GivenUp { .. } => {}
            phase => return Err(format!("{what}: it is still {phase:?} after {} attempts", attempts.len())),
        }
    }
    Ok(())
}
