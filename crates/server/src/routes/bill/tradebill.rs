//! `GET /v3/bill/tradebill`

use crate::app::App;
use crate::bills::Content;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use payscore_api::bill::{Bill, GetTradeBill};

impl Endpoint for GetTradeBill {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Bill>, Refusal> {
        let content = Content::Trade(self.bill_type.clone().unwrap_or_else(|| "ALL".to_owned()));
        super::bill(app, caller, &self.bill_date, self.sub_mchid.as_deref(), content, self.tar_type.is_some()).await
    }
}
