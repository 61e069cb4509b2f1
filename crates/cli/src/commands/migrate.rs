//! `payscore migrate`

use crate::args::Migrate;
use crate::error::CliError;
use crate::output::Screen;
use crate::progress::Counting;
use payscore_server::migrate::{Migrated, Place, Progress, Step, migrate};
use serde_json::{Value, json};

/// Moves, and shows what was moved.
pub(super) fn run(args: &Migrate, screen: Screen) -> Result<(), CliError> {
    let (from, to): (Place, Place) = (args.from.parse()?, args.to.parse()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|source| CliError::System { what: "start", source })?;
    let bar = Counting::new();
    let mut told = |Progress { step, table, done, of }: Progress| {
        let doing = match step {
            Step::Copy => "copying",
            Step::Check => "checking",
        };
        bar.show(format!("{doing} {}", table.name()), done, of);
    };
    let moved = runtime.block_on(migrate(&from, &to, &mut told))?;
    drop(bar);
    screen.show(&view(&moved), |_, _| text(&moved))
}

fn view(moved: &Migrated) -> Value {
    let table = |(table, found): &(payscore_server::migrate::Table, payscore_server::migrate::Fingerprint)| json!({ "table": table.name(), "rows": found.rows, "checksum": found.checksum() });
    json!({ "tables": moved.tables.iter().map(table).collect::<Vec<_>>() })
}

fn text(moved: &Migrated) -> String {
    let mut text = String::new();
    for (table, found) in &moved.tables {
        text.push_str(&format!("{:14} {:>10} rows  {}\n", table.name(), found.rows, found.checksum()));
    }
    text.push_str("the target has what the source has, row for row\n");
    text
}
