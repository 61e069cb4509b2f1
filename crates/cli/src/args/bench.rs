//! The command line of `payscore bench`.

use super::Target;
use crate::duration;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// So many at the most: their outcomes are kept until the end.
const MOST_REQUESTS: u64 = 1_000_000;
/// Longer runs say nothing more, and fill a disk.
const LONGEST_SECONDS: u32 = 600;

/// What load, against what.
#[derive(Args)]
pub(crate) struct Bench {
    #[command(flatten)]
    pub(crate) target: Target,
    /// What is sent
    #[arg(long, value_enum, default_value_t = Plan::Lives)]
    pub(crate) plan: Plan,
    /// So many requests (with `lives`: orders), 1 to 1000000
    #[arg(long, value_name = "N", value_parser = requests)]
    pub(crate) requests: Option<u64>,
    /// For so long: 10s, 2m, at most 10m; 10s where --requests is not given either
    #[arg(long, value_name = "DURATION", value_parser = measured)]
    pub(crate) duration: Option<u32>,
    /// Over so many connections, 1 to 1024
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) connections: u16,
    /// So many requests (with `lives`: orders) a second, whether or not the answers keep up; otherwise each connection
    /// sends when its last answer has come
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) rate: Option<u32>,
    /// So many requests (with `lives`: orders) beforehand, not counted
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(crate) warm_up: u32,
    /// Your own notify endpoint, which then bears the load, too; otherwise an endpoint of this command
    #[arg(long, value_name = "URL")]
    pub(crate) notify_url: Option<String>,
    /// Write a page with charts
    #[arg(long, value_name = "FILE.html", value_parser = page)]
    pub(crate) report: Option<PathBuf>,
    /// Let --server and --notify-url be other machines. WeChat Pay's own hosts are refused all the same
    #[arg(long)]
    pub(crate) allow_remote: bool,
}

/// What is sent, over and over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Plan {
    /// Whole lives: created, confirmed by the user, completed, paid, notified
    Lives,
    /// Service orders are created
    Create,
    /// Service orders are queried
    Query,
    /// Service orders are completed
    Complete,
}

impl Plan {
    /// As it is typed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lives => "lives",
            Self::Create => "create",
            Self::Query => "query",
            Self::Complete => "complete",
        }
    }
}

fn requests(text: &str) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (1..=MOST_REQUESTS).contains(number));
    number.ok_or_else(|| format!("a number from 1 to {MOST_REQUESTS}; for more, run it again"))
}

fn measured(text: &str) -> Result<u32, String> {
    match duration::parse(text)? {
        0 => Err("at least 1s".to_owned()),
        seconds if seconds > LONGEST_SECONDS => Err("at most 10m: for more, run it again".to_owned()),
        seconds => Ok(seconds),
    }
}

/// Nothing but a page is overwritten by a slip of the hand.
fn page(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_page = path.extension().is_some_and(|extension| extension == "html" || extension == "htm");
    if is_page { Ok(path) } else { Err("the file's name has to end in .html".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_is_bounded() {
        assert_eq!((requests("1"), requests("1000000")), (Ok(1), Ok(1_000_000)));
        for wrong in ["0", "1000001", "-1", "many", ""] {
            assert!(requests(wrong).is_err(), "{wrong}");
        }
        assert_eq!((measured("10s"), measured("10m")), (Ok(10), Ok(600)));
        for wrong in ["0", "601", "1h", "soon"] {
            assert!(measured(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_pages_are_written() {
        assert!(page("out/report.html").is_ok());
        assert!(page("Cargo.toml").is_err() && page("report").is_err() && page("").is_err());
    }
}
