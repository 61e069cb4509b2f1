//! Scenarios: what a merchant, its users and the time do to an order, written down as a file, and run.
//!
//! Nothing here knows the command line: a file is read with [`Scenario::parse`], run with [`Runner`], and what comes of
//! it is told to a [`Watcher`].

mod builtin;
mod compare;
mod file;
mod mistake;
mod run;
mod step;
mod template;
#[cfg(test)]
mod tests;
mod world;

pub(crate) use builtin::{all as built_in, named as built_in_named, names as built_in_names};
pub(crate) use compare::Difference;
pub(crate) use mistake::{Mistake, did_you_mean};
pub(crate) use run::{Done, Failure, Runner, Watcher};
pub(crate) use world::World;

use serde_json::{Map, Value};
use step::Step;

/// A scenario as its file has it: nothing is asked of any server yet.
#[derive(Debug)]
pub(crate) struct Scenario {
    /// Where it comes from: a built-in's name, or a path.
    pub(crate) name: String,
    /// What it is about, in English.
    pub(crate) title: String,
    /// The same in Chinese.
    pub(crate) title_zh: Option<String>,
    /// Whose: `default`, `partner`, or a number.
    pub(crate) merchant: String,
    vars: Map<String, Value>,
    steps: Vec<Step>,
}
