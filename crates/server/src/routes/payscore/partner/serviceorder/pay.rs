//! `POST /v3/payscore/partner/serviceorder/{out_order_no}/pay`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use payscore_api::NoContent;
use payscore_api::payscore::partner::serviceorder::PayPartnerServiceOrder;

impl Endpoint for PayPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, self.service_id.as_deref());
        Ok(flow::request_payment(app, caller, &self.out_order_no, &claim).await?.map(|_| NoContent {}))
    }
}
