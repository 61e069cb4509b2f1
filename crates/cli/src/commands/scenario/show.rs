//! A run as it is told: step by step, or as JSON at the end.

use crate::error::CliError;
use crate::output::{Colour, Screen, print};
use crate::progress::Waiting;
use crate::scenario::{Difference, Done, Failure, Scenario, Watcher, World};
use crate::table::{cell, clean, tree};
use serde_json::{Value, json};

/// Where a step's outcome stands.
const COLUMN: usize = 44;
/// Under a step that failed.
const INDENT: usize = 8;
/// Longer outcomes are cut.
const SHOWN: usize = 60;

/// What is told of all scenarios of a command.
pub(super) struct Telling {
    screen: Screen,
    chinese: bool,
    runs: Vec<Value>,
    waiting: Option<Waiting>,
    /// What could not be written; told at the end.
    failure: Option<CliError>,
}

impl Telling {
    pub(super) fn new(screen: Screen, chinese: bool) -> Self {
        Self { screen, chinese, runs: Vec::new(), waiting: None, failure: None }
    }

    /// Says what is left to say.
    pub(super) fn end(self) -> Result<(), CliError> {
        match self.failure {
            Some(error) => Err(error),
            None if self.screen.json => print(&format!("{:#}\n", json!({ "runs": self.runs }))),
            None => Ok(()),
        }
    }

    fn say(&mut self, text: &str) {
        if !self.screen.json
            && let Err(error) = print(text)
        {
            self.failure = Some(error);
        }
    }

    fn failure(&self, scenario: &Scenario, done: &Done, failure: &Failure) -> String {
        let Failure { field, what, differences, got } = failure;
        let place = format!("{}:{}: {field}: ", scenario.name, done.line);
        let mut text = format!("{:INDENT$}{place}{}\n", "", self.screen.paint.put(Colour::Red, &clean(what)));
        for Difference { path, wanted, got } in differences {
            let got = got.as_ref().map_or("nothing there".to_owned(), cell);
            let path = if path.is_empty() { "the whole" } else { path };
            text.push_str(&format!("{:INDENT$}{}\n", "", clean(path)));
            let wanted = self.screen.paint.put(Colour::Green, &format!("- wanted {}", cell(wanted)));
            let got = self.screen.paint.put(Colour::Red, &format!("+ got    {got}"));
            text.push_str(&format!("{:INDENT$}  {wanted}\n{:INDENT$}  {got}\n", "", ""));
        }
        if let Some(got) = got {
            let heading = self.screen.paint.put(Colour::Dim, "the whole answer:");
            text.push_str(&format!("{:INDENT$}{heading}\n{}", "", tree(got, INDENT + 2)));
        }
        text
    }
}

impl Watcher for Telling {
    fn begins(&mut self, scenario: &Scenario, world: &World, order: &str) {
        let title = scenario.title_zh.as_ref().filter(|_| self.chinese).unwrap_or(&scenario.title);
        let name = self.screen.paint.put(Colour::Bold, &scenario.name);
        let about = self.screen.paint.put(Colour::Dim, &format!("order {order} of merchant {}", world.mchid()));
        self.say(&format!("{name}  {}\n{about}\n", clean(title)));
        self.runs.push(json!({
            "scenario": scenario.name, "title": scenario.title, "title_zh": scenario.title_zh,
            "mchid": world.mchid(), "out_order_no": order, "passed": true, "steps": [],
        }));
    }

    fn waits(&mut self, what: &str) {
        self.waiting = Some(Waiting::for_this(what));
    }

    fn step(&mut self, scenario: &Scenario, done: &Done) {
        self.waiting = None;
        let milliseconds = u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX);
        let mark = match &done.failure {
            None => self.screen.paint.put(Colour::Green, "✓"),
            Some(_) => self.screen.paint.put(Colour::Red, "✗"),
        };
        let came: String = clean(&done.came).chars().take(SHOWN).collect();
        let what = clean(&done.what);
        let mut text = format!("  {mark} {:>2}  {what:<COLUMN$}  {came}", done.number).trim_end().to_owned();
        text.push_str(&self.screen.paint.put(Colour::Dim, &format!("  {milliseconds} ms\n")));
        if let Some(failure) = &done.failure {
            text.push_str(&self.failure(scenario, done, failure));
        }
        self.say(&text);
        self.note(done, milliseconds);
    }
}

impl Telling {
    fn note(&mut self, done: &Done, milliseconds: u64) {
        let Some(run) = self.runs.last_mut() else { return };
        let mut step = json!({
            "step": done.number, "line": done.line, "what": done.what, "came": done.came,
            "milliseconds": milliseconds, "passed": done.failure.is_none(),
        });
        if let Some(failure) = &done.failure {
            let difference =
                |Difference { path, wanted, got }: &Difference| json!({ "path": path, "wanted": wanted, "got": got });
            let differences: Vec<Value> = failure.differences.iter().map(difference).collect();
            step["failure"] = json!({
                "field": failure.field, "what": failure.what, "differences": differences, "got": failure.got,
            });
            run["passed"] = false.into();
        }
        if let Some(steps) = run["steps"].as_array_mut() {
            steps.push(step);
        }
    }
}
