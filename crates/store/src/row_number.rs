//! Row numbers: the kind of record in the high bits, orders highest, so that the table of records is in the order of
//! "of a kind, newest first", and new orders go to its end. Outside of the store a row number is without the kind.

use payscore_domain::RecordKind;
use std::ops::Range;

/// So many records of a kind have room.
pub(crate) const ROOM: i64 = 1 << 40;

/// All kinds.
pub(crate) const KINDS: [RecordKind; 7] = [
    RecordKind::ServiceAccount,
    RecordKind::SignPlan,
    RecordKind::Plan,
    RecordKind::RefundNumber,
    RecordKind::Refunds,
    RecordKind::Permission,
    RecordKind::Order,
];

/// A kind's place among the others. Stored: never to be changed.
const fn rank(kind: RecordKind) -> i64 {
    match kind {
        RecordKind::ServiceAccount => 1,
        RecordKind::SignPlan => 2,
        RecordKind::Plan => 3,
        RecordKind::RefundNumber => 4,
        RecordKind::Refunds => 5,
        RecordKind::Permission => 6,
        RecordKind::Order => 16,
    }
}

/// All rows of a kind.
pub(crate) const fn all(kind: RecordKind) -> Range<i64> {
    rank(kind) * ROOM..(rank(kind) + 1) * ROOM
}

/// The rows of a kind that come before one, or all.
pub(crate) fn before(kind: RecordKind, number: Option<i64>) -> Range<i64> {
    let Range { start, end } = all(kind);
    start..number.map_or(end, |number| start + number.clamp(0, ROOM))
}

/// A row's number, without its kind.
pub(crate) const fn number(row: i64) -> i64 {
    row % ROOM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_ranges_of_their_own_orders_last() {
        for pair in KINDS.windows(2) {
            assert!(all(pair[0]).end <= all(pair[1]).start, "{pair:?}");
        }
        assert_eq!(KINDS.last(), Some(&RecordKind::Order));
        let orders = all(RecordKind::Order);
        assert_eq!(before(RecordKind::Order, Some(i64::MAX)), orders);
        assert_eq!(before(RecordKind::Order, Some(7)), orders.start..orders.start + 7);
        assert_eq!(number(orders.start + 7), 7);
    }
}
