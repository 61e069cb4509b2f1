//! `POST /v3/refund/domestic/refunds`

use super::{is_of, refuse, sub_mchid};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use crate::views::refund as view;
use payscore_api::refund::domestic::refunds::{CreateRefund, Refund};
use payscore_domain::refund::{Event, RefundNumber, refund};
use payscore_domain::{Handle, Moment, Order, Paid, RecordKind, Refunds, Rejection};
use payscore_store::Stored;

impl Endpoint for CreateRefund {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Refund>, Refusal> {
        if let Some(url) = &self.notify_url {
            notify_url::check(app, url)?;
        }
        let ask = view::ask(self);
        let handle = match (&self.transaction_id, &self.out_trade_no) {
            (Some(id), None) => Order::by_transaction_id(&id.as_str().into()),
            (None, Some(number)) => Order::by_out_trade_no(number),
            _ => return Err(refuse(Rejection::RefundKeys)),
        };
        ask.check().map_err(refuse)?;
        let sub_mchid = sub_mchid(caller, self.sub_mchid.as_deref())?;
        let ctx = app.context();
        let found = find(app, caller, &handle, ctx.now).await?;
        let Some(found) = found.filter(|found| is_of(&found.refunds().paid, sub_mchid.as_ref())) else {
            return Err(refuse(Rejection::PaymentNotFound));
        };
        let namesake = engine::find_refunds(app, &caller.account, &ask.out_refund_no).await?;
        if namesake.is_some_and(|other| other.record.key() != found.refunds().key()) {
            return Err(refuse(Rejection::RefundReentryDiffers));
        }
        let events = refund(found.refunds(), &ask, &ctx).map_err(refuse)?;
        let mut refunds = found.refunds().clone();
        events.iter().for_each(|event| refunds.apply(event));
        let refund = refunds.get(&ask.out_refund_no).ok_or_else(Refusal::system_error)?;
        let response = view::current(&refunds.paid, refund);
        let mut batch = Batch::new(app, &caller.account, ctx.now);
        if !events.is_empty() {
            batch = batch.create(RefundNumber::of(&refunds, refund), Vec::<Event>::new());
        }
        let batch = match found {
            Found::Unrefunded(refunds) => batch.create(refunds, events),
            Found::Refunded(stored) => batch.update(stored, events),
        };
        Ok(Reply { response, pending: batch.commit() })
    }
}

/// A payment with its refunds.
enum Found {
    /// Nobody has asked for any of it yet.
    Unrefunded(Refunds),
    /// Somebody has.
    Refunded(Stored<Refunds>),
}

impl Found {
    fn refunds(&self) -> &Refunds {
        match self {
            Self::Unrefunded(refunds) => refunds,
            Self::Refunded(stored) => &stored.record,
        }
    }
}

/// The payment of an order, and what was asked back of it.
async fn find(app: &App, caller: &Caller, handle: &Handle, now: Moment) -> Result<Option<Found>, Refusal> {
    let order = engine::find_by_handle(app, &caller.account, RecordKind::Order, handle).await?;
    let paid = order.and_then(Stored::into_order).and_then(|stored| Paid::of(&stored.record));
    let Some(paid) = paid else { return Ok(None) };
    let refunded = engine::find_refunds_of(app, &caller.account, &paid.transaction_id).await?;
    Ok(Some(refunded.map_or_else(|| Found::Unrefunded(Refunds::none_of(paid, now)), Found::Refunded)))
}
