//! `GET /v3/payscore/partner/serviceorder`

use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use crate::views::service_order as view;
use payscore_api::payscore::partner::serviceorder::QueryPartnerServiceOrder;
use payscore_api::payscore::serviceorder::ServiceOrder;
use payscore_domain::Mchid;

impl Endpoint for QueryPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrder>, Refusal> {
        let refuse = |rejection| Refusal::of(&rejection, &SERVICE_ORDER_QUERY);
        let sub_mchid = Mchid::from(self.sub_mchid.as_str());
        caller.account.merchant.sub_merchant(Some(&sub_mchid), None).map_err(refuse)?;
        let (number, query_id) = (self.out_order_no.as_deref(), self.query_id.as_deref());
        let stored = engine::find_by_either(app, &caller.account, number, query_id).await?.map_err(refuse)?;
        let order = engine::as_service(&stored).map_err(refuse)?;
        order.check_partner(&sub_mchid, &self.service_id.as_str().into()).map_err(refuse)?;
        Ok(Reply::unchanged(view::current(order)))
    }
}
