//! What goes along with developing a merchant's back end.

use super::Connection;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Which notifications to see, and where to forward them.
#[derive(Args)]
pub(crate) struct Listen {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// Send them here instead of their notify_url: the very requests, signatures and all
    #[arg(long, value_name = "URL", value_parser = forward_url)]
    pub(crate) forward_to: Option<String>,
    /// Take any certificate of an https:// URL
    #[arg(long, requires = "forward_to")]
    pub(crate) skip_verify: bool,
    /// Of this merchant only: a number, `default` or `partner`
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) mchid: Option<String>,
    /// Of this event only, such as PAYSCORE.USER_PAID; can be given more than once
    #[arg(long, value_name = "TYPE")]
    pub(crate) event: Vec<String>,
    /// Show what they say, decrypted, below each line
    #[arg(long)]
    pub(crate) plaintext: bool,
}

/// What to do with scenarios.
#[derive(Subcommand)]
pub(crate) enum Scenario {
    /// Run scenarios from files, or built-in ones by name
    Run {
        /// Files, or names
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        merchant: AsMerchant,
    },
    /// List the built-in scenarios
    List,
    /// Print a built-in scenario's file: a start for one of your own
    Show {
        /// Its name
        name: String,
    },
}

/// Built-in scenarios to run.
#[derive(Args)]
pub(crate) struct Trigger {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// Their names; without any, they are listed
    #[arg(value_name = "SCENARIO")]
    pub(crate) names: Vec<String>,
    /// Run all of them
    #[arg(long, conflicts_with = "names")]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) merchant: AsMerchant,
}

/// As whom scenarios are run.
#[derive(Args)]
pub(crate) struct AsMerchant {
    /// As this merchant, rather than the one that the scenario names
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) mchid: Option<String>,
    /// Where orders have their notifications sent; the merchant's notify_url, or else an endpoint of this command
    #[arg(long, value_name = "URL")]
    pub(crate) notify_url: Option<String>,
}

/// Which requests to show.
#[derive(Args)]
pub(crate) struct Logs {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// Go on showing what comes
    #[arg(short, long)]
    pub(crate) follow: bool,
    /// This merchant's only
    #[arg(long, value_name = "NUMBER")]
    pub(crate) mchid: Option<String>,
    /// Of this operation only, by its operationId in openapi.json
    #[arg(long)]
    pub(crate) operation: Option<String>,
    /// Answered with this HTTP status only
    #[arg(long)]
    pub(crate) status: Option<u16>,
    /// Only those that were refused
    #[arg(long)]
    pub(crate) failing: bool,
    /// At most so many of those that have come by now
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub(crate) limit: u16,
}

/// How to reset.
#[derive(Args)]
pub(crate) struct Reset {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// What to do with snapshots.
#[derive(Subcommand)]
pub(crate) enum Snapshot {
    /// Save orders, notifications and the clock to a file
    Save {
        /// The file
        file: PathBuf,
        /// Replace a file that is there
        #[arg(short, long)]
        force: bool,
    },
    /// Replace what the server has by what a file has
    Load {
        /// The file
        file: PathBuf,
    },
}

fn forward_url(text: &str) -> Result<String, String> {
    // `localhost:8000/notify` is what people type.
    let url = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let wrong = || "an http:// or https:// URL, such as http://127.0.0.1:8000/notify".to_owned();
    let uri: http::Uri = url.parse().map_err(|_| wrong())?;
    let fits = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
    if fits { Ok(url) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_urls_may_leave_out_the_scheme() {
        assert_eq!(forward_url("localhost:8000/notify"), Ok("http://localhost:8000/notify".to_owned()));
        assert_eq!(forward_url("https://a.test/n"), Ok("https://a.test/n".to_owned()));
        for wrong in ["", "ftp://a.test", "http://", "a b"] {
            assert!(forward_url(wrong).is_err(), "{wrong}");
        }
    }
}
