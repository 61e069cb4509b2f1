#![doc = include_str!("../README.md")]

mod args;
mod binary;
mod checker;
mod clock;
mod dice;
mod disk;
mod failover;
mod forwarder;
mod kill;
mod life;
mod load;
mod many;
mod merchant;
mod model;
mod mount;
mod nodes;
mod partition;
mod postgres;
mod receiver;
mod report;
mod shop;
mod sqlite;
mod torn;
mod verdict;
mod world;

use args::{Cli, Command, Database, Kill, Run};
use clap::Parser;
use nodes::Plan;
use postgres::{Cluster, DATABASE};
use receiver::Manners;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use world::Setup;

/// Something that keeps a run from going on; told with its words.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli) -> Result<bool> {
    let binary = binary::find(cli.run.binary.as_deref())?;
    let folder = world::folder(cli.run.folder.as_ref())?;
    let outcome = tokio::select! {
        outcome = command(cli, &binary, &folder) => outcome,
        // What it has started is dropped with it, and so ended: servers, databases, mounts, networks.
        signal = interrupted() => signal.and_then(|signal| Err(format!("{signal}: nothing was judged").into())),
    };
    match &outcome {
        Ok(true) if cli.run.folder.is_none() => std::fs::remove_dir_all(&folder)?,
        Err(_) => eprintln!("the data are kept in {}", folder.display()),
        _ => {}
    }
    outcome
}

/// Waits for a signal that is to end the run; which one.
async fn interrupted() -> Result<&'static str> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(tokio::select! {
        _ = interrupt.recv() => "interrupted",
        _ = terminate.recv() => "terminated",
    })
}

async fn command(cli: &Cli, binary: &Path, folder: &Path) -> Result<bool> {
    let seed = cli.run.seed.unwrap_or_else(|| u64::from(std::process::id()));
    match &cli.command {
        Command::Kill(options) => kill(options, &cli.run, seed, binary, folder, None).await,
        Command::Deliveries(options) => {
            let slowest = Duration::from_millis(150);
            let manners = Manners { refused_percent: 33, slowest, counts_only: false };
            kill(options, &cli.run, seed, binary, folder, Some(manners)).await
        }
        Command::DiskFull => disk::full(&cli.run, seed, binary, folder).await,
        Command::ReadOnly => disk::read_only(&cli.run, seed, binary, folder).await,
        Command::Clock { moves } => clock::run(*moves, &cli.run, seed, binary, folder).await,
        Command::Failover { rounds, nodes } => failover::run(*rounds, *nodes, &cli.run, seed, binary, folder).await,
        Command::Partition { rounds } => partition::run(*rounds, &cli.run, seed, binary, folder).await,
        Command::Nodes { nodes, seconds, notifications } => {
            let extent = many::Extent { nodes: *nodes, seconds: *seconds, notifications: *notifications };
            many::run(&extent, &cli.run, seed, binary, folder).await
        }
        Command::TornWal { tears } => torn::wal(*tears, seed, binary, folder).await,
    }
}

async fn kill(
    options: &Kill,
    run: &Run,
    seed: u64,
    binary: &Path,
    folder: &Path,
    manners: Option<Manners>,
) -> Result<bool> {
    if options.database == Database::Sqlite && options.nodes != 1 {
        return Err("--nodes: SQLite has one; --database postgres has as many as you like".into());
    }
    // Runs as long as it is kept.
    let mut cluster = None;
    if options.database == Database::Postgres {
        cluster.insert(Cluster::new(folder.join("database"))?).start().await?;
    }
    let plan = |node| Plan {
        database: cluster.as_ref().map(|cluster| cluster.url("127.0.0.1", cluster.port, DATABASE)),
        ..Plan::new(binary, folder.join(format!("node-{node}")))
    };
    let mut setup = Setup::new(seed, (0..options.nodes).map(plan).collect());
    setup.manners = manners.unwrap_or(setup.manners);
    kill::run(options, run, folder, setup).await
}
