//! What a server that runs as a service needs besides.

use super::{Connection, DEFAULT_DATA};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// How a service logs, how it ends, and how it keeps secrets.
#[derive(Args)]
pub(crate) struct Service {
    /// Log more: -v for what happens, -vv for details and each request; RUST_LOG wins
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Log lines for people, or a JSON object a line for programs
    #[arg(long, value_name = "FORMAT", env = "PAYSCORE_LOG_FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
    /// Seconds to go on answering, with a health of 503, once told to stop: what a load balancer takes to notice
    #[arg(long, value_name = "SECONDS", env = "PAYSCORE_DRAIN_DELAY", default_value_t = 0)]
    pub(crate) drain_delay: u32,
    /// Seconds that requests and deliveries under way may then take to come to their end
    #[arg(long, value_name = "SECONDS", env = "PAYSCORE_DRAIN_TIMEOUT", default_value_t = 30)]
    pub(crate) drain_timeout: u32,
    #[command(flatten)]
    pub(crate) seal: Seal,
}

/// What secrets in the data folder are encrypted with.
#[derive(Args, Clone)]
pub(crate) struct Seal {
    /// Encrypt private keys and merchants' API keys in the data folder with the key in this file, or in the variable
    /// PAYSCORE_SECRET_KEY
    #[arg(long, value_name = "FILE", env = "PAYSCORE_SECRET_KEY_FILE")]
    pub(crate) secret_key_file: Option<PathBuf>,
}

/// What to do with the encryption of secrets.
#[derive(Subcommand)]
pub(crate) enum Secret {
    /// Print a new key
    New,
    /// Print what is in an encrypted file
    Open {
        /// The file, such as payscore-data/merchants/default/apiclient_key.pem
        file: PathBuf,
        #[command(flatten)]
        seal: Seal,
    },
}

/// How lines of the log look.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// What to keep, and where.
#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The file, such as payscore-backup.tar.gz
    pub(crate) file: PathBuf,
    /// The data folder; when left out, the running server's, or ./payscore-data
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Make none: read the file through, and say whether it is as it was saved
    #[arg(long, conflicts_with_all = ["data", "force"])]
    pub(crate) verify: bool,
}

/// What to restore, and where to.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup
    pub(crate) file: PathBuf,
    /// The data folder; no server may run on it
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_DATA)]
    pub(crate) data: PathBuf,
    /// Replace what is in it
    #[arg(short, long)]
    pub(crate) force: bool,
}

/// What to move, and where to.
#[derive(Args)]
pub(crate) struct Migrate {
    /// The database to read, `sqlite:PATH`: a file or a data folder; no server may run on it
    #[arg(long, value_name = "URL")]
    pub(crate) from: String,
    /// The database to write, which must be empty
    #[arg(long, value_name = "URL", env = "PAYSCORE_MIGRATE_TO", hide_env_values = true)]
    pub(crate) to: String,
}
