//! What is told, of outcomes that nobody would wish for.

use super::json::json;
use super::text::text;
use super::{Words, page};
use crate::args::Plan;
use crate::bench::figures::{Failure, Figures, Latencies};
use crate::bench::inbox::Counts;
use crate::bench::machine::Machine;
use crate::bench::plan::{Event, Extent, Operation};
use crate::bench::run::{Delays, Notices, Outcome};
use crate::output::Paint;
use std::time::Duration;

/// An outcome with text of others in it.
fn outcome(hostile: &str) -> Outcome {
    let mut figures = Figures::default();
    for milliseconds in 1..=2_000 {
        let latency = Duration::from_millis(milliseconds);
        figures.answer(Operation::Create, latency, latency);
    }
    let (code, message) = (hostile.to_owned(), hostile.to_owned());
    let failure = Failure { operation: Operation::Create, status: 400, code, message };
    figures.failure(failure, Duration::from_millis(1_500));
    let mut delays = Latencies::default();
    delays.record(Duration::ZERO);
    let counts = Counts { refused: [(hostile.to_owned(), 3)].into(), duplicates: 1, ..Counts::default() };
    Outcome {
        server: format!("http://{hostile}"),
        version: hostile.to_owned(),
        mchid: hostile.to_owned(),
        unix: 1_795_272_180,
        machine: Machine { cpu: hostile.to_owned(), cores: 2, system: hostile.to_owned() },
        plan: Plan::Create,
        connections: 4,
        extent: Extent { turns: None, seconds: Some(2.0), rate: Some(1_000.0) },
        warm_up: 0,
        measured: Duration::from_millis(2_100),
        turns: 2_001,
        rounds: 1,
        signed: 2_001,
        signing: Duration::from_secs(1),
        signed_again: 7,
        overdue: 9,
        is_interrupted: true,
        is_gone: true,
        figures,
        notices: Notices {
            url: hostile.to_owned(),
            is_own: false,
            events: vec![(Event::UserPaid, Delays { owed: 2, delays })],
            counts,
        },
    }
}

#[test]
fn pages_escape_whatever_others_said() {
    for words in [Words::of_language(false), Words::of_language(true)] {
        let page = page(&outcome("<script>alert('x')</script>\"&"), words);
        assert!(!page.contains("<script") && page.contains("&#60;script&#62;"), "{page}");
        assert_eq!(page.matches("<svg viewBox=\"0 0 460").count(), 4, "all charts are there");
        assert_eq!(page.matches("class=\"warning\"").count(), 3, "and all warnings");
    }
}

#[test]
fn terminals_are_not_rewritten() {
    let text = text(&outcome("a\u{1b}[2Jb"), Words::of_language(false), Paint::PLAIN);
    assert!(!text.contains('\u{1b}') && text.contains("create 400 a\u{fffd}[2Jb: a"), "{text}");
    assert!(text.contains("9 that were due were never sent"), "{text}");
}

#[test]
fn figures_add_up() {
    let outcome = outcome("x");
    let json = json(&outcome);
    assert_eq!((&json["answers"], &json["errors"]["total"]), (&2_000.into(), &1.into()));
    // The third second was measured for a tenth only.
    assert_eq!(json["seconds"].as_array().map(Vec::len), Some(2));
    assert_eq!((&json["seconds"][1]["answers"], &json["seconds"][1]["errors"]), (&1_000.into(), &1.into()));
    assert_eq!((&json["notifications"]["missing"], &json["overdue"]), (&1.into(), &9.into()));
    let said = outcome.problem().map(|problem| problem.to_string()).unwrap_or_default();
    assert!(said.starts_with("1 of 2001 answers were not as expected; http://x stopped answering"), "{said}");
    assert!(!said.contains("notifications"), "whoever interrupts does not wait for them: {said}");
}
