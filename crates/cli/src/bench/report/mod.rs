//! What a bench tells: a table for people, JSON for programs, a page with charts for whoever was not there.

mod chart;
mod json;
mod page;
#[cfg(test)]
mod tests;
mod text;
mod words;

use super::figures::{Latencies, Second};
use super::run::Outcome;
use crate::error::CliError;
use crate::output::Screen;
pub(crate) use page::page;
pub(crate) use words::Words;

/// Of which so many percent are told everywhere.
const PERCENTILES: [f64; 4] = [50.0, 90.0, 99.0, 99.9];
/// A second of which less was measured says little, but where it is the only one.
const SHORTEST: f64 = 0.5;

/// Prints it.
pub(crate) fn show(outcome: &Outcome, words: &Words, screen: Screen) -> Result<(), CliError> {
    screen.show(&json::json(outcome), |_, paint| text::text(outcome, words, paint))
}

/// Operations of the plan with their figures.
fn operations(outcome: &Outcome) -> impl Iterator<Item = (&'static str, &Latencies, u64)> {
    let figures = &outcome.figures;
    let row = |operation: &super::plan::Operation| {
        (operation.name(), figures.latencies(*operation), figures.failures(*operation))
    };
    outcome.plan.operations().iter().map(row)
}

/// So many a second of measured time.
fn rate(count: u64, outcome: &Outcome) -> f64 {
    let seconds = outcome.measured.as_secs_f64();
    if seconds > 0.0 { count as f64 / seconds } else { 0.0 }
}

/// Each second: where it begins, how much of it was measured, what it had.
fn seconds(outcome: &Outcome) -> impl Iterator<Item = (usize, f64, &Second)> {
    let all = outcome.measured.as_secs_f64();
    let part = move |(at, second)| (at, (all - at as f64).clamp(1e-3, 1.0), second);
    outcome.figures.seconds.iter().enumerate().map(part).filter(|(at, part, _)| *at == 0 || *part >= SHORTEST)
}

/// Milliseconds with as many digits as they are worth.
fn milliseconds(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
