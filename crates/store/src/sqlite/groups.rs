//! Pages of records of a state, a merchant, a kind of order, or several of these: put together from the groups that
//! suit. A group is what has all three in common; there are as many as merchants, times a handful. Within a group the
//! index goes by row number, so that a page needs no more of each than it has room for.

use super::list::Found;
use crate::RecordFilter;
use crate::row_number;
use crate::schema::records;
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use payscore_domain::{Mchid, ServiceKind};
use std::ops::Range;

/// The page that suits a filter by nothing but these three. Inside a transaction.
pub(super) fn page(connection: &mut SqliteConnection, filter: &RecordFilter) -> QueryResult<Found> {
    let limit = usize::try_from(filter.limit).unwrap_or_default();
    if limit == 0 {
        return Ok((Vec::new(), None));
    }
    let mut newest =
        Newest { rows: Vec::new(), within: row_number::before(filter.kind, filter.before), most: limit + 1 };
    let mchid = filter.mchid.as_ref().map(Mchid::as_str);
    let order_kind = filter.order_kind.map(ServiceKind::as_str);
    let mut state = next(filter.state.as_deref(), None, |after| next_state(connection, after))?;
    while let Some(current) = state {
        let mut merchant = next(mchid, None, |after| next_mchid(connection, &current, after))?;
        while let Some(owner) = merchant {
            let mut kind = next(order_kind, None, |after| next_order_kind(connection, &current, &owner, after))?;
            while let Some(of) = kind {
                newest.add(connection, &current, &owner, &of)?;
                kind = next(order_kind, Some(&of), |after| next_order_kind(connection, &current, &owner, after))?;
            }
            merchant = next(mchid, Some(&owner), |after| next_mchid(connection, &current, after))?;
        }
        state = next(filter.state.as_deref(), Some(&current), |after| next_state(connection, after))?;
    }
    let next = if newest.rows.len() > limit { newest.rows.get(limit - 1).copied() } else { None };
    let rows = newest.rows.into_iter().take(limit);
    let docs: QueryResult<Vec<(i64, String)>> = rows
        .map(|row| {
            records::table.filter(records::row.eq(row)).select((records::row, records::doc)).get_result(connection)
        })
        .collect();
    Ok((docs?, next))
}

/// The one value that is asked for, or all of them in turn.
fn next(
    wanted: Option<&str>,
    after: Option<&str>,
    search: impl FnOnce(Option<&str>) -> QueryResult<Option<String>>,
) -> QueryResult<Option<String>> {
    match wanted {
        Some(wanted) => Ok(after.is_none().then(|| wanted.to_owned())),
        None => search(after),
    }
}

fn next_state(connection: &mut SqliteConnection, after: Option<&str>) -> QueryResult<Option<String>> {
    records::table
        // No state is empty.
        .filter(records::state.gt(after.unwrap_or_default()))
        .select(records::state)
        .order(records::state)
        .get_result(connection)
        .optional()
}

fn next_mchid(connection: &mut SqliteConnection, state: &str, after: Option<&str>) -> QueryResult<Option<String>> {
    records::table
        .filter(records::state.eq(state))
        .filter(records::mchid.gt(after.unwrap_or_default()))
        .select(records::mchid)
        .order(records::mchid)
        .get_result(connection)
        .optional()
}

fn next_order_kind(
    connection: &mut SqliteConnection,
    state: &str,
    mchid: &str,
    after: Option<&str>,
) -> QueryResult<Option<String>> {
    let group = records::table
        .filter(records::state.eq(state))
        .filter(records::mchid.eq(mchid))
        .select(records::order_kind)
        .order(records::order_kind);
    match after {
        // The first may be empty.
        None => group.filter(records::order_kind.ge("")).get_result(connection).optional(),
        Some(after) => group.filter(records::order_kind.gt(after)).get_result(connection).optional(),
    }
}

/// The newest rows so far, newest first.
struct Newest {
    rows: Vec<i64>,
    /// Where newer ones can be.
    within: Range<i64>,
    most: usize,
}

impl Newest {
    fn add(
        &mut self,
        connection: &mut SqliteConnection,
        state: &str,
        mchid: &str,
        order_kind: &str,
    ) -> QueryResult<()> {
        let group = records::table
            .filter(records::state.eq(state))
            .filter(records::mchid.eq(mchid))
            .filter(records::order_kind.eq(order_kind))
            .filter(records::row.ge(self.within.start))
            .filter(records::row.lt(self.within.end))
            .select(records::row)
            .order(records::row.desc());
        for row in group.load_iter::<i64, DefaultLoadingMode>(connection)?.take(self.most) {
            self.rows.push(row?);
        }
        self.rows.sort_unstable_by_key(|row| std::cmp::Reverse(*row));
        self.rows.truncate(self.most);
        if let Some(oldest) = self.rows.get(self.most - 1) {
            self.within.start = oldest + 1;
        }
        Ok(())
    }
}
