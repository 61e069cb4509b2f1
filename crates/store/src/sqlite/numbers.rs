//! Which row numbers come next. There is one writer, so that it need not ask the database each time.

use crate::job::Outcome;
use crate::row_number::{self, KINDS};
use crate::schema::{records, row_numbers};
use diesel::dsl::max;
use diesel::prelude::*;
use payscore_domain::RecordKind;

/// The next row number of each kind, in the order of [`KINDS`].
#[derive(Debug, Clone)]
pub(super) struct RowNumbers([i64; KINDS.len()]);

impl RowNumbers {
    /// What the database has.
    pub(super) fn read(connection: &mut SqliteConnection) -> QueryResult<Self> {
        let used: i64 = row_numbers::table.select(row_numbers::used).get_result(connection)?;
        let mut next = [0; KINDS.len()];
        for (next, kind) in next.iter_mut().zip(KINDS) {
            let all = row_number::all(kind);
            let last: Option<i64> = records::table
                .filter(records::row.ge(all.start))
                .filter(records::row.lt(all.end))
                .select(max(records::row))
                .get_result(connection)?;
            *next = 1 + last.unwrap_or_default().max(all.start + used);
        }
        Ok(Self(next))
    }

    /// One that no other record has or had. It is not given back, whatever becomes of its record.
    pub(super) fn give(&mut self, kind: RecordKind) -> i64 {
        let place = KINDS.iter().position(|known| *known == kind).unwrap_or_default();
        let row = self.0[place];
        self.0[place] += 1;
        row
    }

    /// Notes what was given, to be called before records are removed.
    pub(super) fn note(&self, connection: &mut SqliteConnection) -> QueryResult<Outcome> {
        let used = self.0.iter().map(|next| row_number::number(next - 1)).max().unwrap_or_default();
        diesel::update(row_numbers::table).set(row_numbers::used.eq(used)).execute(connection)?;
        Ok(Outcome::Done)
    }
}
