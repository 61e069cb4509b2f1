//! Pages of records by any combination of filters, at the same cost in a database of a million as in one of ten.
//!
//! One index is walked, in its own order. Where it knows all that is asked for, the walk ends with the page. Where it does
//! not, what it finds is held against the rest, and the walk ends after [`SCANNED`] entries at the latest: the page says
//! where to go on.

use super::pool::{Parameter, Pool};
use super::reader::{get, listed};
use super::statements::typed;
use crate::{Page, RecordFilter, StoreError, row_number};
use payscore_domain::{Mchid, OpenId, ServiceKind};

/// So many entries of an index are looked at for one page, at most.
const SCANNED: i64 = 5_000;

/// A condition, where something is asked for. Every parameter stands in it, for its type to be known.
fn condition(is_wanted: bool, condition: &str, parameter: &str) -> String {
    if is_wanted { condition.to_owned() } else { format!("{parameter} IS NULL") }
}

/// The page that suits a filter.
pub(super) async fn page(pool: &Pool, filter: &RecordFilter) -> Result<Page, StoreError> {
    let texts = [filter.number.as_deref(), filter.state.as_deref(), filter.openid.as_ref().map(OpenId::as_str)];
    if texts.into_iter().flatten().any(|text| text.contains('\0')) {
        return Ok(Page { records: Vec::new(), next: None });
    }
    let rows = row_number::before(filter.kind, filter.before);
    let kind = filter.kind.as_str();
    let (mchid, state, openid) =
        (filter.mchid.as_ref().map(Mchid::as_str), filter.state.as_deref(), filter.openid.as_ref().map(OpenId::as_str));
    let order_kind = filter.order_kind.map(ServiceKind::as_str);
    let last = filter.number.as_ref().map(|prefix| format!("{prefix}{}", char::MAX));
    let limit = usize::try_from(filter.limit).unwrap_or_default();
    let one_more = filter.limit.max(0).saturating_add(1);
    let parameters = typed![
        &rows.start => INT8, &rows.end => INT8, &kind => TEXT, &filter.number => TEXT, &last => TEXT,
        &mchid => TEXT, &state => TEXT, &openid => TEXT, &order_kind => TEXT, &one_more => INT8, &SCANNED => INT8,
    ];
    let (found, end) = walk(pool, filter, &parameters).await?;
    let next = match found.get(limit.saturating_sub(1)) {
        Some(last) if found.len() > limit => Some(if limit == 0 { return nothing() } else { last.row }),
        _ => end,
    };
    Ok(Page { records: found.into_iter().take(limit).collect(), next })
}

fn nothing() -> Result<Page, StoreError> {
    Ok(Page { records: Vec::new(), next: None })
}

/// What a walk finds, one more than wanted; and the number of its last entry, where it had to end before its end.
async fn walk(
    pool: &Pool,
    filter: &RecordFilter,
    parameters: &[Parameter<'_>],
) -> Result<(Vec<crate::Listed>, Option<i64>), StoreError> {
    let by_number = filter.number.is_some();
    // The user is rarer than a state, and a state than everything.
    let by_openid = filter.openid.is_some() && !by_number;
    let by_state = filter.state.is_some() && !by_number && !by_openid;
    let way = if by_number {
        // Behind the entry after which to go on, wherever that stands among the numbers.
        let after = match filter.before {
            None => "$2 IS NOT NULL",
            Some(_) => "(number, mchid) > (SELECT p.number, p.mchid FROM records p WHERE p.row = $2)",
        };
        format!("kind = $3 AND number >= $4 AND number < $5 AND $1 IS NOT NULL AND {after}")
    } else {
        "row >= $1 AND row < $2 AND $3 IS NOT NULL AND $4 IS NULL AND $5 IS NULL".to_owned()
    };
    let index = format!(
        "{way} AND {} AND {}",
        if by_openid { "openid = $8" } else { "true" },
        if by_state { "state = $7" } else { "true" }
    );
    let rest = [
        condition(filter.mchid.is_some(), "w.mchid = $6", "$6"),
        condition(filter.state.is_some(), "w.state = $7", "$7"),
        condition(filter.openid.is_some(), "w.openid = $8", "$8"),
        condition(filter.order_kind.is_some(), "w.order_kind = $9", "$9"),
    ]
    .join(" AND ");
    let order = if by_number { "number, mchid" } else { "row DESC" };
    let merchant = if filter.mchid.is_some() { "mchid = $6" } else { "$6 IS NULL" };
    let sql = format!(
        "WITH w AS MATERIALIZED (
             SELECT row, mchid, number, state, openid, order_kind FROM records WHERE {index} AND {merchant}
             ORDER BY {order} LIMIT $11
         ), e AS (SELECT count(*) AS walked, (SELECT row FROM w ORDER BY {} LIMIT 1) AS last FROM w),
         f AS (SELECT w.* FROM w WHERE {rest} ORDER BY {order} LIMIT $10)
         SELECT r.row, r.doc, e.walked, e.last FROM e LEFT JOIN f ON true
         LEFT JOIN records r ON r.mchid = f.mchid AND r.row = f.row ORDER BY {}",
        if by_number { "number DESC, mchid DESC" } else { "row" },
        if by_number { "f.number, f.mchid" } else { "f.row DESC" },
    );
    let rows = pool.rows(&sql, parameters).await?;
    let Some(first) = rows.first() else { return Ok((Vec::new(), None)) };
    let end =
        if get::<i64>(first, 2)? >= SCANNED { get::<Option<i64>>(first, 3)?.map(row_number::number) } else { None };
    let is_there = |row: &&tokio_postgres::Row| !matches!(row.try_get::<_, Option<i64>>(0), Ok(None));
    let found: Result<Vec<_>, StoreError> = rows.iter().filter(is_there).map(|row| listed(filter.kind, row)).collect();
    Ok((found?, end))
}
