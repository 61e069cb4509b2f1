//! What can be wrong with a launch.

use serde_json::{Value, json};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// A word for programs.
    pub(super) name: &'static str,
    /// The parameter.
    pub(super) field: String,
    /// What is wrong with it, and what would be right.
    pub(super) issue: String,
}

impl Mistake {
    pub(super) fn new(name: &'static str, field: impl Into<String>, issue: impl Into<String>) -> Self {
        Self { name, field: field.into(), issue: issue.into() }
    }

    pub(super) fn view(&self) -> Value {
        json!({ "mistake": self.name, "field": self.field, "issue": self.issue })
    }
}
