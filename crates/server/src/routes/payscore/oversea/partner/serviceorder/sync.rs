//! `POST /v3/payscore/oversea/partner/serviceorder/{out_order_no}/sync`

use super::claim;
use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::payscore::oversea::partner::serviceorder::{OverseaSyncDetail, SyncOverseaPartnerServiceOrder};
use payscore_api::spec::Schema;
use payscore_api::{Issue, NoContent, Violation};
use payscore_domain::Moment;
use payscore_domain::service_order::Sync;
use payscore_wire::rfc3339;

impl Endpoint for SyncOverseaPartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let command = read(&self.detail.paid_time)?;
        let claim = claim(&self.sub_mchid, None, &self.service_id);
        Ok(flow::sync(app, caller, &self.out_order_no, &claim, &command).await?.map(|_| NoContent {}))
    }
}

/// RFC 3339, or one of the two forms that times have elsewhere.
fn read(paid_time: &String) -> Result<Sync, Refusal> {
    let instant = rfc3339::parse(paid_time).map(|seconds| Sync { paid_time: Moment::from_unix(seconds) });
    instant.or_else(|| parts::read_sync(paid_time)).ok_or_else(|| {
        let field = OverseaSyncDetail::FIELDS.iter().find(|field| field.name == "paid_time");
        field.map_or_else(Refusal::system_error, |field| {
            let issue = Issue::NotATime { on_accept: false };
            Refusal::violation(&Violation::of(field, issue, paid_time.as_str().into()).within("detail"))
        })
    })
}
