//! The life of an order, drawn: which states there are, which way it went, where it is.

use super::super::words::{self, Words};
use payscore_domain::{Order, OrderEvent, RetailOrder, ServiceOrder, retail, service_order};

/// A state in the drawing.
pub(super) struct Node {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) words: Words,
    /// As on the wire.
    pub(super) code: String,
    pub(super) class: &'static str,
}

/// A way from one state to another.
pub(super) struct Edge {
    pub(super) line: &'static str,
    pub(super) taken: bool,
    pub(super) words: Words,
    pub(super) x: u32,
    pub(super) y: u32,
}

/// The drawing.
pub(super) struct Life {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// The states that it went through, the present one last.
    pub(super) path: Vec<Words>,
}

/// The places of the drawing: four states in a row, two ends below.
const PLACES: [(u32, u32); 6] = [(10, 66), (240, 66), (470, 66), (700, 66), (355, 200), (10, 200)];
const CREATED: usize = 0;
const IN_USE: usize = 1;
const OWED: usize = 2;
const SETTLED: usize = 3;
const REVOKED: usize = 4;
const EXPIRED: usize = 5;

/// A way that the rules know: from, to, how it is drawn, what leads along it and where that is written.
type Way = (usize, usize, &'static str, Words, (u32, u32));

const CONFIRMS: Way = (CREATED, IN_USE, "M150 92H234", ("confirms", "确认"), (194, 84));
const COMPLETES: Way = (IN_USE, OWED, "M380 92H464", ("completed", "完结"), (424, 84));
const PAYS: Way = (OWED, SETTLED, "M610 92H694", ("paid", "支付"), (654, 84));
const FREE: Way = (IN_USE, SETTLED, "M310 66V34H770V60", ("nothing to pay", "无需支付"), (540, 26));
const CANCELS_EARLY: Way = (CREATED, REVOKED, "M110 118V158H385V194", ("cancelled", "取消"), (200, 150));

const SERVICE_WAYS: &[Way] = &[
    CONFIRMS,
    COMPLETES,
    PAYS,
    FREE,
    CANCELS_EARLY,
    (IN_USE, REVOKED, "M310 118V158H385V194", ("cancelled", "取消"), (350, 146)),
    (OWED, REVOKED, "M540 118V158H465V194", ("cancelled", "取消"), (580, 150)),
    (CREATED, EXPIRED, "M50 118V194", ("30 days", "30 天"), (80, 190)),
];

const RETAIL_WAYS: &[Way] = &[
    CONFIRMS,
    COMPLETES,
    PAYS,
    FREE,
    CANCELS_EARLY,
    (IN_USE, REVOKED, "M310 118V158H385V194", ("not used", "未使用"), (350, 146)),
    (CREATED, EXPIRED, "M50 118V194", ("1 hour", "1 小时"), (80, 190)),
];

impl Life {
    /// Of an order to which this happened, oldest first.
    pub(super) fn of<'a>(order: &Order, events: impl Iterator<Item = &'a OrderEvent>) -> Self {
        let path = path(order, events);
        let (ways, codes) = match order {
            Order::Service(_) => (SERVICE_WAYS, service_codes()),
            Order::Retail(_) => (RETAIL_WAYS, retail_codes()),
        };
        let took = |from, to| path.windows(2).any(|step| step == [from, to]);
        let now = path.last().copied().unwrap_or_default();
        let node = |(place, (state, description)): (usize, (&'static str, Option<&'static str>))| Node {
            x: PLACES[place].0,
            y: PLACES[place].1,
            words: words::state(state, description),
            code: description.map_or_else(|| state.to_owned(), |more| format!("{state} · {more}")),
            class: match place {
                place if place == now => "node now",
                place if path.contains(&place) => "node been",
                _ => "node",
            },
        };
        let edge = |&(from, to, line, words, (x, y)): &Way| Edge { line, taken: took(from, to), words, x, y };
        Self {
            nodes: codes.into_iter().enumerate().map(node).collect(),
            edges: ways.iter().map(edge).collect(),
            path: path.iter().map(|place| words::state(codes[*place].0, codes[*place].1)).collect(),
        }
    }
}

type Codes = [(&'static str, Option<&'static str>); 6];

fn service_codes() -> Codes {
    use service_order::State::{Created, Done, Expired, MchComplete, Revoked, UserConfirm};
    [Created, UserConfirm, MchComplete, Done, Revoked, Expired].map(|state| (state.as_str(), state.description()))
}

fn retail_codes() -> Codes {
    use retail::State::{Created, Expired, Finished, Revoked, UserAccepted, UserPaid};
    [Created, UserAccepted, Finished, UserPaid, Revoked, Expired].map(|state| (state.as_str(), None))
}

/// The places that an order went through: its events applied anew, by the rules, to the order as it was when new.
fn path<'a>(order: &Order, events: impl Iterator<Item = &'a OrderEvent>) -> Vec<usize> {
    let mut again = new(order);
    let mut path = vec![place(&again)];
    for event in events {
        again.apply(event);
        let place = place(&again);
        if path.last() != Some(&place) {
            path.push(place);
        }
    }
    path
}

/// As far as its state goes.
fn new(order: &Order) -> Order {
    match order {
        Order::Service(order) => Order::Service(Box::new(ServiceOrder {
            state: service_order::State::Created,
            completion: None,
            collection: None,
            modification: None,
            ..(**order).clone()
        })),
        Order::Retail(order) => Order::Retail(Box::new(RetailOrder {
            state: retail::State::Created,
            completion: None,
            collection: None,
            ..(**order).clone()
        })),
    }
}

const fn place(order: &Order) -> usize {
    match order {
        Order::Service(order) => match order.state {
            service_order::State::Created => CREATED,
            service_order::State::UserConfirm => IN_USE,
            service_order::State::MchComplete => OWED,
            service_order::State::Done => SETTLED,
            service_order::State::Revoked => REVOKED,
            service_order::State::Expired => EXPIRED,
        },
        Order::Retail(order) => match order.state {
            retail::State::Created => CREATED,
            retail::State::UserAccepted => IN_USE,
            retail::State::Finished => OWED,
            retail::State::UserPaid => SETTLED,
            retail::State::Revoked => REVOKED,
            retail::State::Expired => EXPIRED,
        },
    }
}
