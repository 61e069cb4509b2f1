//! Pages of records. A durable store looks at so many entries of an index for a page, and no more; so does this one.

use super::state::{Row, State, listed, size};
use payscore_domain::{Record, ServiceKind};
use payscore_store::{Page, RecordFilter};

/// So many entries are looked at for one page, at most, where what is listed does not show all that is asked for.
const SCANNED: usize = 5_000;

impl State {
    pub(super) fn page(&self, filter: &RecordFilter) -> Page {
        let of_kind = |row: &&Row| row.stored.record.kind() == filter.kind;
        let earlier = |row: &&Row| filter.before.is_none_or(|before| row.number < before);
        let newest = || self.rows.keys().rev().filter_map(|number| self.row_numbered(*number)).filter(of_kind);
        let (walk, most): (Vec<&Row>, usize) = match (&filter.number, &filter.openid) {
            (Some(prefix), openid) => {
                let Some(walk) = self.by_number(filter, prefix) else { return nothing() };
                let knows_all =
                    openid.is_none() && filter.mchid.is_none() && filter.state.is_none() && filter.order_kind.is_none();
                (walk, if knows_all { usize::MAX } else { SCANNED })
            }
            (None, Some(openid)) => {
                let of_user = |row: &&Row| row.stored.record.openid() == Some(openid);
                let knows_all = filter.mchid.is_none() && filter.state.is_none() && filter.order_kind.is_none();
                (newest().filter(of_user).filter(earlier).collect(), if knows_all { usize::MAX } else { SCANNED })
            }
            (None, None) => (newest().filter(earlier).collect(), usize::MAX),
        };
        let limit = size(filter.limit);
        let last_allowed = most.checked_sub(1).and_then(|last| walk.get(last)).map(|row| row.number);
        let suits = |row: &&&Row| suits(filter, &row.stored.record);
        let mut found: Vec<_> = walk.iter().take(most).filter(suits).take(limit.saturating_add(1)).collect();
        let more = found.len() > limit;
        found.truncate(limit);
        let next = if more { found.last().map(|row| row.number) } else { last_allowed };
        Page { records: found.into_iter().map(|row| listed(row)).collect(), next: next.filter(|_| limit > 0) }
    }

    /// By number and merchant, behind the row that a page ended with; `None` where that is not there.
    fn by_number(&self, filter: &RecordFilter, prefix: &str) -> Option<Vec<&Row>> {
        let place = |row: &Row| {
            let key = row.stored.record.key();
            (key.number, key.mchid)
        };
        let after = match filter.before {
            Some(number) => Some(self.row_numbered(number).map(place)?),
            None => None,
        };
        let mut walk: Vec<&Row> = self
            .all()
            .filter(|(key, _)| key.kind == filter.kind && key.number.starts_with(prefix))
            .map(|(_, row)| row)
            .filter(|row| after.as_ref().is_none_or(|after| place(row) > *after))
            .collect();
        walk.sort_by_cached_key(|row| place(row));
        Some(walk)
    }
}

fn nothing() -> Page {
    Page { records: Vec::new(), next: None }
}

/// Whether a record is what is asked for, but for its kind and number.
fn suits(filter: &RecordFilter, record: &Record) -> bool {
    let kind = record.as_order().map(payscore_domain::Order::kind);
    filter.mchid.as_ref().is_none_or(|mchid| record.key().mchid == *mchid)
        && filter.state.as_ref().is_none_or(|state| record.state() == state)
        && filter.openid.as_ref().is_none_or(|openid| record.openid() == Some(openid))
        && filter.order_kind.is_none_or(|wanted: ServiceKind| kind == Some(wanted))
}
