//! Status × status → outcome. Checked here, printed into `docs/states.md`.

use super::*;
use crate::context::Context;
use crate::ids::OrderKey;
#[cfg(test)]
use crate::rejection::Rejection;
use crate::tables::{Cell, Table};
use crate::testing::{NOON, at, ctx};

pub(super) const TOTAL: Fen = Fen::new(1000);

pub(super) fn paid() -> Paid {
    Paid {
        key: OrderKey::new("1900000109", "order-1"),
        order_id: "1000".into(),
        transaction_id: "4200".into(),
        out_trade_no: "1000".to_owned(),
        appid: "wx1".into(),
        service_id: "500001".into(),
        openid: Some("o-user".into()),
        sub_mchid: None,
        introduction: None,
        attach: None,
        total: TOTAL,
        paid_at: NOON,
    }
}

pub(super) fn none() -> Refunds {
    Refunds::none_of(paid(), NOON)
}

pub(super) fn ask(number: &str, amount: i64) -> Ask {
    Ask {
        out_refund_no: number.into(),
        amount: Fen::new(amount),
        total: TOTAL,
        reason: None,
        notify_url: None,
        funds_account: None,
        from: Vec::new(),
        goods: Vec::new(),
    }
}

/// Does it, and all that follows at once.
pub(super) fn asked(mut refunds: Refunds, ask: &Ask, ctx: &Context) -> Refunds {
    for event in refund(&refunds, ask, ctx).expect("a refund") {
        refunds.apply(&event);
    }
    refunds
}

pub(super) fn settled(mut refunds: Refunds, number: &str, status: Status) -> Refunds {
    for event in settle(&refunds, &number.into(), status, &at(1)).expect("settled") {
        refunds.apply(&event);
    }
    refunds
}

const NOTE: &str = "A refund that the bank has not answered settles by itself after three seconds.";

const TABLE: &str = "
from        SUCCESS         CLOSED          ABNORMAL
PROCESSING  SUCCESS         CLOSED          ABNORMAL
SUCCESS     =               RefundSettled   RefundSettled
CLOSED      RefundSettled   =               RefundSettled
ABNORMAL    SUCCESS         CLOSED          =
";

/// The only table.
pub(crate) fn tables() -> Vec<Table> {
    vec![settling()]
}

fn settling() -> Table {
    let asked = asked(none(), &ask("r-1", 1), &ctx());
    let from = [Status::Processing, Status::Success, Status::Closed, Status::Abnormal];
    let rows = from.map(|from| {
        let before = match from {
            Status::Processing => asked.clone(),
            from => settled(asked.clone(), "r-1", from),
        };
        let outcome = |to| {
            let mut after = before.clone();
            let events = settle(&before, &"r-1".into(), to, &at(2));
            events.iter().flatten().for_each(|event| after.apply(event));
            Cell::of(before.state(), after.state(), &events)
        };
        let cells = [Status::Success, Status::Closed, Status::Abnormal].map(outcome);
        std::iter::once(from.as_str().into()).chain(cells).collect::<Vec<Cell>>()
    });
    Table::new("Refunds: settled by hand", NOTE, TABLE, from.map(Status::as_str).to_vec(), rows.to_vec())
}

#[test]
fn settling_by_hand_in_every_state() {
    settling().assert_is(TABLE);
    assert_eq!(settle(&none(), &"r-2".into(), Status::Closed, &ctx()), Err(Rejection::RefundNotFound));
}
