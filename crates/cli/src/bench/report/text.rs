//! The figures for whoever typed the command.

use super::{PERCENTILES, Words, milliseconds, operations, rate};
use crate::bench::figures::Latencies;
use crate::bench::run::Outcome;
use crate::output::{Colour, Paint};
use crate::table::{Table, clean};

/// Longer messages are cut where people read.
const SHOWN: usize = 160;

/// Tables, and what has to be known to read them.
pub(super) fn text(outcome: &Outcome, words: &Words, paint: Paint) -> String {
    let mut text = heading(outcome, words, paint);
    text.push_str(&calls(outcome, words).render(paint));
    text.push_str(&errors(outcome, words, paint));
    if !outcome.notices.events.is_empty() {
        text.push_str(&format!("\n{}", notifications(outcome, words).render(paint)));
        text.push_str(&remarks(outcome, words, paint));
    }
    text
}

fn heading(outcome: &Outcome, words: &Words, paint: Paint) -> String {
    let mut text = format!("{}\n", paint.put(Colour::Bold, words.plan_of(outcome.plan)));
    let server = format!("{} (payscore {})", clean(&outcome.server), clean(&outcome.version));
    let load = words.load_of(outcome.extent.rate, outcome.plan);
    let measured = words.measured_for(outcome.measured, outcome.rounds);
    let signed = words.signed(outcome.signed, outcome.signing, outcome.signed_again);
    for (name, value) in [
        (words.server, server),
        (words.load, load),
        (words.connections, outcome.connections.to_string()),
        (words.measured, measured),
        (words.signatures, signed),
    ] {
        text.push_str(&format!("{}: {value}\n", paint.put(Colour::Dim, name)));
    }
    let warnings = [
        outcome.is_interrupted.then(|| words.interrupted.to_owned()),
        outcome.is_gone.then(|| words.gone.to_owned()),
        (outcome.overdue > 0).then(|| words.overdue(outcome.overdue)),
    ];
    for warning in warnings.into_iter().flatten() {
        text.push_str(&format!("{}\n", paint.put(Colour::Yellow, &warning)));
    }
    text.push('\n');
    text
}

fn calls(outcome: &Outcome, words: &Words) -> Table {
    let [p50, p90, p99, p999] = PERCENTILES.map(|percent| format!("p{percent} ms"));
    let max = format!("{} ms", words.max);
    let mut table =
        Table::new([words.operation, words.answers, words.a_second, &p50, &p90, &p99, &p999, &max, words.errors]);
    for (name, latencies, errors) in operations(outcome) {
        let [p50, p90, p99, p999, max] = columns(latencies);
        let (count, a_second) = (latencies.count().to_string(), format!("{:.0}", rate(latencies.count(), outcome)));
        table.row([name.to_owned(), count, a_second, p50, p90, p99, p999, max, errors.to_string()]);
    }
    table
}

fn columns(latencies: &Latencies) -> [String; 5] {
    if latencies.count() == 0 {
        return [(); 5].map(|()| "-".to_owned());
    }
    let [p50, p90, p99, p999] = PERCENTILES.map(|percent| milliseconds(latencies.percentile(percent)));
    [p50, p90, p99, p999, milliseconds(latencies.longest())]
}

fn errors(outcome: &Outcome, words: &Words, paint: Paint) -> String {
    let figures = &outcome.figures;
    if figures.errors() == 0 {
        return String::new();
    }
    let mut table = Table::new([words.count, words.operation, words.status, words.code]);
    for ((operation, status, code), count) in &figures.by_code {
        table.row([count.to_string(), operation.name().to_owned(), shown_status(*status), clean(code)]);
    }
    let mut text = format!("\n{}{}\n", table.render(paint), paint.put(Colour::Dim, words.first_errors));
    for failure in &figures.first_errors {
        let message: String = clean(&failure.message).chars().take(SHOWN).collect();
        let (name, status, code) = (failure.operation.name(), shown_status(failure.status), clean(&failure.code));
        text.push_str(&format!("  {}\n", paint.put(Colour::Red, &format!("{name} {status} {code}: {message}"))));
    }
    text
}

/// A call without an answer has none.
pub(super) fn shown_status(status: u16) -> String {
    if status == 0 { "-".to_owned() } else { status.to_string() }
}

fn notifications(outcome: &Outcome, words: &Words) -> Table {
    let [p50, p90, p99, p999] = PERCENTILES.map(|percent| format!("p{percent} ms"));
    let max = format!("{} ms", words.max);
    let mut table =
        Table::new([words.event, words.delivered, words.a_second, &p50, &p90, &p99, &p999, &max, words.missing]);
    for (event, of_event) in &outcome.notices.events {
        let [p50, p90, p99, p999, max] = columns(&of_event.delays);
        let delivered = of_event.delays.count();
        let (a_second, missing) = (format!("{:.0}", rate(delivered, outcome)), of_event.owed - delivered);
        let name = event.name().to_owned();
        table.row([name, delivered.to_string(), a_second, p50, p90, p99, p999, max, missing.to_string()]);
    }
    table
}

fn remarks(outcome: &Outcome, words: &Words, paint: Paint) -> String {
    let notices = &outcome.notices;
    let whose = if notices.is_own { format!(" ({})", words.own_endpoint) } else { String::new() };
    let mut text = format!("{}: {}{whose}\n", paint.put(Colour::Dim, words.notify_url), clean(&notices.url));
    let counts = &notices.counts;
    if counts.endpoint.count() > 0 {
        let [p50, _, p99, _, max] = columns(&counts.endpoint);
        let name = paint.put(Colour::Dim, words.endpoint);
        text.push_str(&format!("{name}: p50 {p50} ms, p99 {p99} ms, {} {max} ms\n", words.max));
    }
    for (name, count) in [(words.duplicates, counts.duplicates), (words.invalid, counts.invalid)] {
        if count > 0 {
            text.push_str(&format!("{}: {count}\n", paint.put(Colour::Yellow, name)));
        }
    }
    for (how, count) in &counts.refused {
        let how: String = clean(how).chars().take(SHOWN).collect();
        text.push_str(&format!("{}: {count} × {how}\n", paint.put(Colour::Red, words.refused)));
    }
    text
}
