//! `/v3/refund/domestic/refunds`

mod create;
mod query;

use crate::gateway::Caller;
use crate::refusal::{REFUND, Refusal};
use crate::routes::Routes;
use payscore_api::refund::domestic::refunds::{CreateRefund, QueryRefund};
use payscore_domain::{Mchid, Paid, Rejection};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreateRefund>().with::<QueryRefund>()
}

/// What a rejection becomes on these paths.
fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &REFUND)
}

/// The sub-merchant that a call names, where it names one.
fn sub_mchid(caller: &Caller, named: Option<&str>) -> Result<Option<Mchid>, Refusal> {
    let Some(named) = named else { return Ok(None) };
    let sub = caller.account.merchant.sub_merchant(Some(&named.into()), None).map_err(refuse)?;
    Ok(Some(sub.mchid.clone()))
}

/// Whether a payment is one that the call may speak of: a sub-merchant that it names is the payment's.
fn is_of(paid: &Paid, sub_mchid: Option<&Mchid>) -> bool {
    sub_mchid.is_none() || paid.sub_mchid.as_ref() == sub_mchid
}
