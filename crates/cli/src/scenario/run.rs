//! Runs a scenario, step by step, up to the first that fails.

mod calls;
mod looks;

use super::compare::{Difference, at, differences};
use super::step::{Action, Step};
use super::template::fill;
use super::{Scenario, World};
use crate::duration;
use payscore_wire::rfc3339;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A step that was run.
#[derive(Debug)]
pub(crate) struct Done {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// Its line in the file.
    pub(crate) line: usize,
    /// What was done: `CreateServiceOrder`.
    pub(crate) what: String,
    /// What came of it at a glance: `200`, `DONE`.
    pub(crate) came: String,
    /// How long it took.
    pub(crate) took: Duration,
    /// Why it failed, if it did.
    pub(crate) failure: Option<Failure>,
}

/// Why a step failed.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    /// The field of the step that is not fulfilled.
    pub(crate) field: &'static str,
    /// In words.
    pub(crate) what: String,
    /// Value by value, where values were compared.
    pub(crate) differences: Vec<Difference>,
    /// The whole answer.
    pub(crate) got: Option<Value>,
}

impl Failure {
    fn new(field: &'static str, what: impl Into<String>) -> Self {
        Self { field, what: what.into(), ..Self::default() }
    }

    fn with(self, got: &Value) -> Self {
        Self { got: Some(got.clone()), ..self }
    }
}

/// What came of a step, and what it may be asked for.
struct Came {
    short: String,
    value: Value,
}

/// Who is told while a scenario runs.
pub(crate) trait Watcher {
    /// It begins, about an order of this number.
    fn begins(&mut self, scenario: &Scenario, world: &World, order: &str);
    /// A step begins that may take longer than a moment.
    fn waits(&mut self, _what: &str) {}
    /// A step is done, well or not.
    fn step(&mut self, scenario: &Scenario, done: &Done);
}

/// One run of one scenario.
pub(crate) struct Runner<'a> {
    world: &'a World,
    scenario: &'a Scenario,
    order: String,
    variables: HashMap<String, Value>,
}

impl<'a> Runner<'a> {
    /// With a fresh order number, and nothing done yet.
    pub(crate) fn new(world: &'a World, scenario: &'a Scenario) -> Self {
        Self { world, scenario, order: fresh_number(), variables: HashMap::new() }
    }

    /// Runs all of it; whether it went as written.
    pub(crate) fn run(mut self, watcher: &mut dyn Watcher) -> bool {
        watcher.begins(self.scenario, self.world, &self.order);
        if let Err(failure) = self.set_variables() {
            let what = "variables".to_owned();
            let done =
                Done { number: 0, line: 1, what, came: String::new(), took: Duration::ZERO, failure: Some(failure) };
            watcher.step(self.scenario, &done);
            return false;
        }
        self.scenario.steps.iter().enumerate().all(|(at, step)| {
            let what = step.note.clone().unwrap_or_else(|| self.name_of(&step.action));
            watcher.waits(&what);
            let began = Instant::now();
            let came = self.step(step);
            let took = began.elapsed();
            let (came, failure) = match came {
                Ok(came) => (came, None),
                Err(failure) => (String::new(), Some(failure)),
            };
            let well = failure.is_none();
            watcher.step(self.scenario, &Done { number: at + 1, line: step.line, what, came, took, failure });
            well
        })
    }

    fn set_variables(&mut self) -> Result<(), Failure> {
        for (name, value) in &self.scenario.vars {
            let value = self.fill("vars", value)?;
            self.variables.insert(name.clone(), value);
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<String, Failure> {
        let came = self.act(&step.action, step)?;
        let expected = self.fill("expect", &step.expect)?;
        if !expected.is_null() {
            let differences = differences(&expected, &came.value);
            if !differences.is_empty() {
                let what = "the answer is otherwise".to_owned();
                return Err(Failure { field: "expect", what, differences, got: Some(came.value) });
            }
        }
        for (name, path) in step.saves() {
            let value = at(&came.value, path).filter(|value| !value.is_null());
            let missing = || Failure::new("save", format!("{name}: nothing at {path}")).with(&came.value);
            self.variables.insert(name.clone(), value.ok_or_else(missing)?.clone());
        }
        Ok(came.short)
    }

    fn act(&self, action: &Action, step: &Step) -> Result<Came, Failure> {
        match action {
            Action::Call { operation, with, refusal } => {
                let with = self.fill_table("with", with)?;
                calls::call(self, operation, with, refusal)
            }
            Action::User { path, of, by, with, refusal, .. } => {
                let (of, by) = (self.text("of", of)?, self.text("as", by)?);
                let with = self.fill_table("with", with)?;
                calls::user(self.world, *path, &of, &by, with, refusal)
            }
            Action::Advance { seconds } => {
                let answer = self.world.control.post_patiently(&["clock", "advance"], &json!({ "seconds": seconds }));
                let value = answer.map_err(|error| Failure::new("advance", error.to_string()))?;
                Ok(Came { short: value["now"].as_str().unwrap_or_default().to_owned(), value })
            }
            Action::Fault { rule } => {
                let rule = self.fill_table("fault", rule)?;
                let set = self.world.control.post(&["faults"], &rule.into());
                let value = set.map_err(|error| Failure::new("fault", error.to_string()))?;
                Ok(Came { short: "set".to_owned(), value })
            }
            Action::Notification { event, of, delivery, attempts } => {
                let of = self.text("of", of)?;
                let expected = self.fill("expect", &step.expect)?;
                looks::notification(
                    self.world,
                    &looks::Wanted { event, of: &of, delivery, attempts: *attempts, expected },
                )
            }
            Action::State { state, path, of } => looks::state(self.world, path, &self.text("of", of)?, state),
        }
    }

    /// What a step without a note is called.
    fn name_of(&self, action: &Action) -> String {
        match action {
            Action::Call { operation, .. } => operation.name.clone(),
            Action::User { act, by, .. } => {
                let who = by.trim_start_matches("{{user.").trim_end_matches("}}");
                if who.is_empty() { format!("user: {act}") } else { format!("user: {act}, {who}") }
            }
            Action::Advance { seconds } => format!("{} pass", duration::words(i64::from(*seconds))),
            Action::Fault { rule } => {
                let kind = rule.get("fault").and_then(Value::as_str).unwrap_or("a fault");
                format!("fault: {kind}")
            }
            Action::Notification { event, delivery, .. } => format!("{event} {delivery}"),
            Action::State { state, .. } => format!("state {state}"),
        }
    }

    fn fill_table(&self, field: &'static str, table: &Map<String, Value>) -> Result<Map<String, Value>, Failure> {
        match self.fill(field, &Value::Object(table.clone()))? {
            Value::Object(filled) => Ok(filled),
            _ => Ok(Map::new()),
        }
    }

    fn text(&self, field: &'static str, text: &str) -> Result<String, Failure> {
        match self.fill(field, &Value::String(text.to_owned()))? {
            Value::String(text) => Ok(text),
            other => Ok(other.to_string()),
        }
    }

    fn fill(&self, field: &'static str, value: &Value) -> Result<Value, Failure> {
        fill(value, &mut |name| self.variable(name)).map_err(|what| Failure::new(field, what))
    }

    fn variable(&self, name: &str) -> Result<Value, String> {
        if let Some(value) = self.variables.get(name) {
            return Ok(value.clone());
        }
        match name {
            "order" => return Ok(self.order.clone().into()),
            "fresh" => return Ok(fresh_number().into()),
            _ => {}
        }
        if let Some(found) = self.world.variable(name) {
            return found;
        }
        let (what, offset) = name.find(['+', '-']).map_or((name, ""), |at| name.split_at(at));
        let digits = match what {
            "now" => "yyyyMMddHHmmss".len(),
            "day" => "yyyyMMdd".len(),
            _ => return Err(format!("no variable `{name}`")),
        };
        let now = self.service_time()?.saturating_add(signed(offset)?);
        let time: String = rfc3339::format(now).chars().filter(char::is_ascii_digit).take(digits).collect();
        Ok(time.into())
    }

    fn service_time(&self) -> Result<i64, String> {
        let clock = self.world.control.get(&["clock"], &[]).map_err(|error| error.to_string())?;
        clock["unix"].as_i64().ok_or_else(|| "the server's clock cannot be read".to_owned())
    }
}

fn signed(offset: &str) -> Result<i64, String> {
    let Some(length) = offset.get(1..) else { return Ok(0) };
    let seconds = i64::from(duration::parse(length)?);
    Ok(if offset.starts_with('-') { -seconds } else { seconds })
}

/// Two runs at the same moment do not get the same one.
fn fresh_number() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("S{}-{}-{}", now.as_millis(), std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
