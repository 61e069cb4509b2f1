//! `POST /v3/payscore/oversea/partner/serviceorder/{out_order_no}/complete`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::oversea::partner::serviceorder::CompleteOverseaPartnerServiceOrder;
use payscore_domain::Moment;
use payscore_domain::service_order::{Complete, TimeRange};

impl Endpoint for CompleteOverseaPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let claim = claim(&self.sub_mchid, self.currency.as_deref(), &self.service_id);
        let command = command(self, app.clock.service());
        Ok(flow::complete(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}

fn command(request: &CompleteOverseaPartnerServiceOrder, now: Moment) -> Complete {
    Complete {
        at: now,
        payments: parts::read_payments(Some(&request.post_payments)),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        total_amount: request.total_amount,
        time_range: request.time_range.as_ref().map_or_else(TimeRange::default, parts::read_time_range),
        location: parts::read_location(request.location.as_ref()),
        profit_sharing: request.profit_sharing,
        goods_tag: request.goods_tag.clone(),
        device: None,
        complete_time: request.complete_time.clone(),
    }
}
