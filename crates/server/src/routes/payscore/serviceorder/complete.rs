//! `POST /v3/payscore/serviceorder/{out_order_no}/complete`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{CompleteServiceOrder, ServiceOrderCompleted};
use payscore_domain::Moment;
use payscore_domain::service_order::{Complete, Location, TimeRange};

impl Endpoint for CompleteServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderCompleted>, Refusal> {
        let claim = claim(Some(&self.appid), Some(&self.service_id));
        let command = command(self, app.clock.service());
        let reply = flow::complete(app, caller, &self.out_order_no, &claim, &command).await?;
        Ok(reply.map(|order| view::completed(&order)))
    }
}

fn command(request: &CompleteServiceOrder, now: Moment) -> Complete {
    let end = request.location.as_ref().and_then(|location| location.end_location.clone());
    Complete {
        at: now,
        payments: parts::read_payments(Some(&request.post_payments)),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        total_amount: request.total_amount,
        time_range: request.time_range.as_ref().map_or_else(TimeRange::default, parts::read_time_range),
        location: Location { start: None, end },
        profit_sharing: request.profit_sharing,
        goods_tag: request.goods_tag.clone(),
        device: parts::read_device(request.device.as_ref()),
        complete_time: None,
    }
}
