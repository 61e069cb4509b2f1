//! What can go wrong, in words that say how to mend it.

use crate::bench::Mistake;
use payscore_server::StartError;
use payscore_server::backup::BackupError;
use payscore_server::migrate::MigrateError;
use std::error::Error;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a command failed.
#[derive(Debug, Error)]
pub(crate) enum CliError {
    /// `--database` of a kind that there is not.
    #[error("--database: neither sqlite, for a file in the data folder, nor postgres://user@host/name")]
    Database,
    /// The server did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The operating system refuses threads, sockets or signals.
    #[error("cannot {what}")]
    System {
        /// What for.
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// stdout cannot be written to.
    #[error("cannot write to stdout")]
    Output(#[source] io::Error),
    /// `--server` is no address of ours.
    #[error("--server {0} is not an address such as http://127.0.0.1:9080 (plain http, no path)")]
    ServerAddress(String),
    /// Nobody listens there.
    #[error("no payscore server at {server}: start one with `payscore serve`")]
    NotRunning {
        /// Where.
        server: String,
    },
    /// The exchange broke off.
    #[error("{server} did not answer")]
    NoAnswer {
        /// Where.
        server: String,
        /// Why.
        #[source]
        source: Box<ureq::Error>,
    },
    /// Something else listens there.
    #[error("{server} answers (HTTP {status}), but not as payscore does: is --server right?")]
    NotPayscore {
        /// Where.
        server: String,
        /// With what.
        status: u16,
    },
    /// The server says no.
    #[error("HTTP {status} {code}: {message}")]
    Api {
        /// The HTTP status.
        status: u16,
        /// Which kind of refusal.
        code: String,
        /// In words.
        message: String,
    },
    /// There is no such order.
    #[error("{said}. `payscore order list` shows the orders there are")]
    UnknownOrder {
        /// What there is not.
        said: String,
    },
    /// There is no such notification.
    #[error("{said}. `payscore notifications list` shows the notifications there are")]
    UnknownNotification {
        /// What there is not.
        said: String,
    },
    /// More than one merchant has an order of this number.
    #[error("merchants {} each have an order {number}: say whose with --mchid", .merchants.join(" and "))]
    Ambiguous {
        /// The number.
        number: String,
        /// Whose.
        merchants: Vec<String>,
    },
    /// The demo has no credentials.
    #[error(
        "no credentials in {folder}: run the demo where `payscore serve` runs, or name its data folder with --data"
    )]
    Credentials {
        /// Where they should be.
        folder: PathBuf,
        /// Why not.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The merchant has nothing to walk the demo's order with.
    #[error("merchant.json in {folder} lists no {what}")]
    NothingToDemo {
        /// Where.
        folder: PathBuf,
        /// What is missing.
        what: &'static str,
    },
    /// A step of the demo failed.
    #[error("{step}")]
    Step {
        /// Which.
        step: &'static str,
        /// Why.
        #[source]
        source: Box<payscore::Error>,
    },
    /// A notification of the demo could not be trusted or read.
    #[error("a notification came that does not verify")]
    Notification(#[source] Box<payscore::NotificationError>),
    /// A notification of the demo did not come.
    #[error("{event} did not come within {seconds} s: `payscore notifications list --order {number}` shows why")]
    NoNotification {
        /// Which.
        event: &'static str,
        /// How long was waited.
        seconds: u64,
        /// Of which order.
        number: String,
    },
    /// The data folder has no certificate authority.
    #[error("no certificate authority at {path}: `payscore serve` makes one at its first start")]
    NoAuthority {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The data folder named by the server is not here.
    #[error("the server keeps its data in {path}, which is not here: name the folder with --data")]
    DataElsewhere {
        /// What the server said.
        path: PathBuf,
    },
    /// The folder has no such merchant.
    #[error("no merchant {name} in {folder}")]
    UnknownMerchant {
        /// The number or alias.
        name: String,
        /// Where.
        folder: PathBuf,
    },
    /// The server has no such merchant.
    #[error("{said}. `payscore merchant list` shows the merchants there are")]
    NoSuchMerchant {
        /// What there is not.
        said: String,
    },
    /// A merchant's keys are not to be had here.
    #[error(
        "the keys cannot be read from {path}: {reason}. Run this where the server's data are, or name them with --data"
    )]
    Secrets {
        /// Where they should be.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A file of a team's own keys.
    #[error("{path} is not usable: {reason}. {wanted}")]
    KeyFile {
        /// Which.
        path: PathBuf,
        /// Why not.
        reason: String,
        /// What it should be.
        wanted: String,
    },
    /// A team's own API key.
    #[error("the key from {from} is not usable: {reason}")]
    OwnKey {
        /// Where it comes from.
        from: String,
        /// Why not.
        reason: String,
    },
    /// A sealed file, and nothing to open it with.
    #[error("give the key that the file was sealed with: --secret-key-file, or PAYSCORE_SECRET_KEY")]
    NoSecretKey,
    /// Launch parameters that open nothing.
    #[error("the page would not open: {mistakes} {}", if *.mistakes == 1 { "mistake" } else { "mistakes" })]
    Launch {
        /// How many things are wrong.
        mistakes: usize,
    },
    /// Launch parameters that cannot be read.
    #[error("cannot read launch parameters from {path}: {reason}")]
    LaunchFile {
        /// Where from.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The server has no proxy.
    #[error("the server at {server} runs without its proxy. Start it with --proxy-listen ADDR, on a free port")]
    NoProxy {
        /// Which.
        server: String,
    },
    /// A file of trusted certificates cannot be written.
    #[error("cannot write {path}")]
    TrustFile {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// This machine's trust store was not changed.
    #[error("{0}")]
    NotInstalled(String),
    /// The program was not run.
    #[error("cannot run {program}")]
    Run {
        /// Which.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// A file that was named cannot be read.
    #[error("cannot read {path}")]
    ReadFile {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A curl command line says something that cannot be followed.
    #[error("--curl: {0}")]
    Curl(String),
    /// The doctor was given a message and no request that it belongs to.
    #[error("--signed-message needs the request it was signed for: --request, --curl, or --url with --authorization")]
    MessageAlone,
    /// There is no such request.
    #[error("{said}. `payscore doctor` shows the latest that were refused")]
    UnknownRequest {
        /// What there is not.
        said: String,
    },
    /// A reset that nobody confirmed.
    #[error("nothing was reset: say --yes where nobody can be asked")]
    Unconfirmed,
    /// A file would be replaced.
    #[error("{path} exists: --force replaces it")]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// A backup was not made, or not restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Nothing was moved to another database.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// A file cannot be written.
    #[error("cannot write {path}")]
    WriteFile {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is no scenario.
    #[error(transparent)]
    Scenario(#[from] Box<crate::scenario::Mistake>),
    /// There is no such built-in scenario.
    #[error(
        "no scenario {name}{near}. `payscore trigger` lists them; `payscore scenario run FILE` runs one of your own"
    )]
    NoScenario {
        /// The name.
        name: String,
        /// What may have been meant.
        near: String,
    },
    /// Scenarios did not go as written.
    #[error("{failed} of {run} scenarios failed")]
    Failed {
        /// How many.
        failed: usize,
        /// Of how many.
        run: usize,
    },
    /// A load was not sent, or not all went well.
    #[error(transparent)]
    Bench(#[from] crate::bench::Mistake),
    /// Ctrl-c in the middle of the demo.
    #[error("interrupted")]
    Interrupted,
}

/// The error with its causes, and what to do about it where the error itself does not say.
pub(crate) fn report(error: &CliError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let source_text = source.to_string();
        // Some errors tell their cause themselves.
        if !text.contains(&source_text) {
            text = format!("{text}: {source_text}");
        }
        cause = source.source();
    }
    match advice(error) {
        Some(advice) => format!("{text}\n  {advice}"),
        None => text,
    }
}

fn advice(error: &CliError) -> Option<&'static str> {
    match error {
        CliError::Start(StartError::Listen { option: "--listen", source, .. })
            if source.kind() == io::ErrorKind::AddrInUse =>
        {
            Some("--listen 127.0.0.1:0 takes any free port, and prints which")
        }
        CliError::Start(StartError::Data { path, .. }) if path.is_file() => {
            Some("it is a file; --data wants a folder, or a name that does not exist yet")
        }
        CliError::Start(start @ StartError::Store(_)) if start.to_string().contains(" postgres") => {
            Some("does PostgreSQL run there, and may the user create tables in this database? See docs/nodes.md")
        }
        CliError::Start(start @ StartError::Store(_)) if !start.to_string().contains("--data") => {
            Some("mend that, or choose another data folder with --data")
        }
        CliError::Api { status: 403, .. } => {
            Some("give the token that the server was started with: --token or PAYSCORE_CONTROL_TOKEN")
        }
        CliError::NoNotification { event: "PAYSCORE.USER_PAID", .. } => {
            Some("a server started with --deduction-seconds takes that long; `payscore clock advance` passes the time")
        }
        CliError::Step { source, .. } if source.code() == Some("SIGN_ERROR") => {
            Some("do the credentials belong to this server? --data names its data folder, --server its address")
        }
        CliError::Bench(Mistake::Refused { code, .. }) if code == "SIGN_ERROR" => {
            Some("do the credentials belong to this server? --data names its data folder, --server its address")
        }
        CliError::Bench(Mistake::Refused { status: 429, .. }) => {
            Some("a server with --calls-per-second keeps a load away; start it without")
        }
        CliError::Step { source, .. } if is_unconnected(source) && proxy_is_set() => Some(
            "a proxy is set in the environment: name the server's host in NO_PROXY, as in NO_PROXY=127.0.0.1,localhost",
        ),
        _ => None,
    }
}

fn is_unconnected(error: &payscore::Error) -> bool {
    matches!(error, payscore::Error::Transport(error) if error.is_connect())
}

/// The SDK's client takes proxies from the environment; tools on one's own machine seldom want them.
fn proxy_is_set() -> bool {
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    names.into_iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
