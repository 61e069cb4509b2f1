//! Trying a merchant out against a running `payscore serve`. Nothing here belongs into a merchant.

mod control;
mod error;
mod http;
mod merchant_file;
mod serving;
mod shopper;
mod steps;

pub use control::Control;
pub use error::WalkthroughError;
pub use http::Http;
pub use merchant_file::MerchantFile;
pub use serving::{Bound, Serving};
pub use shopper::Shopper;
pub use steps::Steps;

use crate::answer::chain;
use clap::{CommandFactory, FromArgMatches, Parser};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Long enough for any machine; only a notification that never comes is waited for so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// Plays one customer against a running `payscore serve`.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// The server's data folder: the merchant's credentials are read from it
    #[arg(long, value_name = "FOLDER", default_value = "./payscore-data")]
    pub data: PathBuf,
    /// The server's address
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:9080")]
    pub server: String,
}

/// The whole `main` of an example: 0 if all went well, else 1 and a message that says what to do.
pub fn main<F>(name: &'static str, play: impl FnOnce(Options) -> F) -> ExitCode
where
    F: Future<Output = Result<(), WalkthroughError>>,
{
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    let matches = Options::command().name(name).get_matches();
    let options = Options::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let played = runtime.map_err(WalkthroughError::Runtime).and_then(|runtime| runtime.block_on(play(options)));
    match played {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", chain(&error));
            ExitCode::FAILURE
        }
    }
}

/// Waits for what a notification is to bring about.
///
/// # Errors
/// [`WalkthroughError::NotNotified`] after 20 s.
pub async fn within<T>(event_type: &'static str, change: impl Future<Output = T>) -> Result<T, WalkthroughError> {
    let waited = tokio::time::timeout(PATIENCE, change).await;
    waited.map_err(|_| WalkthroughError::NotNotified { event_type, seconds: PATIENCE.as_secs() })
}
