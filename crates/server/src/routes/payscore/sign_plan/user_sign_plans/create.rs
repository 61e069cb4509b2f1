//! `POST /v3/payscore/sign-plan/user-sign-plans`

use super::refuse;
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use crate::views::sign_plan as view;
use payscore_api::payscore::sign_plan::user_sign_plans::{CreateUserSignPlan, UserSignPlanCreated};
use payscore_domain::sign_plan::{Event, Numbered, Terms, create, recreate};
use payscore_domain::{Plan, RecordKey, RecordKind, ServiceKind, SignPlan};
use payscore_store::Stored;

impl Endpoint for CreateUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlanCreated>, Refusal> {
        notify_url::check(app, &self.notify_url)?;
        let terms = terms(self, caller);
        terms.check().map_err(refuse)?;
        create_for(app, caller, terms).await
    }
}

/// Creates a sign plan, a direct merchant's or a sub-merchant's.
pub(in crate::routes::payscore::sign_plan) async fn create_for(
    app: &App,
    caller: &Caller,
    terms: Terms,
) -> Result<Reply<UserSignPlanCreated>, Refusal> {
    let account = &caller.account;
    account.merchant.service(&terms.appid, &terms.service_id, ServiceKind::Plan).map_err(refuse)?;
    account.merchant.user(&terms.openid).map_err(refuse)?;
    if let Some(stored) = engine::find_record(app, account, &terms.key()).await?.and_then(Stored::into_sign_plan) {
        let ctx = app.context();
        let events = recreate(&stored.record, &terms, &ctx).map_err(refuse)?;
        let mut sign_plan = stored.record.clone();
        events.iter().for_each(|event| sign_plan.apply(event));
        let response = view::created(&sign_plan);
        let pending = engine::commit(app, account, stored, ctx.now, events);
        return Ok(Reply { response, pending });
    }
    let plan = engine::find_by_handle(app, account, RecordKind::Plan, &Plan::by_id(&terms.plan_id)).await?;
    let plan = plan.and_then(Stored::into_plan).map(|stored| stored.record);
    let taken = first_taken(app, caller, &terms.numbers).await?;
    let ctx = app.context();
    let sign_plan = create(terms, plan.as_deref(), taken, &ctx).map_err(refuse)?;
    let response = view::created(&sign_plan);
    let pending = Batch::new(app, account, ctx.now).create(sign_plan, Vec::<Event>::new()).commit();
    Ok(Reply { response, pending })
}

/// The first of these order numbers that an order, or another sign plan, has already.
async fn first_taken(app: &App, caller: &Caller, numbers: &[Numbered]) -> Result<Option<usize>, Refusal> {
    let mchid = caller.mchid();
    for (index, Numbered { out_order_no, .. }) in numbers.iter().enumerate() {
        let key = RecordKey::new(mchid.clone(), RecordKind::Order, out_order_no.as_str());
        let handle = SignPlan::by_order(out_order_no);
        if app.store.record(&key).await?.is_some()
            || app.store.record_by_handle(mchid, RecordKind::SignPlan, &handle).await?.is_some()
        {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// A direct merchant's terms; a provider's caller changes what differs.
pub(in crate::routes::payscore::sign_plan) fn terms(request: &CreateUserSignPlan, caller: &Caller) -> Terms {
    let numbers = request.sign_plan_detail.iter().map(|detail| Numbered {
        detail_no: detail.plan_detail_no,
        out_order_no: detail.merchant_plan_detail_no.as_str().into(),
    });
    Terms {
        mchid: caller.mchid().clone(),
        merchant_sign_plan_no: request.merchant_sign_plan_no.as_str().into(),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        partner: None,
        plan_id: request.plan_id.as_str().into(),
        openid: request.openid.as_str().into(),
        through_sub: false,
        notify_url: request.notify_url.clone(),
        numbers: numbers.collect(),
    }
}
