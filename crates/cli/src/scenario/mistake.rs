//! What is wrong with a file, and where.

use std::fmt;

/// Why a file is no scenario.
#[derive(Debug, PartialEq)]
pub(crate) struct Mistake {
    /// The file.
    pub(crate) file: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The step, from 1, where it is in one.
    pub(crate) step: Option<usize>,
    /// What is wrong.
    pub(crate) what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(step) = self.step {
            write!(f, "step {step}: ")?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Mistake {}

/// "; did you mean `b`?", where one of them is close.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> String {
    let closeness = |name: &str| strsim::jaro_winkler(&given.to_lowercase(), &name.to_lowercase());
    let closest = known.map(|name| (closeness(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    match closest {
        Some((closeness, name)) if closeness > 0.8 => format!("; did you mean `{name}`?"),
        _ => String::new(),
    }
}
