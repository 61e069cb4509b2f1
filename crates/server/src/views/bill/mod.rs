//! Bills as text: a heading, lines whose values have a backtick before them (spreadsheets would make numbers of them),
//! a heading for the sums, the sums.

pub(crate) mod fund_flow;
pub(crate) mod merchant;
#[cfg(test)]
mod property;
pub(crate) mod trade;

use payscore_domain::Fen;

const LINE_END: &str = "\r\n";

/// A heading.
fn heading(columns: &[&str]) -> String {
    columns.join(",") + LINE_END
}

/// A line of values. Commas and line breaks of theirs would tear it apart.
fn line<S: AsRef<str>>(values: &[S]) -> String {
    let mut line = String::new();
    for (index, value) in values.iter().enumerate() {
        line.push_str(if index == 0 { "`" } else { ",`" });
        for letter in value.as_ref().chars() {
            match letter {
                ',' => line.push('，'),
                '`' => line.push('\''),
                '\r' => line.push_str("\\r"),
                '\n' => line.push_str("\\n"),
                letter if letter.is_control() => line.push(' '),
                letter => line.push(letter),
            }
        }
    }
    line + LINE_END
}

/// `12.34`
fn yuan(amount: Fen) -> String {
    let sign = if amount < Fen::ZERO { "-" } else { "" };
    let fen = amount.get().unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// `12.34000`: fees have five places.
fn fee_yuan(amount: Fen) -> String {
    yuan(amount) + "000"
}
