//! What a plan consists of: turns of one or more operations, each with what it may owe.

use crate::args::Plan;

/// What is sent. The order is that of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    /// `POST /v3/payscore/serviceorder`
    Create,
    /// `GET /v3/payscore/serviceorder`
    Query,
    /// The user's: `POST /_payscore/orders/{mchid}/{out_order_no}/confirm`
    Confirm,
    /// `POST /v3/payscore/serviceorder/{out_order_no}/complete`
    Complete,
}

impl Operation {
    /// All there are.
    pub(super) const ALL: [Self; 4] = [Self::Create, Self::Query, Self::Confirm, Self::Complete];

    /// In tables and JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Query => "query",
            Self::Confirm => "confirm",
            Self::Complete => "complete",
        }
    }

    /// Its place in lists of all.
    pub(super) fn place(self) -> usize {
        match self {
            Self::Create => 0,
            Self::Query => 1,
            Self::Confirm => 2,
            Self::Complete => 3,
        }
    }

    /// Whether a merchant signs it.
    pub(super) fn is_signed(self) -> bool {
        self != Self::Confirm
    }

    /// The notification that a success owes.
    pub(super) fn owes(self) -> Option<Event> {
        match self {
            Self::Confirm => Some(Event::UserConfirm),
            Self::Complete => Some(Event::UserPaid),
            Self::Create | Self::Query => None,
        }
    }
}

/// The notifications that are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Event {
    /// The user confirmed.
    UserConfirm,
    /// The user paid.
    UserPaid,
}

impl Event {
    /// All there are.
    pub(super) const ALL: [Self; 2] = [Self::UserConfirm, Self::UserPaid];

    /// On the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::UserConfirm => "PAYSCORE.USER_CONFIRM",
            Self::UserPaid => "PAYSCORE.USER_PAID",
        }
    }

    /// The one of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

impl Plan {
    /// What one turn consists of, in its order.
    pub(super) fn operations(self) -> &'static [Operation] {
        match self {
            Self::Lives => &[Operation::Create, Operation::Confirm, Operation::Complete],
            Self::Create => &[Operation::Create],
            Self::Query => &[Operation::Query],
            Self::Complete => &[Operation::Complete],
        }
    }

    /// Whether its orders wait for the user, rather than begin at once.
    pub(super) fn confirms(self) -> bool {
        self != Self::Complete
    }
}

/// When a load ends: whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    /// After so many turns.
    pub(super) turns: Option<u64>,
    /// After so many measured seconds.
    pub(super) seconds: Option<f64>,
    /// So many turns a second; as many as go, where there is none.
    pub(super) rate: Option<f64>,
}

/// Requests that are signed for one round; some 65 MB of them.
const MOST_IN_STOCK: u64 = 50_000;
/// A round that lasts longer would outlive its signatures.
const LONGEST_ROUND: f64 = 200.0;
/// Where nothing is known of the speed yet.
const GUESSED_RATE: f64 = 500.0;
/// More than a guess says, so that a round seldom ends early.
const MARGIN: f64 = 1.25;

impl Extent {
    /// How many turns to prepare next, after so many done in so many seconds at about this rate; 0 ends the load.
    pub(super) fn next_round(&self, done: u64, seconds: f64, rate: Option<f64>, signed_per_turn: u64) -> u64 {
        let left = self.turns.map_or(u64::MAX, |turns| turns.saturating_sub(done));
        let in_time = self.seconds.map_or(u64::MAX, |all| {
            let left = all - seconds;
            if left <= 0.0 {
                return 0;
            }
            match self.rate {
                // The number is known, and no more than that is due.
                Some(rate) => whole((rate * all).ceil()).saturating_sub(done),
                None => whole((rate.unwrap_or(GUESSED_RATE) * MARGIN * left).ceil()).max(1),
            }
        });
        let fresh = self.rate.or(rate).map_or(u64::MAX, |rate| whole(rate * LONGEST_ROUND).max(1));
        left.min(in_time).min(fresh).min(MOST_IN_STOCK / signed_per_turn.max(1))
    }
}

/// Positive and small enough to be exact.
fn whole(number: f64) -> u64 {
    number.clamp(0.0, 1e9) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_what_is_left() {
        let count = Extent { turns: Some(120_000), seconds: None, rate: None };
        assert_eq!(count.next_round(0, 0.0, None, 1), 50_000);
        assert_eq!(count.next_round(0, 0.0, None, 2), 25_000, "signed requests are what is bounded");
        assert_eq!(count.next_round(100_000, 9.0, Some(9e9), 1), 20_000);
        assert_eq!(count.next_round(120_000, 9.0, None, 1), 0);
        assert_eq!(count.next_round(0, 0.0, Some(10.0), 1), 2_000, "no longer than signatures last");
    }

    #[test]
    fn a_round_lasts_as_long_as_the_time_that_is_left() {
        let time = Extent { turns: None, seconds: Some(10.0), rate: None };
        assert_eq!(time.next_round(0, 0.0, None, 1), 6_250, "a guess");
        assert_eq!(time.next_round(5_000, 5.0, Some(1_000.0), 1), 6_250, "what was measured, and a quarter more");
        assert_eq!(time.next_round(5_000, 10.0, Some(1_000.0), 1), 0);
        assert_eq!(time.next_round(5_000, 9.9999, Some(0.0), 1), 1, "never none while there is time");
        let paced = Extent { rate: Some(20.0), ..time };
        assert_eq!(paced.next_round(0, 0.0, Some(1_000.0), 1), 200, "what is due, and no more");
        assert_eq!(paced.next_round(200, 9.96, Some(20.0), 1), 0, "the last is due before the time is over");
        let both = Extent { turns: Some(7), ..time };
        assert_eq!(both.next_round(0, 0.0, None, 1), 7);
    }

    #[test]
    fn places_and_names_are_their_own() {
        for (place, operation) in Operation::ALL.into_iter().enumerate() {
            assert_eq!(operation.place(), place);
        }
        for event in Event::ALL {
            assert_eq!(Event::named(event.name()), Some(event));
        }
        assert_eq!(Event::named("PAYSCORE.USER_ACCEPTED"), None);
    }
}
