//! `POST /v3/payscore/oversea/partner/serviceorder/{out_order_no}/cancel`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use payscore_api::NoContent;
use payscore_api::payscore::oversea::partner::serviceorder::CancelOverseaPartnerServiceOrder;
use payscore_domain::service_order::Cancel;

impl Endpoint for CancelOverseaPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, None, &self.service_id);
        let command = Cancel { reason: self.reason.clone() };
        Ok(flow::cancel(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}
