//! A bill's text as records: a heading, lines whose values have a backtick before them, another heading and the sums.

use super::money::{self, Fee};
use super::{BillError, money::fen};
use payscore_api::Fen;
use std::io::BufRead;
use std::sync::Arc;

/// A line of a bill, its values by the names of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    columns: Arc<[String]>,
    values: Vec<String>,
}

/// What does not fit in a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// A column is not there.
    #[error("there is no column `{column}`")]
    NoColumn {
        /// Its name.
        column: &'static str,
    },
    /// A value reads otherwise than expected.
    #[error("`{value}` in the column `{column}` is no {expected}")]
    Value {
        /// The column's name.
        column: &'static str,
        /// What is there.
        value: String,
        /// What should be there.
        expected: &'static str,
    },
    /// More or fewer values than columns.
    #[error("{values} values for {columns} columns")]
    Count {
        /// So many values.
        values: usize,
        /// So many columns.
        columns: usize,
    },
    /// Values before any heading.
    #[error("values without a heading")]
    NoHeading,
    /// Not UTF-8.
    #[error("the line is not UTF-8")]
    Encoding,
}

impl Record {
    /// The value of this column, as it stands there without its backtick; `None` where there is no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.values.get(at).map(String::as_str)
    }

    /// The columns and their values, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(String::as_str).zip(self.values.iter().map(String::as_str))
    }

    pub(super) fn text(&self, column: &'static str) -> Result<String, Wrong> {
        self.get(column).map(str::to_owned).ok_or(Wrong::NoColumn { column })
    }

    /// A number that is `0` or nothing where there is none.
    pub(super) fn number(&self, column: &'static str) -> Result<Option<String>, Wrong> {
        Ok(Some(self.text(column)?).filter(|text| !text.is_empty() && text != "0"))
    }

    pub(super) fn fen(&self, column: &'static str) -> Result<Fen, Wrong> {
        self.read(column, "amount in yuan", fen)
    }

    pub(super) fn fee(&self, column: &'static str) -> Result<Fee, Wrong> {
        self.read(column, "fee in yuan", money::Fee::parse)
    }

    pub(super) fn count(&self, column: &'static str) -> Result<u64, Wrong> {
        self.read(column, "number", |text| text.parse().ok())
    }

    /// The same, where not every edition of the bill has the column.
    pub(super) fn optional<T>(
        &self,
        column: &'static str,
        read: impl Fn(&Self, &'static str) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Wrong> {
        self.get(column).map(|_| read(self, column)).transpose()
    }

    pub(super) fn read<T>(
        &self,
        column: &'static str,
        expected: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Wrong> {
        let value = self.get(column).ok_or(Wrong::NoColumn { column })?;
        read(value).ok_or_else(|| Wrong::Value { column, value: value.to_owned(), expected })
    }
}

/// A line that means something, with its number.
pub(super) enum Item {
    Row(usize, Record),
    Summary(usize, Record),
}

/// Reads records.
pub(super) struct Records<R> {
    reader: R,
    line: usize,
    heading: Option<Arc<[String]>>,
    in_summary: bool,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, line: 0, heading: None, in_summary: false }
    }

    /// Whatever was not read yet.
    pub(super) fn rest(&mut self) -> &mut R {
        &mut self.reader
    }

    pub(super) fn next(&mut self) -> Result<Option<Item>, BillError> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            if self.reader.read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
            self.line += 1;
            let text = std::str::from_utf8(&bytes).map_err(|_| BillError::at(self.line, Wrong::Encoding))?;
            let text = text.trim_end_matches(['\r', '\n']).trim_start_matches('\u{feff}');
            match text.strip_prefix('`') {
                Some(values) => {
                    let record = self.record(values).map_err(|wrong| BillError::at(self.line, wrong))?;
                    let item = if self.in_summary { Item::Summary } else { Item::Row };
                    return Ok(Some(item(self.line, record)));
                }
                None if text.trim().is_empty() => {}
                None => {
                    self.in_summary = self.heading.is_some();
                    self.heading = Some(text.split(',').map(|name| name.trim().to_owned()).collect());
                }
            }
        }
    }

    fn record(&self, values: &str) -> Result<Record, Wrong> {
        let columns = self.heading.clone().ok_or(Wrong::NoHeading)?;
        // A comma alone is part of a value: what begins a value is a backtick.
        let values: Vec<String> = values.split(",`").map(str::to_owned).collect();
        if values.len() != columns.len() {
            return Err(Wrong::Count { values: values.len(), columns: columns.len() });
        }
        Ok(Record { columns, values })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Result<Vec<(bool, Record)>, BillError> {
        let mut records = Records::new(text);
        let mut found = Vec::new();
        while let Some(item) = records.next()? {
            found.push(match item {
                Item::Row(_, record) => (false, record),
                Item::Summary(_, record) => (true, record),
            });
        }
        Ok(found)
    }

    #[test]
    fn values_are_found_by_the_names_of_their_columns() {
        let text = "\u{feff}a,b ,c\r\n`1,`x, y,`\r\n\r\nsum\r\n`1".as_bytes();
        let found = all(text).unwrap();
        assert_eq!(found[0].1.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "x, y"), ("c", "")]);
        assert!(!found[0].0 && found[1].0);
        assert_eq!((found[1].1.get("sum"), found[1].1.get("a"), found.len()), (Some("1"), None, 2));
        assert!(all(b"").unwrap().is_empty());
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_line() {
        let wrong = |text: &[u8]| match all(text) {
            Err(BillError::Line { line, wrong }) => (line, wrong),
            other => panic!("{other:?}"),
        };
        assert_eq!(wrong(b"`1\n"), (1, Wrong::NoHeading));
        assert_eq!(wrong(b"a,b\n`1,`2\n`1\n"), (3, Wrong::Count { values: 1, columns: 2 }));
        assert_eq!(wrong(b"a\n`\xff\n"), (2, Wrong::Encoding));
    }
}
