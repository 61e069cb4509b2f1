//! `GET /v3/payscore/acquiringbank/serviceorder/deduction`

use super::{claim, claim_of_deduction};
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::needed_in;
use payscore_api::Location;
use payscore_api::payscore::acquiringbank::serviceorder::{AcquiringBankDeduction, QueryAcquiringBankDeduction};

impl Endpoint for QueryAcquiringBankDeduction {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<AcquiringBankDeduction>, Refusal> {
        let number = needed_in::<Self, _>(Location::Query, self.out_order_no.as_deref(), &["out_order_no"])?;
        let claim = claim(&self.sub_mchid, Some(&self.channel_id), &self.service_id);
        let claim = claim_of_deduction(claim, Some(&self.appid), self.sub_appid.as_deref());
        Ok(flow::deduction(app, caller, number, &claim).await?.map(|(order, deduction_no)| AcquiringBankDeduction {
            description: order.terms.service_introduction,
            out_trade_no: deduction_no.into(),
        }))
    }
}
