//! Lists of records: filters, pages, and what stands between them.

use super::fixtures::*;
use payscore_domain::{Moment, Order, OrderKey, RecordKind, ServiceKind};
use payscore_store::{Change, Page, RecordFilter, Store};
use std::sync::Arc;

/// All orders, a page of so many.
fn all_orders(limit: i64) -> RecordFilter {
    RecordFilter::newest(RecordKind::Order, limit)
}

/// Every combination of filters, each one given or not.
pub(crate) fn combinations() -> Vec<RecordFilter> {
    let given = |bits: u32, bit: u32| bits & (1 << bit) != 0;
    let combination = |bits| RecordFilter {
        number: given(bits, 0).then(|| "A1".to_owned()),
        mchid: given(bits, 1).then(|| MCHID.into()),
        state: given(bits, 2).then(|| "DOING".to_owned()),
        order_kind: given(bits, 3).then_some(ServiceKind::ServiceOrder),
        openid: given(bits, 4).then(|| user().openid),
        ..all_orders(3)
    };
    (0..32).map(combination).collect()
}

/// What a filter means, said another way.
fn suits(filter: &RecordFilter, order: &Order) -> bool {
    let key = order.key();
    filter.number.as_ref().is_none_or(|prefix| key.out_order_no.as_str().starts_with(prefix.as_str()))
        && filter.mchid.as_ref().is_none_or(|mchid| key.mchid == *mchid)
        && filter.state.as_ref().is_none_or(|state| order.state() == state)
        && filter.order_kind.is_none_or(|kind| order.kind() == kind)
        && filter.openid.as_ref().is_none_or(|openid| order.openid() == Some(openid))
}

/// The orders of a page.
fn orders(page: &Page) -> Vec<&Order> {
    page.records.iter().map(|listed| listed.record.as_order().expect("an order")).collect()
}

fn names(page: &Page) -> Vec<String> {
    orders(page).iter().map(|order| order.key().out_order_no.to_string()).collect()
}

/// The names on all pages, and how many pages there were.
async fn leaf_through(store: &dyn Store, filter: &RecordFilter) -> (Vec<String>, usize) {
    let (mut seen, mut pages, mut filter) = (Vec::new(), 0, filter.clone());
    loop {
        let page = store.records(&filter).await.expect("reads");
        assert!(orders(&page).iter().all(|order| suits(&filter, order)), "{filter:?}: {page:?}");
        pages += 1;
        seen.extend(names(&page));
        filter.before = page.next;
        if page.next.is_none() {
            return (seen, pages);
        }
    }
}

/// Orders of two merchants and two kinds, every other one confirmed; oldest first.
async fn mixed(store: &dyn Store) -> Vec<Order> {
    let mut created = Vec::new();
    for n in 0..24 {
        let name = format!("A{n}");
        let owner = if n % 3 == 0 { OTHER_MCHID } else { MCHID };
        let key = OrderKey::new(owner, name.as_str());
        let order = if n % 5 == 0 { retail_order(key, at(n)) } else { service_order(key, at(n)) };
        created.push(order.key().clone());
        commit(store, creation(order)).await;
    }
    let mut orders = Vec::new();
    for (n, key) in created.iter().enumerate() {
        let key = key.into();
        if n % 2 == 0 {
            commit(store, confirmation(&read(store, &key).await, at(30))).await;
        }
        orders.push(read(store, &key).await.record.as_order().expect("an order").clone());
    }
    orders
}

pub(crate) async fn every_combination_of_filters_lists_what_suits_it(store: Arc<dyn Store>) {
    let all = mixed(&*store).await;
    for filter in combinations() {
        let mut expected: Vec<&Order> = all.iter().filter(|order| suits(&filter, order)).rev().collect();
        if filter.number.is_some() {
            expected.sort_by_key(|order| order.key().out_order_no.clone());
        }
        let expected: Vec<_> = expected.iter().map(|order| order.key().out_order_no.to_string()).collect();
        let (seen, pages) = leaf_through(&*store, &filter).await;
        assert_eq!(seen, expected, "{filter:?}");
        assert_eq!(pages, expected.len().div_ceil(3).max(1), "{filter:?}: the last page knows that it is");
    }
}

pub(crate) async fn pages_join_without_gap_or_overlap(store: Arc<dyn Store>) {
    let created: Vec<String> = (0..10).map(|n| format!("A{n}")).collect();
    for name in &created {
        commit(&*store, new_order(name)).await;
    }
    let mut filter = RecordFilter { mchid: mchid(MCHID), ..all_orders(3) };
    let mut seen = Vec::new();
    loop {
        let page = store.records(&filter).await.expect("reads");
        seen.extend(names(&page));
        // What comes in meanwhile is newer than every page to come.
        commit(&*store, new_order(&format!("B{}", seen.len()))).await;
        filter.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!(seen, created.into_iter().rev().collect::<Vec<_>>());
}

pub(crate) async fn a_number_is_found_by_its_beginning(store: Arc<dyn Store>) {
    for name in ["A10", "A1", "A1|*", "a1", "A2", "A", "A1%"] {
        commit(&*store, new_order(name)).await;
    }
    // Two merchants may have the same number.
    commit(&*store, creation(service_order(OrderKey::new(OTHER_MCHID, "A1"), at(0)))).await;
    for (prefix, expected) in [
        ("A1", &["A1", "A1", "A1%", "A10", "A1|*"][..]),
        ("A1|", &["A1|*"]),
        ("A1%", &["A1%"]),
        ("A_", &[]),
        ("a", &["a1"]),
        ("Ä", &[]),
    ] {
        for limit in [1, 2, 10] {
            let filter = RecordFilter { number: Some(prefix.to_owned()), ..all_orders(limit) };
            assert_eq!(leaf_through(&*store, &filter).await.0, expected, "{prefix}, {limit} a page");
        }
    }
    let from_nowhere = RecordFilter { number: Some("A".to_owned()), before: Some(99), ..all_orders(10) };
    assert_eq!(names(&store.records(&from_nowhere).await.expect("reads")), [""; 0]);
}

/// So many orders that not all are looked at for one page; their numbers begin so.
pub(crate) fn more_than_a_page_looks_at(order: fn(OrderKey, Moment) -> Order, prefix: &str) -> Change {
    let creations = (0..5_500).map(|n| creation(order(order_key(&format!("{prefix}{n}")), at(1))));
    Change { writes: creations.flat_map(|change| change.writes).collect(), ..Change::default() }
}

/// More orders than one page looks at lie before the only one that is looked for.
pub(crate) async fn what_is_rare_is_found_in_the_end(store: Arc<dyn Store>) {
    commit(&*store, creation(retail_order(order_key("A-first"), at(0)))).await;
    commit(&*store, confirmation(&read(&*store, &key("A-first")).await, at(30))).await;
    commit(&*store, more_than_a_page_looks_at(retail_order, "B")).await;
    commit(&*store, more_than_a_page_looks_at(service_order, "A")).await;
    let rare = RecordFilter { order_kind: Some(ServiceKind::SmartRetail), ..all_orders(10) };

    let by_state = RecordFilter { state: Some("USER_ACCEPTED".to_owned()), ..rare.clone() };
    assert_eq!(leaf_through(&*store, &by_state).await, (vec!["A-first".to_owned()], 1), "a short index is found");
    let by_number = RecordFilter { number: Some("A".to_owned()), ..rare };
    assert_eq!(leaf_through(&*store, &by_number).await, (vec!["A-first".to_owned()], 2));
    let waiting = RecordFilter { state: Some("CREATED".to_owned()), openid: None, ..by_number };
    assert_eq!(leaf_through(&*store, &waiting).await, (Vec::new(), 2), "none is in the end no answer, too");
    let service_orders = RecordFilter {
        order_kind: Some(ServiceKind::ServiceOrder),
        state: Some("CREATED".to_owned()),
        ..all_orders(10)
    };
    assert_eq!(names(&store.records(&service_orders).await.expect("reads"))[0], "A5499");
}
