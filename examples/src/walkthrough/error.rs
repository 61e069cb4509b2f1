//! Why a walkthrough does not get to its end, in words that say how to mend it.

use std::io;
use std::path::PathBuf;

/// Why a walkthrough does not get to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WalkthroughError {
    /// Nobody listens there.
    #[error("no payscore server at {server}: start one with `payscore serve`, or name it with --server")]
    NoServer {
        /// Where.
        server: String,
        /// Why.
        source: reqwest::Error,
    },
    /// Something else listens there.
    #[error("{server} answers (HTTP {status}), but not as payscore does: is --server right?")]
    OtherServer {
        /// Where.
        server: String,
        /// With what.
        status: u16,
    },
    /// The merchant's folder is not there, or not readable.
    #[error("cannot read `{}` (--data has to be the folder that `payscore serve` was started with)", path.display())]
    Credentials {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// `merchant.json` is no merchant's.
    #[error("`{}` is not what `payscore serve` writes", path.display())]
    MerchantJson {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
    /// The merchant lacks what the walkthrough needs.
    #[error("merchant {mchid} has no {what} in its merchant.json")]
    Lacking {
        /// Which merchant.
        mchid: String,
        /// What it lacks.
        what: String,
    },
    /// The SDK's configuration.
    #[error(transparent)]
    Config(#[from] payscore::ConfigError),
    /// The SDK's client.
    #[error(transparent)]
    Client(payscore::Error),
    /// WeChat Pay says no, or nothing.
    #[error("WeChat Pay did not do it")]
    WeChatPay(#[from] payscore::Error),
    /// A call got no answer, or no readable one.
    #[error("{call} failed")]
    Call {
        /// Which.
        call: String,
        /// Why.
        source: reqwest::Error,
    },
    /// A call was refused.
    #[error("{call} was refused: HTTP {status} {body}")]
    Refused {
        /// Which.
        call: String,
        /// The HTTP status.
        status: u16,
        /// What was answered.
        body: String,
    },
    /// The notification did not come.
    #[error(
        "{event_type} has not come within {seconds} s: `payscore notifications list` shows what was tried; \
         a server with --deduction-seconds takes that much longer"
    )]
    NotNotified {
        /// Which.
        event_type: &'static str,
        /// How long was waited.
        seconds: u64,
    },
    /// No port to listen on.
    #[error("cannot listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    /// The system has no randomness.
    #[error("no random bytes for an order number")]
    Randomness(#[source] getrandom::Error),
    /// No threads.
    #[error("cannot start the async runtime")]
    Runtime(#[source] io::Error),
    /// Nowhere to write to.
    #[error("cannot write to stdout")]
    Output(#[from] io::Error),
}
