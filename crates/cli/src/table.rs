//! Aligned tables, and JSON as indented lines.

use crate::output::{Colour, Paint};
use serde_json::Value;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// A table that grows row by row.
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new<const N: usize>(columns: [&str; N]) -> Self {
        Self { header: columns.iter().map(|column| column.to_uppercase()).collect(), rows: Vec::new() }
    }

    /// One row more.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// As text, each line with a line end. Words that say how something stands are coloured.
    pub(crate) fn render(&self, paint: Paint) -> String {
        let widths: Vec<usize> = (0..self.header.len())
            .map(|column| {
                let cells = self.rows.iter().chain([&self.header]).filter_map(|row| row.get(column));
                cells.map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        let mut text = line(&self.header, &widths, |_| Some(Colour::Dim), paint);
        for row in &self.rows {
            text.push_str(&line(row, &widths, standing, paint));
        }
        text
    }
}

fn line(cells: &[String], widths: &[usize], colour: impl Fn(&str) -> Option<Colour>, paint: Paint) -> String {
    let mut line = String::new();
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        line.push_str(&paint.maybe(colour(cell), cell));
        // The last column stays unpadded: no trailing blanks, and text of any script fits there.
        if at + 1 < cells.len() {
            let gap = width - cell.width() + 2;
            line.extend(std::iter::repeat_n(' ', gap));
        }
    }
    line.push('\n');
    line
}

/// The colour of a word that says how an order or a notification stands.
pub(crate) fn standing(word: &str) -> Option<Colour> {
    match word.split(" / ").next().unwrap_or(word) {
        "DONE" | "USER_PAID" | "delivered" => Some(Colour::Green),
        "CREATED" | "DOING" | "USER_ACCEPTED" | "FINISHED" | "pending" | "unaddressed" => Some(Colour::Yellow),
        "REVOKED" | "EXPIRED" | "failed" => Some(Colour::Red),
        _ => None,
    }
}

/// A JSON value as one cell: without control characters, which could rewrite the terminal.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => clean(text),
        other => clean(&other.to_string()),
    }
}

/// Text of others, made harmless to print.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// JSON as indented `name: value` lines. What is null or empty is left out.
pub(crate) fn tree(value: &Value, indent: usize) -> String {
    let mut text = String::new();
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(_, value)| says_something(value)) {
                branch(&mut text, &format!("{}:", clean(name)), value, indent);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| branch(&mut text, "-", item, indent)),
        other => {
            let _ = writeln!(text, "{:indent$}{}", "", cell(other));
        }
    }
    text
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    }
}

// Writing into a String cannot fail.
fn branch(text: &mut String, name: &str, value: &Value, indent: usize) {
    if value.is_object() || value.is_array() {
        let _ = write!(text, "{:indent$}{name}\n{}", "", tree(value, indent + 2));
    } else {
        let _ = writeln!(text, "{:indent$}{name} {}", "", cell(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_line_up() {
        let mut table = Table::new(["number", "state"]);
        table.row(["1".to_owned(), "DONE".to_owned()]);
        table.row(["order-22".to_owned(), "DOING / USER_CONFIRM".to_owned()]);
        let expected = "NUMBER    STATE\n1         DONE\norder-22  DOING / USER_CONFIRM\n";
        assert_eq!(table.render(Paint::PLAIN), expected);
    }

    #[test]
    fn chinese_takes_two_places() {
        let mut table = Table::new(["操作", "state"]);
        table.row(["create".to_owned(), "DONE".to_owned()]);
        assert_eq!(table.render(Paint::PLAIN), "操作    STATE\ncreate  DONE\n");
    }

    #[test]
    fn colours_do_not_change_the_alignment() {
        let mut table = Table::new(["state", "id"]);
        table.row(["DONE".to_owned(), "1".to_owned()]);
        let text = table.render(Paint::COLOURED);
        assert!(text.contains("\u{1b}[32mDONE\u{1b}[0m   1\n"), "{text:?}");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(cell(&json!("a\u{1b}[2Jb")), "a\u{fffd}[2Jb");
        assert_eq!(tree(&json!({"x": "\r\n"}), 0), "x: \u{fffd}\u{fffd}\n");
    }

    #[test]
    fn json_becomes_indented_lines() {
        let value = json!({"a": 1, "b": {"c": [true, "x"]}, "none": null, "empty": []});
        assert_eq!(tree(&value, 2), "  a: 1\n  b:\n    c:\n      - true\n      - x\n");
    }
}
