//! Pages of records by any combination of filters, at the same cost in a store of a million as in one of ten.
//!
//! By state, merchant and kind of order, the groups of these know the way ([`groups`]). With a user, a number or
//! neither, one index is walked, in its own order: where it knows all that is asked for, the walk ends with the page.
//! Where it does not, what it finds is held against the rest, and the walk ends after [`SCANNED`] entries at the latest:
//! the page says where to go on.

use super::groups;
use crate::RecordFilter;
use crate::row_number;
use crate::schema::records;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use payscore_domain::{Mchid, OpenId, ServiceKind};
use std::ops::Range;

/// So many entries of an index are looked at for one page, at most.
const SCANNED: i64 = 5_000;

/// A query of records; what it selects is another thing.
type Query<'a, ST> = records::BoxedQuery<'a, Sqlite, ST>;

/// What may be asked for besides the kind and the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Openid,
    OrderKind,
    Mchid,
    State,
}

impl Column {
    const ALL: [Self; 4] = [Self::Openid, Self::OrderKind, Self::Mchid, Self::State];

    const fn name(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::OrderKind => "order_kind",
            Self::Mchid => "mchid",
            Self::State => "state",
        }
    }

    fn wanted(self, filter: &RecordFilter) -> Option<&str> {
        match self {
            Self::Openid => filter.openid.as_ref().map(OpenId::as_str),
            Self::OrderKind => filter.order_kind.map(ServiceKind::as_str),
            Self::Mchid => filter.mchid.as_ref().map(Mchid::as_str),
            Self::State => filter.state.as_deref(),
        }
    }
}

/// An entry of an index, as a place to begin after or to end at.
#[derive(Debug, Clone, Queryable)]
struct Place {
    row: i64,
    number: String,
    mchid: String,
}

/// The way through the records.
#[derive(Debug, Clone)]
struct Walk<'a> {
    filter: &'a RecordFilter,
    /// Its rows, where it goes by rows: below the one after which to begin.
    rows: Range<i64>,
    /// Whether the index knows the user.
    by_user: bool,
    /// Where to begin, where it goes by numbers: after this.
    after: Option<Place>,
    /// Where to end at the latest: with this.
    end: Option<Place>,
}

/// A page's rows with their `doc`, and where the next page begins.
pub(super) type Found = (Vec<(i64, String)>, Option<i64>);

/// The page that suits a filter. Inside a transaction: it is read in several steps.
pub(super) fn page(connection: &mut SqliteConnection, filter: &RecordFilter) -> QueryResult<Found> {
    let in_groups = filter.mchid.is_some() || filter.state.is_some() || filter.order_kind.is_some();
    if in_groups && filter.number.is_none() && filter.openid.is_none() {
        return groups::page(connection, filter);
    }
    let Some(walk) = Walk::plan(connection, filter)? else { return Ok((Vec::new(), None)) };
    let limit = usize::try_from(filter.limit).unwrap_or_default();
    // One more than wanted: is there a next page?
    let query = records::table.select((records::row, records::doc)).into_boxed();
    let mut found: Vec<(i64, String)> =
        walk.matching(walk.whole(query)).limit(filter.limit.max(0).saturating_add(1)).load(connection)?;
    let next = if found.len() > limit {
        found.truncate(limit);
        found.last().map(|(row, _)| *row)
    } else {
        walk.end.map(|end| end.row)
    };
    Ok((found, next))
}

impl<'a> Walk<'a> {
    /// The best way; `None` where there is nothing to be found on any.
    fn plan(connection: &mut SqliteConnection, filter: &'a RecordFilter) -> QueryResult<Option<Self>> {
        let by_number = filter.number.is_some();
        let rows = row_number::before(filter.kind, filter.before);
        let after = match filter.before {
            Some(_) if by_number => match place_of(connection, rows.end)? {
                Some(place) => Some(place),
                None => return Ok(None),
            },
            _ => None,
        };
        let walk = Self { filter, rows, by_user: filter.openid.is_some() && !by_number, after, end: None };
        let end = if walk.knows_all() { None } else { walk.last_allowed(connection)? };
        Ok(Some(Self { end, ..walk }))
    }

    /// Whether nothing is left to hold entries against.
    fn knows_all(&self) -> bool {
        Column::ALL.iter().all(|column| self.knows(*column) || column.wanted(self.filter).is_none())
    }

    fn knows(&self, column: Column) -> bool {
        self.by_user && column == Column::Openid
    }

    /// The entry after which the walk has to end, unless it ends before.
    fn last_allowed(&self, connection: &mut SqliteConnection) -> QueryResult<Option<Place>> {
        let query = records::table.select((records::row, records::number, records::mchid)).into_boxed();
        self.whole(query).offset(SCANNED - 1).limit(1).get_result(connection).optional()
    }

    /// All of the walk, in its order.
    fn whole<ST>(&self, query: Query<'a, ST>) -> Query<'a, ST> {
        match (&self.filter.number, &self.filter.openid) {
            (Some(prefix), _) => self.by_number(query.filter(records::kind.eq(self.filter.kind.as_str())), prefix),
            (None, Some(openid)) => self.by_row(query.filter(records::openid.eq(openid.as_str()))),
            (None, None) => self.by_row(query),
        }
    }

    /// What else is asked for. The plus sign keeps SQLite from taking another index for it, whose walk would have
    /// another end.
    fn matching<ST>(&self, mut query: Query<'a, ST>) -> Query<'a, ST> {
        for column in Column::ALL.iter().filter(|column| !self.knows(**column)) {
            if let Some(wanted) = column.wanted(self.filter) {
                query = query.filter(sql::<Bool>("+").sql(column.name()).sql(" = ").bind::<Text, _>(wanted));
            }
        }
        query
    }

    fn by_row<ST>(&self, query: Query<'a, ST>) -> Query<'a, ST> {
        let first = self.end.as_ref().map_or(self.rows.start, |end| end.row);
        query.filter(records::row.ge(first)).filter(records::row.lt(self.rows.end)).order(records::row.desc())
    }

    /// Through the numbers that begin with `prefix`. One bound on each side, or SQLite might take the wider one.
    fn by_number<ST>(&self, query: Query<'a, ST>, prefix: &'a str) -> Query<'a, ST> {
        let bound = |operator: &str, place: Place| {
            let bound = sql::<Bool>("(number, mchid) ").sql(operator).sql(" (").bind::<Text, _>(place.number);
            bound.sql(", ").bind::<Text, _>(place.mchid).sql(")")
        };
        let query = match self.after.clone().filter(|after| after.number.as_str() >= prefix) {
            Some(after) => query.filter(bound(">", after)),
            None => query.filter(records::number.ge(prefix)),
        };
        let query = match self.end.clone() {
            Some(end) => query.filter(bound("<=", end)),
            // No character sorts higher.
            None => query.filter(records::number.lt(format!("{prefix}{}", char::MAX))),
        };
        query.order((records::number, records::mchid))
    }
}

/// Where a row stands among the numbers.
fn place_of(connection: &mut SqliteConnection, row: i64) -> QueryResult<Option<Place>> {
    records::table
        .filter(records::row.eq(row))
        .select((records::row, records::number, records::mchid))
        .get_result(connection)
        .optional()
}
