//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Kills servers, databases, disks and networks under load, and looks whether anything acknowledged was lost.
#[derive(Parser)]
#[command(name = "payscore-torture", arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) run: Run,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What all runs have in common.
#[derive(Args)]
pub(crate) struct Run {
    /// The server's binary; when left out the one beside this one, built if there is none
    #[arg(long, global = true, value_name = "FILE", env = "PAYSCORE_BIN")]
    pub(crate) binary: Option<PathBuf>,
    /// Where data are kept; when left out a temporary folder, which is removed unless something is found
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Repeats a run's choices; the system's timing is its own
    #[arg(long, global = true, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Clients at work at once
    #[arg(long, global = true, value_name = "N", default_value_t = 6)]
    pub(crate) clients: usize,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// kill -9 of nodes under mixed load, again and again
    Kill(Kill),
    /// The same while deliveries of notifications are under way: a slow receiver that refuses a third at first
    Deliveries(Kill),
    /// A disk that is full, under load and at a start
    DiskFull,
    /// A data folder that may only be read
    ReadOnly,
    /// A write-ahead log that ends in the middle
    TornWal {
        /// In how many ways
        #[arg(long, value_name = "N", default_value_t = 60)]
        tears: u64,
    },
    /// The service clock moved, stopped and run fast around kills, and the wall set forward and back
    Clock {
        /// How many moves
        #[arg(long, value_name = "N", default_value_t = 40)]
        moves: u64,
    },
    /// PostgreSQL's primary killed under load, its synchronous standby promoted
    Failover {
        /// How many primaries
        #[arg(long, value_name = "N", default_value_t = 5)]
        rounds: u64,
        /// How many servers
        #[arg(long, value_name = "N", default_value_t = 3)]
        nodes: usize,
    },
    /// The network between nodes and PostgreSQL cut
    Partition {
        /// How many cuts of each kind
        #[arg(long, value_name = "N", default_value_t = 10)]
        rounds: u64,
    },
    /// Several nodes against one, and a pile of notifications that they share
    Nodes {
        /// How many servers
        #[arg(long, value_name = "N", default_value_t = 3)]
        nodes: usize,
        /// How long the load lasts, each time
        #[arg(long, value_name = "N", default_value_t = 20)]
        seconds: u64,
        /// How many notifications are piled up
        #[arg(long, value_name = "N", default_value_t = 1_000_000)]
        notifications: u64,
    },
}

/// How often what is killed.
#[derive(Args)]
pub(crate) struct Kill {
    /// How many times
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) rounds: u64,
    /// Where orders are kept
    #[arg(long, default_value = "sqlite")]
    pub(crate) database: Database,
    /// How many servers; SQLite has one
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) nodes: usize,
    /// Print how far it has come
    #[arg(long)]
    pub(crate) progress: bool,
}

/// Where orders are kept.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}
