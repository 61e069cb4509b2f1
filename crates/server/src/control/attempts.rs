//! Who guesses the control token has to wait, longer after each wrong guess; nobody else has.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

/// So many wrong tokens cost nothing: people mistype, and a browser keeps a cookie from before.
const FREE: u32 = 5;
/// The longest wait, in seconds.
const LONGEST: i64 = 60;
/// After so many seconds without a wrong token all is forgotten.
const FORGOTTEN_AFTER: i64 = 600;
/// So many addresses are kept in mind.
const MOST: usize = 4096;

/// Wrong tokens by the address that they came from.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<IpAddr, Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: i64,
}

impl Failures {
    /// A second after the sixth wrong token, and twice as long after each that follows.
    fn wait(self) -> i64 {
        let beyond = self.count.saturating_sub(FREE);
        if beyond == 0 { 0 } else { (1_i64 << (beyond - 1).min(30)).min(LONGEST) }
    }

    fn is_forgotten(self, now: i64) -> bool {
        now - self.last > FORGOTTEN_AFTER
    }
}

impl Attempts {
    /// How many seconds are left until a token from there is looked at; `None` if it is now.
    pub(super) fn seconds_left(&self, from: IpAddr, now: i64) -> Option<i64> {
        let failures = *self.0.lock().get(&source(from))?;
        // A wall clock that was set back makes nobody wait for longer than the longest.
        let left = (failures.last + failures.wait() - now).min(LONGEST);
        (left > 0).then_some(left)
    }

    /// A token from there was wrong.
    pub(super) fn failed(&self, from: IpAddr, now: i64) {
        let mut known = self.0.lock();
        let from = source(from);
        if known.len() >= MOST && !known.contains_key(&from) {
            known.retain(|_, failures| !failures.is_forgotten(now));
            if known.len() >= MOST
                && let Some(oldest) = known.iter().min_by_key(|(_, failures)| failures.last).map(|(from, _)| *from)
            {
                known.remove(&oldest);
            }
        }
        let failures = known.entry(from).or_insert(Failures { count: 0, last: now });
        if failures.is_forgotten(now) {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
    }

    /// A token from there was right.
    pub(super) fn succeeded(&self, from: IpAddr) {
        self.0.lock().remove(&source(from));
    }
}

/// Whoever has one address of IPv6 has a whole network of them.
fn source(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn each_wrong_token_makes_the_wait_longer_up_to_a_minute() {
        let attempts = Attempts::default();
        let here = ip("10.0.0.1");
        let waits: Vec<Option<i64>> = (0..14)
            .map(|_| {
                attempts.failed(here, 1000);
                attempts.seconds_left(here, 1000)
            })
            .collect();
        let seconds = |seconds: [i64; 9]| seconds.map(Some);
        assert_eq!(waits[..5], [None; 5]);
        assert_eq!(waits[5..], seconds([1, 2, 4, 8, 16, 32, 60, 60, 60]));
        assert_eq!([attempts.seconds_left(here, 1059), attempts.seconds_left(here, 1060)], [Some(1), None]);
        assert_eq!(attempts.seconds_left(here, 0), Some(60), "whatever the clock does");
        assert_eq!(attempts.seconds_left(ip("10.0.0.2"), 1000), None, "others do not wait");
    }

    #[test]
    fn a_right_token_and_ten_minutes_make_good() {
        let attempts = Attempts::default();
        let here = ip("10.0.0.1");
        (0..9).for_each(|_| attempts.failed(here, 1000));
        attempts.succeeded(here);
        assert_eq!(attempts.seconds_left(here, 1000), None);
        (0..9).for_each(|_| attempts.failed(here, 1000));
        attempts.failed(here, 1601);
        assert_eq!(attempts.seconds_left(here, 1601), None);
    }

    #[test]
    fn a_network_of_addresses_is_one_guesser() {
        let attempts = Attempts::default();
        for last in 0..6 {
            attempts.failed(ip(&format!("2001:db8::{last}")), 1000);
        }
        assert!(attempts.seconds_left(ip("2001:db8::ffff"), 1000).is_some());
        assert!(attempts.seconds_left(ip("2001:db8:0:1::1"), 1000).is_none());
        (0..6).for_each(|_| attempts.failed(ip("::ffff:10.0.0.1"), 1000));
        assert!(attempts.seconds_left(ip("10.0.0.1"), 1000).is_some(), "the same address");
    }

    #[test]
    fn memory_is_bounded_and_the_latest_are_kept() {
        let attempts = Attempts::default();
        let address = |number: u32| IpAddr::from(Ipv4Addr::from(number));
        for number in 0..2 * u32::try_from(MOST).expect("few") {
            (0..6).for_each(|_| attempts.failed(address(number), 1000 + i64::from(number / 100)));
        }
        assert_eq!(attempts.0.lock().len(), MOST);
        let last = 2 * u32::try_from(MOST).expect("few") - 1;
        assert!(attempts.seconds_left(address(last), 1000 + i64::from(last / 100)).is_some());
        assert!(attempts.seconds_left(address(0), 1000).is_none());
    }
}
