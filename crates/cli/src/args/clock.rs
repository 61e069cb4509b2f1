//! The command line of `payscore clock`.

use crate::duration;
use crate::instant;
use clap::Subcommand;

/// What to do with the clock.
#[derive(Subcommand)]
pub(crate) enum Clock {
    /// Show the service clock
    Show,
    /// Move the service clock forward; all that falls due meanwhile happens
    Advance {
        /// 30d, 2h, 10m, 90s, 1d12h, or seconds
        #[arg(value_name = "DURATION", value_parser = duration::parse)]
        by: u32,
    },
    /// Set the service clock: forward, or to any time while nothing is stored yet
    Set {
        /// 2026-12-21T12:00:00+08:00, or Beijing's time as 2026-12-21 or "2026-12-21 12:00"
        #[arg(value_name = "TIME", value_parser = instant::parse)]
        now: i64,
    },
    /// Stop the service clock; it can still be moved
    Freeze,
    /// Let the service clock go on, as fast as the wall's or faster
    Run {
        /// How many seconds pass in one second; a day, 86400, at most
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=86_400))]
        rate: u32,
    },
    /// Say what moving the service clock would cause, and move nothing
    Preview {
        /// How far, or until when
        #[arg(value_name = "DURATION|TIME", value_parser = until)]
        until: Until,
    },
}

/// How far, or until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// So many seconds from now.
    Seconds(u32),
    /// This unix time.
    Moment(i64),
}

fn until(text: &str) -> Result<Until, String> {
    let seconds = duration::parse(text).map(Until::Seconds);
    seconds.or_else(|_| instant::parse(text).map(Until::Moment)).map_err(|_| {
        "a duration is 30d, 2h, 10m, 90s, a sum such as 1d12h, or seconds; a time is 2026-12-21 or \
         2026-12-21T12:00:00+08:00"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_takes_a_duration_or_a_time() {
        assert_eq!(until("30d"), Ok(Until::Seconds(2_592_000)));
        assert_eq!(until("2026-12-21"), Ok(Until::Moment(1_797_782_400)));
        assert!(until("soon").is_err());
    }
}
