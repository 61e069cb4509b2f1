//! `POST /v3/payscore/sign-plan/serviceorder`

use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::Routes;
use crate::views::{parts, sign_plan as view};
use payscore_api::payscore::sign_plan::serviceorder::{CreateSignPlanServiceOrder, SignPlanServiceOrderCreated};
use payscore_domain::service_order::{self, recreate};
use payscore_domain::sign_plan::{Use, order_terms, start};
use payscore_domain::{Candidate, Mchid, OrderKey, RecordKind, Rejection, ServiceKind, SignPlan, SignPlanId};
use payscore_store::Stored;

/// What a rejection becomes on these paths.
pub(super) fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &SERVICE_ORDER)
}

impl Endpoint for CreateSignPlanServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<SignPlanServiceOrderCreated>, Refusal> {
        notify_url::check(app, &self.notify_url)?;
        let command = command(self, caller);
        command.check().map_err(refuse)?;
        start_for(app, caller, &self.sign_plan_id.as_str().into(), command).await
    }
}

/// Starts a service of a sign plan, a direct merchant's or a sub-merchant's. Order and sign plan change together.
pub(super) async fn start_for(
    app: &App,
    caller: &Caller,
    sign_plan_id: &SignPlanId,
    command: Use,
) -> Result<Reply<SignPlanServiceOrderCreated>, Refusal> {
    let account = &caller.account;
    let merchant = &account.merchant;
    merchant.service(&command.appid, &command.service_id, ServiceKind::Plan).map_err(refuse)?;
    let user = merchant.user(&command.openid).map_err(refuse)?;
    let sub_mchid = command.partner.as_ref().map(|partner| partner.sub_mchid.clone());
    let stored = find(app, caller, sign_plan_id, sub_mchid.as_ref()).await?;
    let detail_no = command.detail_no;
    let terms = order_terms(&stored.record, command).map_err(refuse)?;
    let ctx = app.context();
    if let Some(order) = engine::find(app, account, &terms.key).await? {
        let order = engine::as_service(&order).map_err(|_| refuse(Rejection::ReentryDiffers))?;
        recreate(order, &terms, &ctx).map_err(refuse)?;
        return Ok(Reply::unchanged(view::order_created(order)));
    }
    let candidate: Candidate<'_> = engine::confirming(app, account, user).await?;
    let (order, started) = start(&stored.record, detail_no, terms, &candidate, &ctx).map_err(refuse)?;
    let response = view::order_created(&order);
    let pending = Batch::new(app, account, ctx.now)
        .counting(Some(&candidate))
        .create(order, Vec::<service_order::Event>::new())
        .update(stored, vec![started])
        .commit();
    Ok(Reply { response, pending })
}

/// The sign plan of this number: a direct merchant's own, or that of the sub-merchant named.
async fn find(
    app: &App,
    caller: &Caller,
    sign_plan_id: &SignPlanId,
    sub_mchid: Option<&Mchid>,
) -> Result<Stored<Box<SignPlan>>, Refusal> {
    let handle = SignPlan::by_id(sign_plan_id);
    let found = engine::find_by_handle(app, &caller.account, RecordKind::SignPlan, &handle).await?;
    let found = found.and_then(Stored::into_sign_plan);
    found
        .filter(|stored| stored.record.check_partner(sub_mchid).is_ok())
        .ok_or_else(|| refuse(Rejection::SignPlanNotFound { sign_plan_id: sign_plan_id.clone() }))
}

/// A direct merchant's command; a provider's caller changes what differs.
pub(super) fn command(request: &CreateSignPlanServiceOrder, caller: &Caller) -> Use {
    Use {
        detail_no: request.plan_detail_no,
        key: OrderKey::new(caller.mchid().clone(), request.out_trade_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        partner: None,
        openid: request.openid.as_str().into(),
        service_introduction: request.service_introduction.clone(),
        time_range: parts::read_planned_time_range(&request.time_range),
        location: parts::read_location(request.location.as_ref()),
        attach: request.attach.clone(),
        notify_url: request.notify_url.clone(),
    }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreateSignPlanServiceOrder>()
}
