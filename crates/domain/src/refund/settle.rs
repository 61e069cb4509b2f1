//! What becomes of a refund: by itself, or by hand.

use super::{Change, Event, Refund, Refunds, Status};
use crate::context::Context;
use crate::ids::OutRefundNo;
use crate::moment::Moment;
use crate::rejection::Rejection;

/// Seconds after which a refund that nobody settled is.
pub const SETTLES_AFTER_SECONDS: i64 = 3;

impl Refund {
    /// When it settles by itself.
    pub(super) fn settles_at(&self) -> Moment {
        self.asked_at.plus(SETTLES_AFTER_SECONDS)
    }

    /// How it ends by itself: well, unless its reason says otherwise.
    fn outcome(&self) -> Status {
        match self.ask.reason.as_deref() {
            Some("CLOSED") => Status::Closed,
            Some("ABNORMAL") => Status::Abnormal,
            _ => Status::Success,
        }
    }
}

/// What is due by now, one refund at a time.
pub fn on_due(refunds: &Refunds, ctx: &Context) -> Option<Event> {
    let refund = refunds.next_to_settle().filter(|refund| refund.settles_at() <= ctx.now)?;
    let change = Change { status: refund.outcome(), at: refund.settles_at() };
    Some(Event::Settled { out_refund_no: refund.ask.out_refund_no.clone(), change })
}

/// Settles a refund by hand, as the bank or the merchant's staff would. To ask for what is so already changes nothing.
pub fn settle(
    refunds: &Refunds,
    out_refund_no: &OutRefundNo,
    status: Status,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    let refund = refunds.get(out_refund_no).ok_or(Rejection::RefundNotFound)?;
    match (refund.status(), status) {
        (now, wanted) if now == wanted => Ok(Vec::new()),
        (Status::Processing, _) | (Status::Abnormal, Status::Success | Status::Closed) => {
            let change = Change { status, at: ctx.now };
            Ok(vec![Event::Settled { out_refund_no: out_refund_no.clone(), change }])
        }
        (now, _) => Err(Rejection::RefundSettled(now.as_str())),
    }
}
