//! One of the platform's identities while it is replaced. Pure: no files, no clocks, no keys.

use crate::clock::Now;
use serde::{Deserialize, Serialize};

const DAY: i64 = 24 * 3600;
/// So long before its end a certificate gets a successor, which is listed beside it.
const ANNOUNCED_BEFORE_END: i64 = 180 * DAY;
/// So long before its end a certificate signs no more by itself.
const SWITCHED_BEFORE_END: i64 = 5 * DAY;
/// From one phase of a rotation to the next: the pace of a certificate's last ten days.
const PACE: i64 = 5 * DAY;
/// So many names of retired identities are remembered, for whoever still asks for one.
const REMEMBERED: usize = 32;

/// The steps of a rotation, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// The new one can be asked for by its name; the old one still signs by itself.
    Announce,
    /// The new one signs by itself; the old one can be asked for by its name.
    Switch,
    /// The old one is gone.
    Retire,
}

/// When a phase is due: at the first of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Due {
    /// By the schedule of a rotation, on the service clock.
    pub(crate) service: Option<i64>,
    /// By a certificate's end, on the wall clock.
    pub(crate) wall: Option<i64>,
}

impl Due {
    pub(crate) fn is_reached(self, now: Now) -> bool {
        self.is_scheduled_by(now) || self.wall.is_some_and(|due| due <= now.wall)
    }

    /// How many seconds of the wall are left; `None` where nothing will happen by itself.
    pub(crate) fn seconds_left(self, now: Now) -> Option<i64> {
        self.schedule_left(now).into_iter().chain(self.wall_left(now)).min()
    }

    /// The moment that the schedule has for it, where that comes before the certificate's end does. A schedule waits
    /// with a frozen clock.
    pub(crate) fn scheduled(self, now: Now) -> Option<i64> {
        let first = match (self.schedule_left(now), self.wall_left(now)) {
            (Some(schedule), Some(wall)) => schedule <= wall,
            (schedule, wall) => schedule.is_some() || wall.is_none(),
        };
        self.service.filter(|_| first)
    }

    fn schedule_left(self, now: Now) -> Option<i64> {
        self.service.and_then(|due| now.wall_seconds_until(due))
    }

    fn wall_left(self, now: Now) -> Option<i64> {
        self.wall.map(|due| due - now.wall)
    }

    /// The moment on the service clock that the phase after this one counts from: its own, however late it is done.
    pub(crate) fn moment(self, now: Now) -> i64 {
        self.service.filter(|_| self.is_scheduled_by(now)).unwrap_or(now.service)
    }

    fn is_scheduled_by(self, now: Now) -> bool {
        self.service.is_some_and(|due| due <= now.service)
    }
}

/// The one that signs by itself and, during a rotation, the other one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ring<K> {
    pub(crate) signing: K,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) beside: Option<Beside<K>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) retired: Vec<Retired>,
}

/// The other one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Beside<K> {
    pub(crate) key: K,
    pub(crate) role: Role,
    /// When the rotation goes on by its schedule: unix seconds of the service clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<i64>,
}

/// What the other one is to the one that signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Next,
    Previous,
}

/// One that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retired {
    pub(crate) serial: String,
    /// Unix seconds of the wall clock.
    pub(crate) at: i64,
}

impl<K> Ring<K> {
    pub(crate) fn new(signing: K) -> Self {
        Self { signing, beside: None, retired: Vec::new() }
    }

    /// The step that comes next.
    pub(crate) fn next_phase(&self) -> Phase {
        match self.beside.as_ref().map(|beside| beside.role) {
            None => Phase::Announce,
            Some(Role::Next) => Phase::Switch,
            Some(Role::Previous) => Phase::Retire,
        }
    }

    /// The one that the next step moves towards its end.
    pub(crate) fn outgoing(&self) -> &K {
        match &self.beside {
            Some(Beside { key, role: Role::Previous, .. }) => key,
            _ => &self.signing,
        }
    }

    /// All that can be asked for, the oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &K> {
        let (before, after) = match &self.beside {
            None => (None, None),
            Some(Beside { key, role: Role::Previous, .. }) => (Some(key), None),
            Some(Beside { key, role: Role::Next, .. }) => (None, Some(key)),
        };
        before.into_iter().chain([&self.signing]).chain(after)
    }

    /// When the next step is due; `end` is the last second of the outgoing certificate.
    pub(crate) fn due(&self, end: Option<i64>) -> Due {
        let before_end = match self.next_phase() {
            Phase::Announce => ANNOUNCED_BEFORE_END,
            Phase::Switch => SWITCHED_BEFORE_END,
            Phase::Retire => 0,
        };
        Due { service: self.beside.as_ref().and_then(|beside| beside.due), wall: end.map(|end| end - before_end) }
    }

    /// The same with other things in the places of these.
    pub(crate) fn try_map<L, E>(self, mut map: impl FnMut(K) -> Result<L, E>) -> Result<Ring<L>, E> {
        let signing = map(self.signing)?;
        let beside = match self.beside {
            None => None,
            Some(Beside { key, role, due }) => Some(Beside { key: map(key)?, role, due }),
        };
        Ok(Ring { signing, beside, retired: self.retired })
    }
}

impl<K: Clone> Ring<K> {
    /// With a successor. `begun` on the service clock, it goes on by its schedule; `None` waits for the old one's end.
    pub(crate) fn announce(&self, next: K, begun: Option<i64>) -> Self {
        let due = begun.map(|begun| begun + PACE);
        Self { beside: Some(Beside { key: next, role: Role::Next, due }), ..self.clone() }
    }

    /// The successor takes over, at this moment of the service clock. Without one nothing changes.
    pub(crate) fn switch(&self, at: i64) -> Self {
        let Some(Beside { key, role: Role::Next, .. }) = self.beside.clone() else { return self.clone() };
        let old = Beside { key: self.signing.clone(), role: Role::Previous, due: Some(at + PACE) };
        Self { signing: key, beside: Some(old), retired: self.retired.clone() }
    }

    /// The old one is gone, and its name remembered.
    pub(crate) fn retire(&self, serial: &str, at: i64) -> Self {
        let mut retired = self.retired.clone();
        retired.push(Retired { serial: serial.to_owned(), at });
        retired.drain(..retired.len().saturating_sub(REMEMBERED));
        Self { signing: self.signing.clone(), beside: None, retired }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: i64 = 10_000 * DAY;

    fn all<'a>(ring: &Ring<&'a str>) -> Vec<&'a str> {
        ring.all().copied().collect()
    }

    #[test]
    fn a_rotation_goes_through_its_phases() {
        let ring = Ring::new("old");
        assert_eq!((ring.next_phase(), all(&ring)), (Phase::Announce, vec!["old"]));
        let ring = ring.announce("new", Some(0));
        assert_eq!((ring.next_phase(), ring.signing, all(&ring)), (Phase::Switch, "old", vec!["old", "new"]));
        assert_eq!((*ring.outgoing(), ring.due(None).service), ("old", Some(5 * DAY)));
        let ring = ring.switch(5 * DAY);
        assert_eq!((ring.next_phase(), ring.signing, all(&ring)), (Phase::Retire, "new", vec!["old", "new"]));
        assert_eq!((*ring.outgoing(), ring.due(None).service), ("old", Some(10 * DAY)));
        let ring = ring.retire("old", 7);
        assert_eq!((ring.next_phase(), ring.signing, all(&ring)), (Phase::Announce, "new", vec!["new"]));
        assert_eq!(ring.retired, [Retired { serial: "old".to_owned(), at: 7 }]);
        assert_eq!(ring.due(None), Due::default(), "what has no end is replaced on command only");
    }

    #[test]
    fn a_certificates_end_drives_its_rotation() {
        let ring = Ring::new("old");
        let wall = |ring: &Ring<&str>| ring.due(Some(END)).wall.map(|due| (END - due) / DAY);
        assert_eq!(wall(&ring), Some(180));
        let ring = ring.announce("new", None);
        assert_eq!((wall(&ring), ring.due(Some(END)).service), (Some(5), None));
        assert_eq!(wall(&ring.switch(0)), Some(0));
    }

    #[test]
    fn the_first_of_both_clocks_counts() {
        let due = Due { service: Some(100), wall: Some(50) };
        let now = |wall, service| Now { wall, service, rate: 1 };
        assert!(!due.is_reached(now(49, 99)));
        assert!(due.is_reached(now(50, 99)) && due.is_reached(now(49, 100)));
        assert_eq!(due.seconds_left(now(40, 95)), Some(5));
        assert_eq!((due.moment(now(0, 130)), due.moment(now(60, 90))), (100, 90));
        assert_eq!(Due::default().seconds_left(now(0, 0)), None);
    }

    #[test]
    fn a_schedule_goes_as_fast_as_its_clock() {
        let due = Due { service: Some(100), wall: Some(50) };
        let now = |rate| Now { wall: 0, service: 0, rate };
        assert_eq!((due.seconds_left(now(1)), due.scheduled(now(1))), (Some(50), None));
        assert_eq!((due.seconds_left(now(60)), due.scheduled(now(60))), (Some(2), Some(100)));
        assert_eq!((due.seconds_left(now(0)), due.scheduled(now(0))), (Some(50), None));
        let without_end = Due { service: Some(100), wall: None };
        assert_eq!((without_end.seconds_left(now(0)), without_end.scheduled(now(0))), (None, Some(100)));
    }

    #[test]
    fn only_so_many_names_are_remembered() {
        let mut ring = Ring::new(0);
        for at in 0..100 {
            ring = ring.announce(1, None).switch(0).retire(&at.to_string(), at);
        }
        assert_eq!((ring.retired.len(), ring.retired[0].at), (REMEMBERED, 68));
    }
}
