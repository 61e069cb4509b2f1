//! `docs/states.md`: what every command does in every state, as the rules say it and as a client sees it.
//!
//! `PAYSCORE_REWRITE=1 cargo test -p payscore-server states` writes it anew.

use crate::refusal::{Refusal, SERVICE_ORDER};
use payscore_domain::Rejection;
use payscore_domain::tables::{self, Cell, Table, name_of};
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "\
# States and commands

What every command does in every state, printed from the rules themselves. `cargo test -p payscore-server states` fails
where this page is not what they say; `PAYSCORE_REWRITE=1 cargo test -p payscore-server states` writes it anew.

**Bold** is the next state, `=` accepted without a change (an exact repeat), `+Word` an event that leaves the state as it
is, `-` nothing to do; otherwise the code of the refusal, and its number in the [list of refusals](#refusals).
";

/// The refusals met so far; a refusal's number is its place.
#[derive(Default)]
struct Refusals(Vec<Rejection>);

impl Refusals {
    fn number(&mut self, rejection: &Rejection) -> usize {
        let name = name_of(rejection);
        let place = self.0.iter().position(|known| name_of(known) == name).unwrap_or_else(|| {
            self.0.push(rejection.clone());
            self.0.len() - 1
        });
        place + 1
    }

    fn cell(&mut self, cell: &Cell) -> String {
        match cell {
            Cell::Becomes(state) => format!("**{state}**"),
            Cell::Refused(rejection) => {
                let code = wire(rejection).body.code;
                format!("{code} {}", self.number(rejection))
            }
            other => format!("`{other}`"),
        }
    }

    fn table(&self) -> String {
        let mut text =
            "\n## Refusals\n\n| | HTTP | Code | Message | In `rejection.rs` |\n| --- | --- | --- | --- | --- |\n"
                .to_owned();
        for (place, rejection) in self.0.iter().enumerate() {
            let (Refusal { status, body, .. }, name) = (wire(rejection), name_of(rejection));
            let _ = writeln!(text, "| {} | {status} | {} | {} | `{name}` |", place + 1, body.code, body.message);
        }
        text
    }
}

fn wire(rejection: &Rejection) -> Refusal {
    Refusal::of(rejection, &SERVICE_ORDER)
}

fn print(table: &Table, refusals: &mut Refusals) -> String {
    let mut text = format!("\n## {}\n\n{}\n\n| State | Row |", table.title, table.note);
    table.columns.iter().for_each(|column| text += &format!(" {column} |"));
    text += &format!("\n|{}\n", " --- |".repeat(table.columns.len() + 2));
    for row in &table.rows {
        text += &format!("| {} | {} |", row.state, row.name);
        row.cells.iter().for_each(|cell| text += &format!(" {} |", refusals.cell(cell)));
        text.push('\n');
    }
    text
}

#[test]
fn the_document_says_what_the_rules_say() {
    let mut refusals = Refusals::default();
    let tables: String = tables::all().iter().map(|table| print(table, &mut refusals)).collect();
    let text = format!("{HEAD}{tables}{}", refusals.table());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/states.md");
    if std::env::var_os("PAYSCORE_REWRITE").is_some() {
        std::fs::write(&path, &text).expect("docs/states.md can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (written, right)) in written.lines().zip(text.lines()).enumerate() {
        assert_eq!(written, right, "docs/states.md:{}; PAYSCORE_REWRITE=1 writes it anew", number + 1);
    }
    assert_eq!(written.lines().count(), text.lines().count(), "docs/states.md; PAYSCORE_REWRITE=1 writes it anew");
}
