//! The statements that every order goes through, with texts of their own. Diesel puts an insert that may conflict
//! together anew each time, and prepares an update anew each time; what has an identity of its own it finds prepared.

use crate::rows::{CurrentColumns, PhaseColumns, Place, RecordRow};
use diesel::QueryResult;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};
use payscore_domain::Handle;

/// Inserts a record, unless there is one of this name.
pub(super) struct InsertRecord<'a> {
    pub(super) number: i64,
    pub(super) row: &'a RecordRow,
    pub(super) timeline: &'a str,
}

/// Changes a record that is in this version, and says which row it has.
pub(super) struct UpdateRecord<'a> {
    pub(super) row: &'a RecordRow,
    pub(super) read_version: i64,
    /// What happened since.
    pub(super) timeline: &'a str,
}

/// Moves a notification that still stands there by an attempt, and says which row it has, and which of its attempts that
/// was.
pub(super) struct MoveByAttempt<'a> {
    pub(super) id: &'a str,
    pub(super) from: Place,
    pub(super) to: &'a PhaseColumns,
}

/// Notes a name that a record is found by, unless it is noted already.
pub(super) struct InsertHandle<'a> {
    pub(super) number: i64,
    pub(super) row: &'a RecordRow,
    pub(super) handle: &'a Handle,
}

/// Names a statement for diesel, and lets it be executed.
macro_rules! statement {
    ($name:ident) => {
        impl QueryId for $name<'_> {
            type QueryId = $name<'static>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::RunQueryDsl<SqliteConnection> for $name<'_> {}
    };
}

statement!(InsertRecord);
statement!(UpdateRecord);
statement!(InsertHandle);
statement!(MoveByAttempt);

impl QueryFragment<Sqlite> for InsertRecord<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let RecordRow { mchid, kind, number, service_id, order_kind, created_at, current } = self.row;
        let CurrentColumns { state, openid, in_progress, version, next_due, doc } = current;
        out.push_sql(
            "INSERT INTO records (row, mchid, kind, number, service_id, order_kind, created_at, state, openid, \
             in_progress, version, next_due, doc, timeline) VALUES (",
        );
        out.push_bind_param::<BigInt, _>(&self.number)?;
        for text in [mchid, *kind, number, service_id, *order_kind] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(created_at)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(state)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(openid)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Integer>, _>(in_progress)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(version)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<BigInt>, _>(next_due)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(doc)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, str>(self.timeline)?;
        out.push_sql(") ON CONFLICT (kind, number, mchid) DO NOTHING");
        Ok(())
    }
}

impl Query for UpdateRecord<'_> {
    type SqlType = BigInt;
}

impl QueryFragment<Sqlite> for UpdateRecord<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let RecordRow { mchid, kind, number, current, .. } = self.row;
        let CurrentColumns { state, openid, in_progress, version, next_due, doc } = current;
        out.push_sql("UPDATE records SET state = ");
        out.push_bind_param::<Text, _>(state)?;
        out.push_sql(", openid = ");
        out.push_bind_param::<Nullable<Text>, _>(openid)?;
        out.push_sql(", in_progress = ");
        out.push_bind_param::<Nullable<Integer>, _>(in_progress)?;
        out.push_sql(", version = ");
        out.push_bind_param::<BigInt, _>(version)?;
        out.push_sql(", next_due = ");
        out.push_bind_param::<Nullable<BigInt>, _>(next_due)?;
        out.push_sql(", doc = ");
        out.push_bind_param::<Text, _>(doc)?;
        out.push_sql(", timeline = timeline || ");
        out.push_bind_param::<Text, str>(self.timeline)?;
        out.push_sql(" WHERE kind = ");
        out.push_bind_param::<Text, str>(kind)?;
        out.push_sql(" AND number = ");
        out.push_bind_param::<Text, _>(number)?;
        out.push_sql(" AND mchid = ");
        out.push_bind_param::<Text, _>(mchid)?;
        out.push_sql(" AND version = ");
        out.push_bind_param::<BigInt, _>(&self.read_version)?;
        out.push_sql(" RETURNING row");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for InsertHandle<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("INSERT OR IGNORE INTO handles (record_row, mchid, kind, name, value) VALUES (");
        out.push_bind_param::<BigInt, _>(&self.number)?;
        for text in [self.row.mchid.as_str(), self.row.kind, self.handle.name, self.handle.value.as_str()] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl Query for MoveByAttempt<'_> {
    type SqlType = (BigInt, BigInt);
}

impl QueryFragment<Sqlite> for MoveByAttempt<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let PhaseColumns { phase, due, held } = self.to;
        out.push_sql("UPDATE notifications SET phase = ");
        out.push_bind_param::<Text, _>(phase)?;
        out.push_sql(", due = ");
        out.push_bind_param::<Nullable<BigInt>, _>(due)?;
        out.push_sql(", held = ");
        out.push_bind_param::<Nullable<Integer>, _>(held)?;
        out.push_sql(", attempted = attempted + 1 WHERE id = ");
        out.push_bind_param::<Text, str>(self.id)?;
        out.push_sql(" AND due IS ");
        out.push_bind_param::<Nullable<BigInt>, _>(&self.from.due)?;
        out.push_sql(" AND held IS ");
        out.push_bind_param::<Nullable<Integer>, _>(&self.from.held)?;
        out.push_sql(" RETURNING row, attempted");
        Ok(())
    }
}
