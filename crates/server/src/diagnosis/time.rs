//! Is the timestamp of now? If not, why not?

use super::cause::Cause;
use super::finding::Finding;
use payscore_wire::headers::MAX_SKEW_SECONDS;

const HALF_HOUR: i64 = 1800;
/// The farthest time zones are 14 hours from UTC.
const FARTHEST_ZONE: i64 = 14 * 3600;

/// What is wrong with the timestamp, if anything is.
pub(super) fn check(timestamp: i64, now: i64) -> Option<Finding> {
    let skew = timestamp.saturating_sub(now);
    if skew.saturating_abs() <= MAX_SKEW_SECONDS {
        return None;
    }
    // 2001 in milliseconds has thirteen digits, and so have the next two centuries.
    if (1_000_000_000_000..10_000_000_000_000).contains(&timestamp) {
        return Some(Finding::new(Cause::TimestampMilliseconds).with("digits", 13));
    }
    let (direction, direction_zh) = if skew > 0 { ("ahead of", "快") } else { ("behind", "慢") };
    let distance = skew.saturating_abs();
    // Zones lie half hours apart; a clock that is a little off besides is still in its zone.
    let zones = distance.saturating_add(HALF_HOUR / 2) / HALF_HOUR;
    let in_a_zone = (distance - zones * HALF_HOUR).abs() <= MAX_SKEW_SECONDS / 5;
    let finding = if zones > 0 && in_a_zone && zones * HALF_HOUR <= FARTHEST_ZONE {
        let hours = if zones % 2 == 0 { (zones / 2).to_string() } else { format!("{}.5", zones / 2) };
        Finding::new(Cause::TimeZone).with("hours", hours)
    } else {
        Finding::new(Cause::ClockSkew).with("seconds", distance)
    };
    Some(finding.both("direction", direction, direction_zh))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_233_600;

    fn found(timestamp: i64) -> Option<Cause> {
        check(timestamp, NOON).map(|finding| finding.cause())
    }

    #[test]
    fn causes_are_told_apart() {
        for near in [0, 300, -300] {
            assert_eq!(found(NOON + near), None);
        }
        for zone in [8 * 3600, -8 * 3600, 8 * 3600 + 40, 19_800, -14 * 3600] {
            assert_eq!(found(NOON + zone), Some(Cause::TimeZone), "{zone}");
        }
        for off in [301, -301, 900, 3600 + 61, 15 * 3600, i64::MIN, -NOON] {
            assert_eq!(found(NOON.saturating_add(off)), Some(Cause::ClockSkew), "{off}");
        }
        assert_eq!(found(NOON * 1000 + 17), Some(Cause::TimestampMilliseconds));
    }
}
