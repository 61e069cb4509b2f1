//! How great a risk a user is, and what a service should let users of each level have before they pay.
//!
//! | Level | Test users | Suggested, of the service's cap |
//! | --- | --- | --- |
//! | 1 | `pays_at_once` | all |
//! | 2 | `pays_on_third_attempt` | three quarters |
//! | 3 | `declines`, `not_authorized` | half |
//! | 4 | `never_has_balance` | a quarter |
//! | 5 | `fails_assessment`, `teen_mode`, `has_overdue_orders` | nothing |

use crate::fen::Fen;
use crate::merchant::Service;
use crate::rejection::Rejection;
use crate::user::Behaviour;

/// The only version of the levels.
pub const LEVEL_VERSION: i64 = 1;

/// The levels, the least risk first.
pub const LEVELS: std::ops::RangeInclusive<i64> = 1..=5;

/// A user's level.
pub fn level(behaviour: Behaviour) -> i64 {
    match behaviour {
        Behaviour::PaysAtOnce => 1,
        Behaviour::PaysOnThirdAttempt => 2,
        Behaviour::Declines | Behaviour::NotAuthorized => 3,
        Behaviour::NeverHasBalance => 4,
        Behaviour::FailsAssessment | Behaviour::TeenMode | Behaviour::HasOverdueOrders => 5,
    }
}

/// Refuses any version but the one.
pub fn check_version(given: i64) -> Result<(), Rejection> {
    if given == LEVEL_VERSION { Ok(()) } else { Err(Rejection::LevelVersionUnknown(given)) }
}

/// What a service should let users of each level have before they pay.
pub fn quotas(service: &Service) -> impl Iterator<Item = (i64, Fen)> {
    let cap = service.risk_cap.get();
    // Divided first: no cap overflows.
    LEVELS.map(move |level| (level, Fen::new(if level == 1 { cap } else { cap / 4 * (5 - level) })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_order::fixtures::service;

    #[test]
    fn every_user_has_a_level() {
        let levels: Vec<i64> = Behaviour::ALL.into_iter().map(level).collect();
        assert_eq!(levels, [1, 2, 4, 3, 5, 5, 5, 3]);
        assert!(levels.iter().all(|level| LEVELS.contains(level)));
    }

    #[test]
    fn the_greater_the_risk_the_less_is_suggested() {
        let quotas: Vec<_> = quotas(&service(false)).collect();
        let expected = [(1, 10_000), (2, 7_500), (3, 5_000), (4, 2_500), (5, 0)];
        assert_eq!(quotas, expected.map(|(level, fen)| (level, Fen::new(fen))));
    }

    #[test]
    fn there_is_one_version() {
        assert_eq!(check_version(LEVEL_VERSION), Ok(()));
        for given in [0, 2] {
            assert_eq!(check_version(given), Err(Rejection::LevelVersionUnknown(given)));
        }
    }
}
