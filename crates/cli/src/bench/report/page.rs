//! The figures as one page that needs nothing else.

use super::chart::{Axis, Chart, Line};
use super::text::shown_status;
use super::{PERCENTILES, Words, milliseconds, operations, rate, seconds};
use crate::bench::figures::Latencies;
use crate::bench::run::Outcome;
use askama::Template;
use payscore_wire::rfc3339;

/// Steps of the distribution: so many for each power of ten.
const STEPS: i32 = 12;
/// A percentile is drawn where at least so many answers are beyond it.
const BEYOND: f64 = 3.0;
const MOST_DECADES: u32 = 4;
/// What is quicker than this many milliseconds is drawn as if it took so long.
const QUICKEST: f64 = 0.05;

/// The whole page.
#[derive(Template)]
#[template(path = "bench.html")]
struct Page<'a> {
    w: &'a Words,
    facts: Vec<(&'a str, String)>,
    warnings: Vec<String>,
    percents: Vec<String>,
    calls: Vec<Row>,
    charts: Vec<Figure<'a>>,
    by_code: Vec<[String; 4]>,
    first_errors: Vec<[String; 4]>,
    notices: Vec<Row>,
    remarks: Vec<(&'a str, String)>,
    seconds: Vec<[String; 3]>,
    note: &'a str,
}

/// A row of figures.
struct Row {
    name: String,
    count: u64,
    a_second: String,
    cells: Vec<String>,
    lost: u64,
}

/// A chart with its legend.
struct Figure<'a> {
    title: &'a str,
    description: &'a str,
    svg: String,
    /// Line numbers and their names; `bad` for bars.
    legend: Vec<(String, String)>,
}

/// As HTML.
pub(crate) fn page(outcome: &Outcome, words: &Words) -> String {
    let page = Page {
        w: words,
        facts: facts(outcome, words),
        warnings: warnings(outcome, words),
        percents: PERCENTILES.iter().map(|percent| format!("p{percent}")).collect(),
        calls: operations(outcome).map(|(name, latencies, lost)| row(outcome, name, latencies, lost)).collect(),
        charts: charts(outcome, words),
        by_code: by_code(outcome),
        first_errors: first_errors(outcome),
        notices: notices(outcome),
        remarks: remarks(outcome, words),
        seconds: each_second(outcome),
        note: if outcome.extent.rate.is_some() { words.open_note } else { words.closed_note },
    };
    // Writing into a String cannot fail, and no value of the page can.
    page.render().unwrap_or_default()
}

fn facts<'a>(outcome: &Outcome, words: &'a Words) -> Vec<(&'a str, String)> {
    let machine = &outcome.machine;
    let whose = if outcome.notices.is_own { format!(" ({})", words.own_endpoint) } else { String::new() };
    vec![
        (words.plan, words.plan_of(outcome.plan).to_owned()),
        (words.server, format!("{} (payscore {})", outcome.server, outcome.version)),
        (words.merchant, outcome.mchid.clone()),
        (words.load, words.load_of(outcome.extent.rate, outcome.plan)),
        (words.connections, outcome.connections.to_string()),
        (words.measured, words.measured_for(outcome.measured, outcome.rounds)),
        (words.warm_up, outcome.warm_up.to_string()),
        (words.signatures, words.signed(outcome.signed, outcome.signing, outcome.signed_again)),
        (words.notify_url, format!("{}{whose}", outcome.notices.url)),
        (words.date, rfc3339::format(outcome.unix)),
        (words.machine, format!("{}, {}", machine.cpu, words.cores(machine.cores))),
        (words.system, machine.system.clone()),
    ]
}

fn warnings(outcome: &Outcome, words: &Words) -> Vec<String> {
    let warnings = [
        outcome.is_interrupted.then(|| words.interrupted.to_owned()),
        outcome.is_gone.then(|| words.gone.to_owned()),
        (outcome.overdue > 0).then(|| words.overdue(outcome.overdue)),
    ];
    warnings.into_iter().flatten().collect()
}

fn row(outcome: &Outcome, name: &str, latencies: &Latencies, lost: u64) -> Row {
    let count = latencies.count();
    let cell = |value: f64| if count == 0 { "–".to_owned() } else { milliseconds(value) };
    let ends = [latencies.longest(), latencies.mean()];
    let percentiles = PERCENTILES.map(|percent| latencies.percentile(percent));
    let cells = percentiles.into_iter().chain(ends).map(cell).collect();
    Row { name: name.to_owned(), count, a_second: format!("{:.0}", rate(count, outcome)), cells, lost }
}

fn notices(outcome: &Outcome) -> Vec<Row> {
    let events = outcome.notices.events.iter();
    let row = |(event, of_event): &(crate::bench::plan::Event, crate::bench::run::Delays)| {
        let missing = of_event.owed - of_event.delays.count();
        row(outcome, event.name(), &of_event.delays, missing)
    };
    events.map(row).collect()
}

fn remarks<'a>(outcome: &Outcome, words: &'a Words) -> Vec<(&'a str, String)> {
    let counts = &outcome.notices.counts;
    let mut remarks = Vec::new();
    if counts.endpoint.count() > 0 {
        let [p50, p99] = [50.0, 99.0].map(|percent| milliseconds(counts.endpoint.percentile(percent)));
        let max = milliseconds(counts.endpoint.longest());
        remarks.push((words.endpoint, format!("p50 {p50} ms, p99 {p99} ms, {} {max} ms", words.max)));
    }
    for (name, count) in [(words.duplicates, counts.duplicates), (words.invalid, counts.invalid)] {
        if count > 0 {
            remarks.push((name, count.to_string()));
        }
    }
    remarks.extend(counts.refused.iter().map(|(how, count)| (words.refused, format!("{count} × {how}"))));
    remarks
}

fn by_code(outcome: &Outcome) -> Vec<[String; 4]> {
    let codes = outcome.figures.by_code.iter();
    let row = |((operation, status, code), count): (&(crate::bench::plan::Operation, u16, String), &u64)| {
        [count.to_string(), operation.name().to_owned(), shown_status(*status), code.clone()]
    };
    codes.map(row).collect()
}

fn first_errors(outcome: &Outcome) -> Vec<[String; 4]> {
    let row = |failure: &crate::bench::figures::Failure| {
        let (name, status) = (failure.operation.name().to_owned(), shown_status(failure.status));
        [name, status, failure.code.clone(), failure.message.clone()]
    };
    outcome.figures.first_errors.iter().map(row).collect()
}

fn each_second(outcome: &Outcome) -> Vec<[String; 3]> {
    let row = |(at, part, second): (usize, f64, &crate::bench::figures::Second)| {
        let answers = second.answers.iter().sum::<u64>() as f64 / part;
        [at.to_string(), format!("{answers:.0}"), format!("{:.0}", second.errors as f64 / part)]
    };
    seconds(outcome).map(row).collect()
}

fn charts<'a>(outcome: &Outcome, words: &'a Words) -> Vec<Figure<'a>> {
    let calls: Vec<(&str, &Latencies)> =
        operations(outcome).map(|(name, latencies, _)| (name, latencies)).filter(|(_, all)| all.count() > 0).collect();
    let events: Vec<(&str, &Latencies)> = outcome
        .notices
        .events
        .iter()
        .map(|(event, of_event)| (event.name(), &of_event.delays))
        .filter(|(_, all)| all.count() > 0)
        .collect();
    let mut charts = Vec::new();
    if !calls.is_empty() {
        charts.push(distribution(&calls, words));
        charts.push(curve("curve", words.curve, words.curve_desc, &calls, words));
    }
    charts.push(throughput(outcome, words));
    if !events.is_empty() {
        charts.push(curve("delays", words.delays, words.delays_desc, &events, words));
    }
    charts
}

fn legend(names: &[(&str, &Latencies)]) -> Vec<(String, String)> {
    names.iter().enumerate().map(|(number, (name, _))| (format!("line{number}"), (*name).to_owned())).collect()
}

fn distribution<'a>(calls: &[(&str, &Latencies)], words: &'a Words) -> Figure<'a> {
    let edge = |step: i32| 10_f64.powf(f64::from(step) / f64::from(STEPS));
    let step_of = |value: f64| (value.max(1e-3).log10() * f64::from(STEPS)).floor() as i32;
    let least = calls.iter().map(|(_, all)| all.shortest()).fold(f64::MAX, f64::min);
    let most = calls.iter().map(|(_, all)| all.longest()).fold(0.0, f64::max);
    let steps = step_of(least) - 1..=step_of(most) + 1;
    let line = |(number, (_, all)): (usize, &(&str, &Latencies))| {
        // In the middle of its step, on a logarithmic axis.
        let point = |step: i32| {
            let share = all.between(edge(step), edge(step + 1)) as f64 * 100.0 / all.count().max(1) as f64;
            (edge(step) * edge(1).sqrt(), share)
        };
        Line { number, points: steps.clone().map(point).collect() }
    };
    let lines: Vec<Line> = calls.iter().enumerate().map(line).collect();
    let highest = lines.iter().flat_map(|line| &line.points).map(|(_, share)| *share).fold(0.0, f64::max);
    let (title, description) = (words.distribution, words.distribution_desc);
    let (x, y) = (Axis::logarithmic(words.milliseconds, least, most), Axis::linear(words.share, highest));
    let chart = Chart { id: "distribution", title, description, x, y, lines, bars: Vec::new() };
    Figure { title, description, svg: chart.svg(), legend: legend(calls) }
}

fn curve<'a>(
    id: &str,
    title: &'a str,
    description: &'a str,
    all: &[(&str, &Latencies)],
    words: &'a Words,
) -> Figure<'a> {
    let decades = |count: u64| (count as f64 / BEYOND).max(1.0).log10();
    let most_decades = all.iter().map(|(_, all)| decades(all.count())).fold(0.0, f64::max);
    let whole = (most_decades.ceil() as u32).clamp(1, MOST_DECADES);
    let line = |(number, (_, all)): (usize, &(&str, &Latencies))| {
        let last = decades(all.count()).min(f64::from(whole));
        let point = |step: u32| {
            let decade = last * f64::from(step) / 60.0;
            (decade, all.percentile(100.0 - 100.0 / 10_f64.powf(decade)).max(QUICKEST))
        };
        Line { number, points: (0..=60).map(point).collect() }
    };
    let lines: Vec<Line> = all.iter().enumerate().map(line).collect();
    let values = || lines.iter().flat_map(|line| &line.points).map(|(_, value)| *value);
    let (least, most) = (values().fold(f64::MAX, f64::min), values().fold(0.0, f64::max));
    let (x, y) = (Axis::percentiles(words.percentile, whole), Axis::logarithmic(words.milliseconds, least, most));
    let chart = Chart { id, title, description, x, y, lines, bars: Vec::new() };
    Figure { title, description, svg: chart.svg(), legend: legend(all) }
}

fn throughput<'a>(outcome: &Outcome, words: &'a Words) -> Figure<'a> {
    let middle = |at: usize, part: f64| at as f64 + part / 2.0;
    let points: Vec<(f64, f64)> = seconds(outcome)
        .map(|(at, part, second)| (middle(at, part), second.answers.iter().sum::<u64>() as f64 / part))
        .collect();
    let bars: Vec<(f64, f64)> =
        seconds(outcome).map(|(at, part, second)| (at as f64, second.errors as f64 / part)).collect();
    let highest = points.iter().chain(&bars).map(|(_, value)| *value).fold(0.0, f64::max);
    let (x, y) = (Axis::time(words.seconds, outcome.measured.as_secs_f64()), Axis::linear(words.a_second, highest));
    let (title, description) = (words.throughput, words.throughput_desc);
    let lines = vec![Line { number: 0, points }];
    let legend = vec![("line0".to_owned(), words.answers.to_owned()), ("bad".to_owned(), words.errors.to_owned())];
    let chart = Chart { id: "throughput", title, description, x, y, lines, bars };
    Figure { title, description, svg: chart.svg(), legend }
}
