//! State × command tables, taken from the rules themselves. Each family's `table_tests.rs` fills them and holds them
//! against what is expected; the server prints them, with what a refusal is on the wire, into `docs/states.md`.

use crate::rejection::Rejection;
use crate::{permission, refund, retail, service_order, sign_plan};
use std::fmt;

/// Every table, in the order of the document. A new family adds its own here, and nowhere else.
pub fn all() -> Vec<Table> {
    [
        service_order::table_tests::tables(),
        retail::table_tests::tables(),
        refund::table_tests::tables(),
        sign_plan::table_tests::tables(),
        permission::table_tests::tables(),
    ]
    .concat()
}

/// What some commands do in every state.
#[derive(Debug, Clone)]
pub struct Table {
    /// Of what, and whose commands.
    pub title: &'static str,
    /// What the names of rows and columns mean.
    pub note: &'static str,
    /// The commands.
    pub columns: Vec<&'static str>,
    /// The states, some of them in several situations.
    pub rows: Vec<Row>,
}

/// A state in one situation.
#[derive(Debug, Clone)]
pub struct Row {
    /// The situation.
    pub name: String,
    /// The state.
    pub state: &'static str,
    /// What each command does.
    pub cells: Vec<Cell>,
}

/// What a command does.
#[derive(Debug, Clone)]
pub enum Cell {
    /// There is nothing to do.
    Nothing,
    /// Accepted, and nothing changes: an exact repeat.
    Unchanged,
    /// An event that leaves the state as it is.
    Noted(String),
    /// The next state.
    Becomes(&'static str),
    /// Refused.
    Refused(Box<Rejection>),
    /// No outcome: the row's own name, or what a query shows.
    Name(String),
}

impl Cell {
    /// The outcome of a command, or of what is due.
    pub(crate) fn of<E: fmt::Debug>(
        before: &'static str,
        after: &'static str,
        outcome: &Result<Vec<E>, Rejection>,
    ) -> Self {
        match outcome {
            Err(rejection) => Self::Refused(Box::new(rejection.clone())),
            Ok(_) if before != after => Self::Becomes(after),
            Ok(events) => events.last().map_or(Self::Unchanged, |event| Self::Noted(name_of(event))),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text == "-" { Self::Nothing } else { Self::Name(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Name(text)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("-"),
            Self::Unchanged => f.write_str("="),
            Self::Noted(event) => write!(f, "+{event}"),
            Self::Becomes(text) => f.write_str(text),
            Self::Name(text) => f.write_str(text),
            Self::Refused(rejection) => f.write_str(&name_of(rejection)),
        }
    }
}

impl Table {
    /// `expected` gives the columns; each line of `lines` starts with the row's name.
    pub(crate) fn new(
        title: &'static str,
        note: &'static str,
        expected: &'static str,
        states: Vec<&'static str>,
        lines: Vec<Vec<Cell>>,
    ) -> Self {
        let columns = words(expected).next().unwrap_or_default().into_iter().skip(1).collect();
        let rows = states.into_iter().zip(lines).map(|(state, mut cells)| {
            let name = cells.remove(0).to_string();
            Row { name, state, cells }
        });
        Self { title, note, columns, rows: rows.collect() }
    }

    /// Compares it row by row; the words count, not the blanks between them.
    #[cfg(test)]
    pub(crate) fn assert_is(&self, expected: &'static str) {
        let expected: Vec<Vec<&str>> = words(expected).skip(1).collect();
        for (expected, actual) in expected.iter().zip(&self.rows) {
            let actual: Vec<String> =
                std::iter::once(actual.name.clone()).chain(actual.cells.iter().map(Cell::to_string)).collect();
            assert_eq!(expected, &actual, "row {}", actual[0]);
        }
        assert_eq!(expected.len(), self.rows.len(), "rows");
    }
}

fn words(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.trim().is_empty()).map(|line| line.split_whitespace().collect())
}

/// A rejection's or an event's bare name.
pub fn name_of(value: &impl fmt::Debug) -> String {
    let text = format!("{value:?}");
    let text = text.strip_prefix("Collection(").unwrap_or(&text);
    text.chars().take_while(char::is_ascii_alphanumeric).collect()
}
