//! `/v3/payscore/acquiringbank/serviceorder`

mod cancel;
mod complete;
mod create;
mod deduction;
mod modify;
mod query;
mod registerdeductinfo;
mod sync;

use crate::routes::Routes;
use payscore_api::payscore::acquiringbank::serviceorder::{
    CancelAcquiringBankServiceOrder, CompleteAcquiringBankServiceOrder, CreateAcquiringBankServiceOrder,
    ModifyAcquiringBankServiceOrder, QueryAcquiringBankDeduction, QueryAcquiringBankServiceOrder,
    RegisterAcquiringBankDeduction, SyncAcquiringBankServiceOrder,
};
use payscore_domain::service_order::{Claim, Party};

/// What these calls name of the order.
fn claim(sub_mchid: &str, channel_id: Option<&str>, service_id: &str) -> Claim {
    let channel_id = channel_id.map(Into::into);
    let party = Party::AcquiringBank { sub_mchid: sub_mchid.into(), sub_appid: None, channel_id };
    Claim { party, appid: None, service_id: Some(service_id.into()) }
}

/// The same, of calls that may name the applications, too.
fn claim_of_deduction(claim: Claim, appid: Option<&str>, given_sub_appid: Option<&str>) -> Claim {
    let party = match claim.party {
        Party::AcquiringBank { sub_mchid, channel_id, .. } => {
            Party::AcquiringBank { sub_mchid, sub_appid: given_sub_appid.map(Into::into), channel_id }
        }
        other => other,
    };
    Claim { party, appid: appid.map(Into::into), ..claim }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreateAcquiringBankServiceOrder>()
        .with::<QueryAcquiringBankServiceOrder>()
        .with::<QueryAcquiringBankDeduction>()
        .with::<CompleteAcquiringBankServiceOrder>()
        .with::<ModifyAcquiringBankServiceOrder>()
        .with::<CancelAcquiringBankServiceOrder>()
        .with::<SyncAcquiringBankServiceOrder>()
        .with::<RegisterAcquiringBankDeduction>()
}
