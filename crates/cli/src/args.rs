//! The command line as it is typed.

mod bench;
mod clock;
mod companions;
mod database;
mod doctor;
mod fault;
mod merchant;
mod operations;
mod platform;

pub(crate) use bench::{Bench, Plan};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use clock::{Clock, Until};
pub(crate) use companions::{AsMerchant, Listen, Logs, Reset, Scenario, Snapshot, Trigger};
pub(crate) use database::Database;
pub(crate) use doctor::Doctor;
pub(crate) use fault::{Count, Fault, NewFault};
pub(crate) use merchant::{Algorithm, Kind, Merchant, OwnKeys, Settings as MerchantSettings, Terms as MerchantTerms};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

pub(crate) use operations::{Backup, LogFormat, Migrate, Restore, Seal, Secret, Service};
pub(crate) use platform::{Identity, Phase, Platform};

/// Where `serve` listens, and where the others look for it.
pub(crate) const DEFAULT_SERVER: &str = "http://127.0.0.1:9080";
/// Where `serve` keeps its data, and `demo` finds credentials.
pub(crate) const DEFAULT_DATA: &str = "./payscore-data";

/// WeChat Pay Score on your own machine: the server, and the tools to drive it.
#[derive(Parser)]
#[command(name = "payscore", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Print the server's JSON instead of tables
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the server
    Serve(Serve),
    /// Walk one order through a running server, from creation to the received notifications
    Demo(Demo),
    /// Look at orders, and play the user
    Order {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Order,
    },
    /// Look at the service clock, move it, stop it, let it run faster
    Clock {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Clock,
    },
    /// Look at notifications, and send them again
    Notifications {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Notifications,
    },
    /// Show notifications as they are delivered, and forward them
    Listen(Listen),
    /// Run a scenario: an order's life, or what goes wrong with it
    Trigger(Trigger),
    /// Run, list and show scenarios, which are files that a team can write itself
    Scenario {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Scenario,
    },
    /// Show the API requests that the server was sent
    Logs(Logs),
    /// Remove all orders, notifications and logs, and set the clock back
    Reset(Reset),
    /// Save the server's state to a file, and load it again
    Snapshot {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Snapshot,
    },
    /// Keep the whole data folder in one file: orders, keys, merchants, uploads
    Backup(Backup),
    /// Make a data folder from a backup
    Restore(Restore),
    /// Move all orders and what belongs to them to another database
    Migrate(Migrate),
    /// The key that secrets in the data folder are encrypted with
    Secret {
        #[command(subcommand)]
        command: Secret,
    },
    /// Look at merchants, change and add them
    Merchant {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Merchant,
    },
    /// Look at the platform's certificate and public key, and replace them
    Platform {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Platform,
    },
    /// Check what a front end opens a page of PayScore with
    Launch {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Launch,
    },
    /// Make API calls and notifications go wrong
    Fault {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Fault,
    },
    /// Send a load, measure the answers and the notifications
    Bench(Bench),
    /// Say why requests are refused, and look over the set-up
    Doctor(Doctor),
    /// The certificate authority that makes the server's TLS trusted
    Ca {
        /// The server's data folder
        #[arg(long, global = true, value_name = "FOLDER", default_value = DEFAULT_DATA)]
        data: PathBuf,
        #[command(subcommand)]
        command: Ca,
    },
    /// Print what an SDK needs to reach the server: variables, flags, or a line of code
    Env(Env),
    /// Run a program with all of that set
    #[command(arg_required_else_help = true)]
    Run(Run),
    /// Print the completion script of a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// How the server is run.
#[derive(Args)]
pub(crate) struct Serve {
    /// Where to listen; port 0 picks one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9080", value_parser = listen_address)]
    pub(crate) listen: SocketAddr,
    /// Where to listen for TLS; when left out 127.0.0.1:9443, if that is free
    #[arg(long, value_name = "ADDR", value_parser = listen_address)]
    pub(crate) tls_listen: Option<SocketAddr>,
    /// Where to listen as a forward proxy for WeChat Pay's hosts; when left out 127.0.0.1:9090, if that is free
    #[arg(long, value_name = "ADDR", value_parser = listen_address)]
    pub(crate) proxy_listen: Option<SocketAddr>,
    /// Let programs on this machine through the proxy to port 443 of other public hosts, too
    #[arg(long)]
    pub(crate) proxy_tunnel: bool,
    /// Plain HTTP only: no TLS, no proxy, no certificate authority
    #[arg(long, conflicts_with_all = ["tls_listen", "proxy_listen", "proxy_tunnel"])]
    pub(crate) no_tls: bool,
    /// The data folder: database, keys, merchants. With a database elsewhere it is a copy of what that has, and may be
    /// empty
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_DATA)]
    pub(crate) data: PathBuf,
    #[command(flatten)]
    pub(crate) database: Database,
    /// Opens the control API and the console to whoever has the token; without one they are for this machine only
    #[arg(long, value_name = "TOKEN", env = "PAYSCORE_CONTROL_TOKEN", hide_env_values = true)]
    pub(crate) control_token: Option<String>,
    /// Seconds of service time that the bank takes to answer a deduction
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) deduction_seconds: i64,
    /// Refuse a `notify_url` that is not public HTTPS without a query, as upstream does
    #[arg(long)]
    pub(crate) strict_notify_url: bool,
    /// Refuse a start time that lies before the call, as upstream does
    #[arg(long)]
    pub(crate) strict_start_time: bool,
    /// Allow every user 3 orders in progress at most, also the one who pays at once
    #[arg(long)]
    pub(crate) strict_user_limits: bool,
    /// Answer 429 `FREQUENCY_LIMITED` to a merchant's further calls of one operation within a second
    #[arg(long, value_name = "N")]
    pub(crate) calls_per_second: Option<NonZeroU32>,
    /// How many connections may be open at once; further ones wait
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::new(10_000).expect("not zero"))]
    pub(crate) max_connections: NonZeroUsize,
    /// How many of the latest API requests to keep in memory, for `payscore doctor`; 0 keeps none
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) journal: usize,
    #[command(flatten)]
    pub(crate) service: Service,
}

/// How `demo` finds the server and its credentials.
#[derive(Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The server's data folder: credentials come from its merchants/default
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_DATA)]
    pub(crate) data: PathBuf,
}

/// How to reach the server.
#[derive(Args)]
pub(crate) struct Connection {
    /// The running server
    #[arg(long, global = true, value_name = "URL", env = "PAYSCORE_SERVER", default_value = DEFAULT_SERVER)]
    pub(crate) server: String,
    /// The server's control token; not needed on the same machine
    #[arg(long, global = true, env = "PAYSCORE_CONTROL_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
}

/// What to do with the certificate authority.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum Ca {
    /// Print where its certificate is
    Path,
    /// Print its certificate
    Print,
    /// Make this machine trust it, or say how
    Install {
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// For whom the environment is.
#[derive(Args)]
pub(crate) struct Env {
    #[command(flatten)]
    pub(crate) target: Target,
    /// What this SDK or tool needs, rather than everything
    #[arg(long = "for", value_name = "SDK")]
    pub(crate) sdk: Option<Sdk>,
}

/// What is run.
#[derive(Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) target: Target,
    /// The program and its arguments
    #[arg(value_name = "CMD", required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) command: Vec<OsString>,
}

/// Which server, which merchant.
#[derive(Args)]
pub(crate) struct Target {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The server's data folder; when left out, the one that the server names
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// Whose credentials: a merchant number, `default` or `partner`
    #[arg(long, value_name = "MERCHANT", default_value = "default")]
    pub(crate) merchant: String,
}

/// SDKs, by language.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sdk {
    /// wechatpay-php
    Php,
    /// wechatpay-go
    Go,
    /// wechatpay-java
    Java,
    /// wechatpay-axios-plugin
    Node,
    /// wechatpayv3
    Python,
    /// payscore, wxpay-rs, rswxpay, wechat-pay-rust-sdk
    Rust,
    /// curl
    Curl,
}

/// What to do with orders.
#[derive(Subcommand)]
pub(crate) enum Order {
    /// List orders, newest first
    List {
        /// Of this merchant
        #[arg(long)]
        mchid: Option<String>,
        /// In this state, such as USER_PAID
        #[arg(long)]
        state: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=500))]
        limit: u16,
        /// The next page: what the page before said
        #[arg(long, value_name = "N")]
        before: Option<i64>,
    },
    /// Show an order with its timeline and notifications
    Show(OrderName),
    /// The user confirms
    Confirm(Act),
    /// The user declines
    Decline(Act),
    /// The user pays on the phone
    Pay(Act),
}

/// Which order.
#[derive(Args)]
pub(crate) struct OrderName {
    /// The merchant's number for the order, `out_order_no`
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) number: String,
    /// Whose; needed where two merchants use the same number
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) mchid: Option<String>,
}

/// Who does something to which order.
#[derive(Args)]
pub(crate) struct Act {
    #[command(flatten)]
    pub(crate) order: OrderName,
    /// As which user: the order's, or else the merchant's first, when left out
    #[arg(long)]
    pub(crate) openid: Option<String>,
}

/// What to do with notifications.
#[derive(Subcommand)]
pub(crate) enum Notifications {
    /// List notifications, newest first
    List {
        /// Of this order
        #[arg(long, value_name = "NUMBER")]
        order: Option<String>,
        /// Of this merchant
        #[arg(long)]
        mchid: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=500))]
        limit: u16,
    },
    /// Show a notification: attempts and plaintext
    Show {
        /// Its id
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
    },
    /// Send a notification again, from the first attempt
    Resend {
        /// Its id
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
    },
}

/// What to do with launch parameters.
#[derive(Subcommand)]
pub(crate) enum Launch {
    /// Say which page they open, or all that is wrong with them
    Check {
        /// JSON: {"businessType": "wxpayScoreUse", "extraData": {…}}, or "queryString" in place of "extraData"; `-` is
        /// stdin
        #[arg(value_name = "FILE", default_value = "-")]
        file: PathBuf,
    },
}

fn listen_address(text: &str) -> Result<SocketAddr, String> {
    // The one name that is worth knowing: everything else is given by address.
    let text = text.strip_prefix("localhost:").map_or(text.to_owned(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(|_| "an IP address with a port, such as 127.0.0.1:9080 or 0.0.0.0:0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn listen_takes_addresses_and_localhost() {
        for (given, meant) in
            [("127.0.0.1:0", "127.0.0.1:0"), ("localhost:9080", "127.0.0.1:9080"), ("[::1]:1", "[::1]:1")]
        {
            assert_eq!(listen_address(given).unwrap().to_string(), meant);
        }
        for wrong in ["9080", "localhost", "127.0.0.1", "example.com:80", ""] {
            assert!(listen_address(wrong).is_err(), "{wrong}");
        }
    }
}
