//! `POST /v3/payscore/acquiringbank/serviceorder/{out_order_no}/registerdeductinfo`

use super::{claim, claim_of_deduction};
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::needed;
use payscore_api::payscore::acquiringbank::serviceorder::{DeductionRegistered, RegisterAcquiringBankDeduction};

impl Endpoint for RegisterAcquiringBankDeduction {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<DeductionRegistered>, Refusal> {
        let deduction_no = needed::<Self, _>(self.out_trade_no.as_deref(), &["out_trade_no"])?.into();
        let claim = claim(&self.sub_mchid, Some(&self.channel_id), &self.service_id);
        let claim = claim_of_deduction(claim, self.appid.as_deref(), self.sub_appid.as_deref());
        let reply = flow::register(app, caller, &self.out_order_no, &claim, &deduction_no).await?;
        Ok(reply.map(|order| DeductionRegistered { description: Some(order.terms.service_introduction) }))
    }
}
