//! Why no load was sent, or what was wrong with what came of it.

use std::io;
use thiserror::Error;

/// What a bench stops at.
#[derive(Debug, Error)]
pub(crate) enum Mistake {
    /// The real thing.
    #[error("{host} is WeChat Pay itself, with real orders and real money: no load is ever sent there")]
    Production {
        /// Which of its hosts.
        host: String,
    },
    /// Another machine, and nobody said that it is meant.
    #[error(
        "{option} {host} is not this machine. If the load is meant for it, and its owner knows, add --allow-remote"
    )]
    Remote {
        /// Which option names it.
        option: &'static str,
        /// The machine.
        host: String,
    },
    /// No such name.
    #[error("{option}: no address is found for {host}")]
    Unresolved {
        /// Which option names it.
        option: &'static str,
        /// The name.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// `--notify-url` is no address.
    #[error("--notify-url {0} is not an address such as http://127.0.0.1:8000/notify")]
    NotifyUrl(String),
    /// The page cannot be where it should be.
    #[error("--report {path}: there is no such folder, or a folder has that name")]
    Place {
        /// Where.
        path: String,
    },
    /// The merchant calls other operations.
    #[error(
        "merchant {mchid} is a service provider; the load is a direct merchant's: leave --merchant out, or name another"
    )]
    Provider {
        /// Which.
        mchid: String,
    },
    /// The merchant has nothing to make such orders with.
    #[error("merchant {mchid} has no {what}, which this plan needs: `payscore merchant list` shows what there is")]
    Missing {
        /// Which.
        mchid: String,
        /// What.
        what: &'static str,
    },
    /// Not even the first calls went well.
    #[error("{what} is refused, so nothing was measured: HTTP {status} {code}: {message}")]
    Refused {
        /// Which call.
        what: &'static str,
        /// The HTTP status.
        status: u16,
        /// Which kind of refusal.
        code: String,
        /// In words.
        message: String,
    },
    /// Nothing came back at all.
    #[error("{what} got no answer, so nothing was measured")]
    Unanswered {
        /// Which call.
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// It ran, and not all went well.
    #[error("{0}")]
    Unexpected(String),
}
