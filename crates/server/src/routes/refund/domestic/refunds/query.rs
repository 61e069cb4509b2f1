//! `GET /v3/refund/domestic/refunds/{out_refund_no}`

use super::{is_of, refuse, sub_mchid};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::refund as view;
use payscore_api::refund::domestic::refunds::{QueryRefund, Refund};
use payscore_domain::{OutRefundNo, Rejection};

impl Endpoint for QueryRefund {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Refund>, Refusal> {
        let sub_mchid = sub_mchid(caller, self.sub_mchid.as_deref())?;
        let number = OutRefundNo::from(self.out_refund_no.as_str());
        let stored = engine::find_refunds(app, &caller.account, &number).await?;
        let refunds = stored.map(|stored| stored.record).filter(|refunds| is_of(&refunds.paid, sub_mchid.as_ref()));
        let found = refunds.as_ref().and_then(|refunds| Some(view::current(&refunds.paid, refunds.get(&number)?)));
        found.map(Reply::unchanged).ok_or_else(|| refuse(Rejection::RefundNotFound))
    }
}
