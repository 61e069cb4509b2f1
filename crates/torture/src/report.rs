//! What a run prints.

use crate::checker::Violation;
use crate::life::{Outcome, lock};
use crate::world::World;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// So many violations are printed with everything there is to say.
const TOLD: usize = 5;

/// What is counted while a run lasts.
#[derive(Debug)]
pub(crate) struct Report {
    began: Instant,
    lines: Vec<(String, String)>,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), lines: Vec::new() }
    }

    pub(crate) fn line(&mut self, what: &str, value: impl ToString) {
        self.lines.push((what.to_owned(), value.to_string()));
    }

    /// What the clients' log, the receiver and the starts come to.
    pub(crate) fn count(&mut self, world: &World) {
        let lives = world.log.lives();
        let (mut acknowledged, mut doubt) = (0_u64, 0_u64);
        let mut refused: BTreeMap<String, u64> = BTreeMap::new();
        for life in &lives {
            for call in &lock(life).calls {
                match &call.outcome {
                    Outcome::Acknowledged(_) | Outcome::Forged(_) => acknowledged += 1,
                    Outcome::Refused { code, message, .. } => {
                        *refused.entry(format!("{}: {code} {message}", call.act.name())).or_default() += 1;
                    }
                    Outcome::InDoubt(_) => doubt += 1,
                    Outcome::NotSent => {}
                }
            }
        }
        let counts = world.receiver.counts();
        self.line("seed", world.seed);
        self.line("orders", lives.len());
        self.line("calls acknowledged", acknowledged);
        self.line("calls refused by a rule", refused.values().sum::<u64>());
        refused.iter().for_each(|(why, count)| self.line(&format!("  {count}"), why));
        self.line("calls in doubt", doubt);
        self.line("notifications delivered", counts.taken);
        self.line("deliveries, with refused and repeated ones", counts.deliveries);
        self.line("taken twice: killed before it was recorded", counts.repeats);
        if !world.starts.is_empty() {
            self.line("starts after a kill", world.starts.len());
            self.line("time to start again, median / longest", median_and_longest(&world.starts));
        }
    }

    /// The end of a run: stops the nodes, counts, prints all of it with the violations; whether there are none.
    pub(crate) async fn conclude(mut self, world: &mut World, violations: Vec<Violation>, folder: &Path) -> bool {
        // First, because not all are told where there are many: this may be why.
        let mut all = world.end().await;
        all.extend(violations);
        let violations = all;
        self.count(world);
        self.line("violations", violations.len());
        self.print();
        if !violations.is_empty() {
            tell(&violations, world.seed, folder);
        }
        violations.is_empty()
    }

    /// All of it, as a table.
    pub(crate) fn print(&self) {
        for (what, value) in &self.lines {
            println!("{what:44} {value}");
        }
        println!("{:44} {}", "the run took", shown(self.began.elapsed()));
    }
}

/// `12 ms / 40 ms`
pub(crate) fn median_and_longest(times: &[Duration]) -> String {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    format!("{} / {}", shown(middle), shown(sorted.last().copied().unwrap_or_default()))
}

pub(crate) fn shown(time: Duration) -> String {
    if time < Duration::from_secs(10) { format!("{} ms", time.as_millis()) } else { format!("{} s", time.as_secs()) }
}

/// Says what was found, with all that is known of it.
pub(crate) fn tell(violations: &[Violation], seed: u64, folder: &Path) {
    for violation in violations.iter().take(TOLD) {
        println!("\nVIOLATION: {}", violation.number);
        violation.problems.iter().for_each(|problem| println!("  {problem}"));
        println!("  the client's notes:");
        violation.notes.iter().for_each(|note| println!("    {note}"));
        println!("  the server shows:\n{:#}", violation.shown);
    }
    println!("\n{} violations; seed {seed}; the data are kept in {}", violations.len(), folder.display());
}
