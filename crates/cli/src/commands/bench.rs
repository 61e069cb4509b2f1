//! `payscore bench`: a load, its figures in a table, and a page with charts.

use crate::args::Bench;
use crate::bench;
use crate::error::CliError;
use crate::output::{Screen, speaks_chinese, tell};

/// Runs it; an error at the end where not all went well.
pub(super) fn run(args: &Bench, screen: Screen) -> Result<(), CliError> {
    let words = bench::Words::of_language(speaks_chinese());
    let outcome = bench::run(args, words)?;
    // The table first: a page that cannot be written must not cost the figures.
    bench::show(&outcome, words, screen)?;
    if let Some(path) = &args.report {
        let page = bench::page(&outcome, words);
        std::fs::write(path, page).map_err(|source| CliError::WriteFile { path: path.clone(), source })?;
        tell(&format!("{} {}\n", words.written, path.display()));
    }
    outcome.problem().map_or(Ok(()), |problem| Err(problem.into()))
}
