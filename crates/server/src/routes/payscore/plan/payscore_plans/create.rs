//! `POST /v3/payscore/plan/payscore-plans`

use super::refuse;
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::plan as view;
use payscore_api::payscore::plan::payscore_plans::{CreatePayScorePlan, PayScorePlan};
use payscore_domain::ServiceKind;
use payscore_domain::plan::{Event, Offer, Terms, create, recreate};
use payscore_domain::service_order::Partner;
use payscore_store::Stored;

impl Endpoint for CreatePayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        let offer = offer(self);
        offer.check().map_err(refuse)?;
        create_for(app, caller, self, offer, None).await
    }
}

/// Creates a plan, a direct merchant's or a sub-merchant's.
pub(in crate::routes::payscore::plan) async fn create_for(
    app: &App,
    caller: &Caller,
    request: &CreatePayScorePlan,
    offer: Offer,
    partner: Option<Partner>,
) -> Result<Reply<PayScorePlan>, Refusal> {
    let account = &caller.account;
    let terms = Terms {
        mchid: caller.mchid().clone(),
        merchant_plan_no: request.merchant_plan_no.as_str().into(),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        partner,
        offer,
    };
    let service = account.merchant.service(&terms.appid, &terms.service_id, ServiceKind::Plan).map_err(refuse)?;
    if let Some(stored) = engine::find_record(app, account, &terms.key()).await?.and_then(Stored::into_plan) {
        recreate(&stored.record, &terms).map_err(refuse)?;
        return Ok(Reply::unchanged(view::current(&stored.record)));
    }
    let ctx = app.context();
    let plan = create(terms, service, &ctx).map_err(refuse)?;
    let response = view::current(&plan);
    let pending = Batch::new(app, account, ctx.now).create(plan, Vec::<Event>::new()).commit();
    Ok(Reply { response, pending })
}

/// What a creation offers.
pub(in crate::routes::payscore::plan) fn offer(request: &CreatePayScorePlan) -> Offer {
    Offer {
        name: request.plan_name.clone(),
        duration_days: request.plan_duration,
        deduction_quantity: request.deduction_quantity,
        total_original: request.total_original_price,
        total_actual: request.total_actual_price,
        details: request.plan_detail_list.iter().flatten().map(view::read_detail).collect(),
    }
}
