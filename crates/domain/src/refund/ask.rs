//! Ask for a refund.

use super::{Event, Refund, Refunds};
use crate::context::Context;
use crate::fen::Fen;
use crate::ids::OutRefundNo;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// A payment can be refunded for so many days.
pub const REFUNDABLE_DAYS: i64 = 365;
/// A payment can be refunded in so many parts.
pub const REFUNDS_AT_MOST: usize = 50;

/// All that a refund is asked for with. Two requests are the same when these are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The merchant's number for the refund.
    pub out_refund_no: OutRefundNo,
    /// How much.
    pub amount: Fen,
    /// What was paid, as the merchant remembers it.
    pub total: Fen,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Where its notifications go; the merchant's own address counts where there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notify_url: Option<String>,
    /// Out of which account.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub funds_account: Option<String>,
    /// How much out of which account.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub from: Vec<Source>,
    /// For which goods.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goods: Vec<Goods>,
}

/// An account that pays for a part of a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `AVAILABLE` or `UNAVAILABLE`.
    pub account: String,
    /// How much.
    pub amount: Fen,
}

/// Goods that are given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// The merchant's number for them.
    pub merchant_goods_id: String,
    /// WeChat Pay's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wechatpay_goods_id: Option<String>,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goods_name: Option<String>,
    /// The price of one.
    pub unit_price: Fen,
    /// What is refunded for them.
    pub refund_amount: Fen,
    /// How many.
    pub refund_quantity: i64,
}

impl Ask {
    /// What the request alone shows.
    pub fn check(&self) -> Result<(), Rejection> {
        if self.amount > self.total {
            return Err(Rejection::RefundAboveTotal { given: self.amount, total: self.total });
        }
        let sum = self.from.iter().try_fold(Fen::ZERO, |sum, source| sum.checked_add(source.amount));
        if !self.from.is_empty() && sum != Some(self.amount) {
            return Err(Rejection::RefundSourcesMismatch { given: self.amount, sum_of: sum });
        }
        Ok(())
    }

    fn reason_is(&self, text: &str) -> bool {
        self.reason.as_deref() == Some(text)
    }
}

/// Refunds a payment, wholly or in part. The same call again changes nothing.
///
/// Some reasons serve as test cards do: a refund for the reason `NOT_ENOUGH` finds the merchant's account empty, one for
/// `USER_ACCOUNT_ABNORMAL` finds the user's closed, and those for `CLOSED` and `ABNORMAL` end so.
pub fn refund(refunds: &Refunds, ask: &Ask, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    ask.check()?;
    if let Some(earlier) = refunds.get(&ask.out_refund_no) {
        return if earlier.ask == *ask { Ok(Vec::new()) } else { Err(Rejection::RefundReentryDiffers) };
    }
    let paid = &refunds.paid;
    if ctx.now > paid.paid_at.plus_days(REFUNDABLE_DAYS) {
        return Err(Rejection::RefundTooLate(paid.paid_at.compact()));
    }
    if ask.total != paid.total {
        return Err(Rejection::RefundTotalDiffers { given: ask.total, paid: paid.total });
    }
    let left = refunds.left();
    if left <= Fen::ZERO {
        return Err(Rejection::FullyRefunded);
    }
    if ask.amount > left {
        return Err(Rejection::AboveRefundable { given: ask.amount, left });
    }
    if refunds.refunds.len() >= REFUNDS_AT_MOST {
        return Err(Rejection::TooManyRefunds);
    }
    if ask.reason_is("NOT_ENOUGH") {
        return Err(Rejection::NotEnough);
    }
    if ask.reason_is("USER_ACCOUNT_ABNORMAL") {
        return Err(Rejection::UserAccountAbnormal);
    }
    Ok(vec![Event::Asked(Box::new(Refund {
        refund_id: ctx.draw.refund_id(ctx.now),
        ask: ask.clone(),
        asked_at: ctx.now,
        fee_returned: refunds.fee_of(ask.amount),
        changes: Vec::new(),
    }))])
}
