//! What happens by itself as time passes, counted: in advance for a preview, afterwards for whoever moved the clock.

use crate::identity::{Phase, PlatformIdentity};
use payscore_domain::collection::CollectionEvent;
use payscore_domain::notification::{Notification, Phase as Attempts};
use payscore_domain::{Moment, OrderEvent, RecordEvent, RecordKey, refund, retail, service_account};
use payscore_domain::{service_order, sign_plan};
use payscore_wire::rfc3339;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// So many are shown one by one.
const SHOWN: usize = 20;

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Happening {
    pub(crate) at: Moment,
    /// What it happens to: `order`, `notification`, `certificate`, …
    pub(crate) kind: &'static str,
    /// What happens: `expired`, `paid`, `attempted`, …
    pub(crate) what: &'static str,
    /// Whose, and the merchant's number for it. The platform's keys are nobody's.
    pub(crate) whose: Option<(String, String)>,
}

impl Happening {
    /// An event of a record.
    pub(crate) fn of_record(key: &RecordKey, at: Moment, event: &RecordEvent) -> Self {
        let whose = Some((key.mchid.as_str().to_owned(), key.number.clone()));
        Self { at, kind: key.kind.as_str(), what: name(event), whose }
    }

    /// An attempt to deliver a notification; `None` where none is to come.
    pub(crate) fn of_notification(notification: &Notification) -> Option<Self> {
        let Attempts::Waiting { due, .. } = notification.phase else { return None };
        let whose = Some((notification.mchid.as_str().to_owned(), notification.subject.clone()));
        Some(Self { at: due, kind: "notification", what: "attempted", whose })
    }

    /// A phase of replacing one of the platform's keys.
    pub(crate) fn of_platform(identity: PlatformIdentity, phase: Phase, at: i64) -> Self {
        let kind = match identity {
            PlatformIdentity::Certificate => "certificate",
            PlatformIdentity::PublicKey => "public_key",
        };
        let what = match phase {
            Phase::Announce => "announced",
            Phase::Switch => "switched",
            Phase::Retire => "retired",
        };
        Self { at: Moment::from_unix(at), kind, what, whose: None }
    }

    fn view(&self) -> Value {
        let (mchid, number) = self.whose.as_ref().map(|(mchid, number)| (mchid, number)).unzip();
        json!({
            "at": rfc3339::format(self.at.unix()), "kind": self.kind, "what": self.what,
            "mchid": mchid, "number": number,
        })
    }
}

/// What an event is called here. Those that time alone does not bring are `changed`.
fn name(event: &RecordEvent) -> &'static str {
    match event {
        RecordEvent::Order(
            OrderEvent::Service(service_order::Event::Expired) | OrderEvent::Retail(retail::Event::Expired),
        )
        | RecordEvent::SignPlan(sign_plan::Event::Expired) => "expired",
        RecordEvent::Order(
            OrderEvent::Service(service_order::Event::Collection(event))
            | OrderEvent::Retail(retail::Event::Collection(event)),
        ) => match event {
            CollectionEvent::Asked | CollectionEvent::Started { .. } => "deduction_started",
            CollectionEvent::Failed { .. } => "deduction_failed",
            CollectionEvent::Paid { .. } => "paid",
        },
        RecordEvent::Refunds(refund::Event::Settled { change, .. }) => match change.status {
            refund::Status::Success => "refunded",
            refund::Status::Closed => "refund_closed",
            refund::Status::Abnormal => "refund_abnormal",
            refund::Status::Processing => "changed",
        },
        RecordEvent::ServiceAccount(service_account::Event::Approved) => "approved",
        _ => "changed",
    }
}

/// All that happens: how often which, and the first of them one by one.
#[derive(Debug, Default)]
pub(crate) struct Happenings {
    counts: BTreeMap<(&'static str, &'static str), Count>,
    first: Vec<Happening>,
}

/// How often one thing happens.
#[derive(Debug, Clone, Copy)]
struct Count {
    count: u64,
    first: Moment,
}

/// The same, with what it is.
pub(crate) struct Counted {
    pub(crate) kind: &'static str,
    pub(crate) what: &'static str,
    pub(crate) count: u64,
    /// When it happens first.
    pub(crate) first: Moment,
}

impl Counted {
    fn view(&self) -> Value {
        let first = rfc3339::format(self.first.unix());
        json!({ "kind": self.kind, "what": self.what, "count": self.count, "first": first })
    }
}

impl Happenings {
    /// One more.
    pub(crate) fn note(&mut self, one: Happening) {
        let count = self.counts.entry((one.kind, one.what)).or_insert(Count { count: 0, first: one.at });
        *count = Count { count: count.count + 1, first: count.first.min(one.at) };
        let place = self.first.partition_point(|earlier| earlier.at <= one.at);
        if place < SHOWN {
            self.first.truncate(SHOWN - 1);
            self.first.insert(place, one);
        }
    }

    /// How often which, in the order of their first times.
    pub(crate) fn counts(&self) -> Vec<Counted> {
        let all = self.counts.iter();
        let mut counts: Vec<_> = all
            .map(|((kind, what), Count { count, first })| Counted { kind, what, count: *count, first: *first })
            .collect();
        counts.sort_by_key(|counted| counted.first);
        counts
    }

    /// The first of them, one by one.
    pub(crate) fn first(&self) -> &[Happening] {
        &self.first
    }

    /// [`counts`](Self::counts), as the control API tells them.
    pub(crate) fn counts_view(&self) -> Value {
        self.counts().iter().map(Counted::view).collect()
    }

    /// [`first`](Self::first), as the control API tells them.
    pub(crate) fn first_view(&self) -> Value {
        self.first.iter().map(Happening::view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(at: i64, what: &'static str) -> Happening {
        Happening { at: Moment::from_unix(at), kind: "order", what, whose: None }
    }

    #[test]
    fn the_first_are_kept_in_their_order_and_all_are_counted() {
        let mut happenings = Happenings::default();
        for at in (0..100).rev() {
            happenings.note(one(at, if at % 2 == 0 { "paid" } else { "expired" }));
        }
        let shown: Vec<i64> = happenings.first.iter().map(|one| one.at.unix()).collect();
        assert_eq!(shown, (0..20).collect::<Vec<_>>());
        let counted = happenings.counts_view();
        let of = |index: usize| (counted[index]["what"].clone(), counted[index]["count"].clone());
        assert_eq!([of(0), of(1)], [(json!("paid"), json!(50)), (json!("expired"), json!(50))]);
        assert_eq!(counted[1]["first"], "1970-01-01T08:00:01+08:00");
    }
}
