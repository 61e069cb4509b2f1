//! `GET /v3/payscore/oversea/partner/serviceorder`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::service_order as view;
use payscore_api::payscore::oversea::partner::serviceorder::QueryOverseaPartnerServiceOrder;
use payscore_api::payscore::serviceorder::ServiceOrder;

impl Endpoint for QueryOverseaPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrder>, Refusal> {
        let claim = claim(&self.sub_mchid, None, &self.service_id);
        let (number, query_id) = (self.out_order_no.as_deref(), self.query_id.as_deref());
        Ok(flow::query(app, caller, number, query_id, &claim).await?.map(|order| view::current(&order)))
    }
}
