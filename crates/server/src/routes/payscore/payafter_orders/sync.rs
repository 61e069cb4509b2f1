//! `POST /v3/payscore/payafter-orders/{out_order_no}/sync`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::needed;
use crate::routes::payscore::retail::{self, Named};
use crate::views::parts;
use payscore_api::payscore::payafter_orders::{RetailOrderSynced, SyncPayAfterOrder};
use payscore_domain::service_order::Sync;

impl Endpoint for SyncPayAfterOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<RetailOrderSynced>, Refusal> {
        needed::<Self, _>(self.r#type.as_ref(), &["type"])?;
        let detail = needed::<Self, _>(self.detail.as_ref(), &["detail"])?;
        let paid_time = needed::<Self, _>(detail.paid_time.as_ref(), &["detail", "paid_time"])?;
        // The declaration lets nothing through that is no time to have paid at.
        let paid = parts::read_time(Some(paid_time)).and_then(Sync::paid_at).ok_or_else(Refusal::system_error)?;
        let named = Named { appid: self.appid.as_deref(), service_id: self.service_id.as_deref() };
        retail::sync(app, caller, &self.out_order_no, named, &paid).await
    }
}
