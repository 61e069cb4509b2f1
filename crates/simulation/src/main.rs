//! Runs seeds: `payscore-simulation --seed 42`, `payscore-simulation --seeds 10000`.

use clap::{Parser, ValueEnum};
use payscore_simulation::store::StoreBug;
use payscore_simulation::{Outcome, Provision, run};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// So many lines of the trace are shown with a violation.
const LAST_LINES: usize = 30;

/// Simulates the whole server, with storage, network, time and users.
#[derive(Parser)]
struct Args {
    /// Run this seed, and print all that happens.
    #[arg(long)]
    seed: Option<u64>,
    /// Run so many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// In so many threads.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Give the store a bug, to see it found.
    #[arg(long)]
    bug: Option<Bug>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bug {
    /// Versions are not compared: of two changes of one record the later one wins.
    LostUpdate,
    /// A change's notifications are written after it, in a transaction of their own.
    ForgottenNotification,
    /// A change is answered to be done before it is durable.
    EarlyAck,
    /// A change of what is there panics.
    Panic,
}

impl From<Bug> for StoreBug {
    fn from(bug: Bug) -> Self {
        match bug {
            Bug::LostUpdate => Self::LostUpdate,
            Bug::ForgottenNotification => Self::ForgottenNotification,
            Bug::EarlyAck => Self::EarlyAck,
            Bug::Panic => Self::Panic,
        }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let provision = match Provision::new() {
        Ok(provision) => Arc::new(provision),
        Err(error) => {
            eprintln!("no keys and merchants: {error}");
            return ExitCode::FAILURE;
        }
    };
    let bug = args.bug.map(StoreBug::from);
    match args.seed {
        Some(seed) => one(seed, &provision, bug),
        None => many(&args, &provision, bug),
    }
}

fn one(seed: u64, provision: &Arc<Provision>, bug: Option<StoreBug>) -> ExitCode {
    let outcome = run(seed, provision, bug);
    for line in &outcome.trace {
        println!("{line}");
    }
    match outcome.violation {
        Some(violation) => {
            println!("seed {seed}: {violation}");
            ExitCode::FAILURE
        }
        None => {
            println!("seed {seed}: no violation, {} processes, {} acts", outcome.lives, outcome.acts);
            ExitCode::SUCCESS
        }
    }
}

fn many(args: &Args, provision: &Arc<Provision>, bug: Option<StoreBug>) -> ExitCode {
    let (next, end) = (AtomicU64::new(args.from), args.from.saturating_add(args.seeds));
    let failed = AtomicBool::new(false);
    let (lives, acts, run_so_far) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let answers: std::sync::Mutex<BTreeMap<String, u64>> = std::sync::Mutex::default();
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..args.jobs.max(1) {
            scope.spawn(|| {
                while !failed.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let outcome = run(seed, provision, bug);
                    lives.fetch_add(outcome.lives.into(), Ordering::Relaxed);
                    acts.fetch_add(outcome.acts, Ordering::Relaxed);
                    let count = run_so_far.fetch_add(1, Ordering::Relaxed) + 1;
                    if count.is_multiple_of(500) {
                        eprintln!("{count} seeds in {:.0} s", began.elapsed().as_secs_f64());
                    }
                    if outcome.violation.is_some() {
                        failed.store(true, Ordering::Relaxed);
                        tell(seed, &outcome, args.bug);
                    }
                    if let Ok(mut answers) = answers.lock() {
                        outcome
                            .answers
                            .into_iter()
                            .for_each(|(what, count)| *answers.entry(what).or_default() += count);
                    }
                }
            });
        }
    });
    let (seeds, seconds) = (run_so_far.load(Ordering::Relaxed), began.elapsed().as_secs_f64());
    let (lives, acts) = (lives.load(Ordering::Relaxed), acts.load(Ordering::Relaxed));
    println!(
        "{seeds} seeds, {lives} processes, {acts} acts in {seconds:.1} s: {:.1} seeds a second",
        seeds as f64 / seconds
    );
    for (what, count) in answers.into_inner().unwrap_or_default() {
        println!("{count:>9}  {what}");
    }
    if failed.load(Ordering::Relaxed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A violation: what, what led there, and how to see it again.
fn tell(seed: u64, outcome: &Outcome, bug: Option<Bug>) {
    let skipped = outcome.trace.len().saturating_sub(LAST_LINES);
    println!("seed {seed}, step {}: {}", outcome.trace.len(), outcome.violation.as_deref().unwrap_or_default());
    println!("the last of {} lines:", outcome.trace.len());
    outcome.trace.iter().skip(skipped).for_each(|line| println!("  {line}"));
    let bug = bug.and_then(|bug| bug.to_possible_value()).map(|bug| format!(" --bug {}", bug.get_name()));
    println!(
        "again: cargo run --profile simulation -p payscore-simulation -- --seed {seed}{}",
        bug.unwrap_or_default()
    );
}
