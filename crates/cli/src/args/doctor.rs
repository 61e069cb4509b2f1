//! The doctor, as it is called.

use super::Connection;
use clap::Args;
use std::path::PathBuf;

/// What the doctor looks at: without any of these, the set-up and the latest refused requests.
#[derive(Args)]
#[command(after_help = "Exit code 0: nothing is wrong. 1: a cause was found, or the doctor could not look.")]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The server's data folder; when left out, the one that the server names
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// A request that the server was sent, by its answer's `Request-ID`
    #[arg(long, value_name = "REQUEST_ID", conflicts_with_all = ["curl", "url", "authorization"])]
    pub(crate) request: Option<String>,
    /// A request as a curl command line; `-` reads it from stdin
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["url", "method", "body", "authorization"])]
    pub(crate) curl: Option<String>,
    /// A request by its parts: where to
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Its method; when left out POST with a body, else GET
    #[arg(long, requires = "url")]
    pub(crate) method: Option<String>,
    /// Its `Authorization` header's value
    #[arg(long, value_name = "HEADER", requires = "url")]
    pub(crate) authorization: Vec<String>,
    /// The file with its body, byte for byte
    #[arg(long, value_name = "FILE", requires = "url")]
    pub(crate) body: Option<PathBuf>,
    /// When it was sent, in unix seconds; now, when left out
    #[arg(long, value_name = "SECONDS", conflicts_with = "request")]
    pub(crate) at: Option<i64>,
    /// The file with the message that you signed: compared with the one that should have been
    #[arg(long, value_name = "FILE")]
    pub(crate) signed_message: Option<PathBuf>,
}
