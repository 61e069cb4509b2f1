//! `POST /v3/payscore/serviceorder/{out_order_no}/send-pendingmessage`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::serviceorder::SendServiceOrderPendingMessage;
use payscore_domain::service_order::{Message, Reminder};

impl Endpoint for SendServiceOrderPendingMessage {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let command = Reminder {
            charges: parts::read_charges(&self.post_payments, self.post_discounts.as_ref(), self.total_amount),
            prepaid_time: parts::read_day(&self.prepaid_time).ok_or_else(Refusal::system_error)?,
        };
        let claim = claim(None, Some(&self.service_id));
        let reply = flow::remind(app, caller, &self.out_order_no, &claim, Message::Pending, &command).await?;
        Ok(reply.map(|_| NoContent {}))
    }
}
