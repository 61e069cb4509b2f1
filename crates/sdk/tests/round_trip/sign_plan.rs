//! `/v3/payscore/sign-plan…`

use crate::parts::{a_minute, location};
use crate::plan;
use crate::shop::{NOTIFY_URL, Shop};
use payscore::sign_plan::partner::serviceorder::CreatePartnerSignPlanServiceOrder;
use payscore::sign_plan::partner::user_sign_plans::{
    CreatePartnerUserSignPlan, QueryPartnerUserSignPlan, StopPartnerUserSignPlan,
};
use payscore::sign_plan::serviceorder::CreateSignPlanServiceOrder;
use payscore::sign_plan::user_sign_plans::{
    CreateUserSignPlan, NewSignPlanDetail, QueryUserSignPlan, StopUserSignPlan, UserSignPlan, UserSignPlanCreated,
};

const NUMBER: &str = "sign-plan-1";
/// Its first lesson.
const LESSON: &str = "sign-plan-1-1";
const OTHER: &str = "sign-plan-2";
const REASON: &str = "用户协商后停止";

/// The lessons of the sign plan with this number.
fn details(number: &str) -> Vec<NewSignPlanDetail> {
    let detail = |no: i64| {
        NewSignPlanDetail::builder().plan_detail_no(no).merchant_plan_detail_no(format!("{number}-{no}")).build()
    };
    vec![detail(1), detail(2)]
}

fn assert_new(created: UserSignPlanCreated, plan_id: &str, shop: &Shop<'_>) -> UserSignPlan {
    assert!(!created.package.is_empty());
    let sign_plan = created.sign_plan;
    assert_eq!((sign_plan.sign_state.as_str(), sign_plan.mchid.as_str()), ("UNSIGNED", shop.mchid()));
    assert_eq!((sign_plan.plan_id.as_str(), sign_plan.merchant_callback_url.as_str()), (plan_id, NOTIFY_URL));
    let details = sign_plan.signed_detail_list.as_ref().unwrap();
    let states =
        details.iter().map(|detail| (detail.merchant_plan_detail_no.as_str(), detail.plan_detail_state.as_str()));
    assert_eq!(states.collect::<Vec<_>>(), [(LESSON, "NOT_USED"), ("sign-plan-1-2", "NOT_USED")]);
    sign_plan
}

/// Signed; the first lesson has begun, and has this order.
fn assert_begun(sign_plan: &UserSignPlan, order_id: Option<&str>) {
    assert_eq!((sign_plan.sign_state.as_str(), sign_plan.going_detail_no), ("SIGNED", 1));
    let first = &sign_plan.signed_detail_list.as_ref().unwrap()[0];
    assert_eq!((first.plan_detail_state.as_str(), first.order_id.as_deref()), ("USING", order_id));
}

fn assert_stopped(sign_plan: &UserSignPlan) {
    assert_eq!(sign_plan.sign_state, "SIGN_PLAN_CANCEL");
    assert_eq!(sign_plan.cancel_sign_type.as_deref(), Some("MERCHANT"));
    assert_eq!(sign_plan.cancel_reason.as_deref(), Some(REASON));
}

pub(crate) async fn of_a_merchant(shop: &Shop<'_>) {
    let (service_id, openid) = (shop.service("plan", true), shop.user("pays_at_once"));
    let plan_id = plan::create(shop, "plan-2").await.plan_id;
    let create = CreateUserSignPlan::builder().service_id(service_id).plan_id(&plan_id).appid(shop.appid());
    let create = create.openid(openid).merchant_sign_plan_no(NUMBER).notify_url(NOTIFY_URL);
    let created = shop.send(&create.sign_plan_detail(details(NUMBER)).build()).await;
    let sign_plan = assert_new(created, &plan_id, shop);
    let query = QueryUserSignPlan::builder().merchant_sign_plan_no(NUMBER).build();
    assert_eq!(shop.send(&query).await, sign_plan);
    shop.sign(NUMBER).await;
    let lesson = CreateSignPlanServiceOrder::builder()
        .service_id(service_id)
        .sign_plan_id(sign_plan.sign_plan_id)
        .plan_detail_no(1)
        .appid(shop.appid())
        .openid(openid)
        .notify_url(NOTIFY_URL)
        .service_introduction("瑜伽课")
        .time_range(a_minute())
        .location(location())
        .attach("shop%3D1")
        .out_trade_no(LESSON);
    let order = shop.send(&lesson.build()).await;
    assert_eq!((order.out_order_no.as_str(), order.state.as_str()), (LESSON, "DOING"));
    assert_begun(&shop.send(&query).await, order.order_id.as_deref());

    // What has begun has to end before the rest can be stopped: so this one is another.
    let create = CreateUserSignPlan::builder().service_id(service_id).plan_id(&plan_id).appid(shop.appid());
    let create = create.openid(shop.user("never_has_balance")).merchant_sign_plan_no(OTHER);
    shop.send(&create.notify_url(NOTIFY_URL).sign_plan_detail(details(OTHER)).build()).await;
    shop.sign(OTHER).await;
    let stop = StopUserSignPlan::builder().merchant_sign_plan_no(OTHER).stop_reason(REASON).build();
    assert_stopped(&shop.send(&stop).await);
}

pub(crate) async fn of_a_provider(shop: &Shop<'_>) {
    let (service_id, openid, sub_mchid) = (shop.service("plan", true), shop.user("pays_at_once"), shop.sub_mchid());
    let plan_id = plan::create_for_sub(shop, "plan-2").await.plan_id;
    let create = CreatePartnerUserSignPlan::builder().service_id(service_id).plan_id(&plan_id).appid(shop.appid());
    let create = create.sub_mchid(sub_mchid).sub_appid(shop.sub_appid()).sub_openid(openid);
    let create = create.merchant_sign_plan_no(NUMBER).notify_url(NOTIFY_URL).sign_plan_detail(details(NUMBER)).build();
    let sign_plan = assert_new(shop.send(&create).await, &plan_id, shop);
    assert_eq!((sign_plan.sub_mchid.as_deref(), sign_plan.sub_openid.as_deref()), (Some(sub_mchid), Some(openid)));
    let query = QueryPartnerUserSignPlan::builder().merchant_sign_plan_no(NUMBER).sub_mchid(sub_mchid).build();
    assert_eq!(shop.send(&query).await, sign_plan);
    shop.sign(NUMBER).await;
    let lesson = CreatePartnerSignPlanServiceOrder::builder()
        .service_id(service_id)
        .sign_plan_id(sign_plan.sign_plan_id)
        .plan_detail_no(1)
        .appid(shop.appid())
        .sub_mchid(sub_mchid)
        .sub_appid(shop.sub_appid())
        .sub_openid(openid)
        .notify_url(NOTIFY_URL)
        .service_introduction("瑜伽课")
        .time_range(a_minute())
        .location(location())
        .attach("shop%3D1")
        .out_trade_no(LESSON);
    let order = shop.send(&lesson.build()).await;
    assert_eq!((order.sub_mchid.as_deref(), order.state.as_str()), (Some(sub_mchid), "DOING"));
    assert_begun(&shop.send(&query).await, order.order_id.as_deref());

    let create = CreatePartnerUserSignPlan::builder().service_id(service_id).plan_id(&plan_id).appid(shop.appid());
    let create = create.sub_mchid(sub_mchid).openid(shop.user("never_has_balance"));
    let create = create.merchant_sign_plan_no(OTHER).notify_url(NOTIFY_URL).sign_plan_detail(details(OTHER));
    shop.send(&create.build()).await;
    shop.sign(OTHER).await;
    let stop = StopPartnerUserSignPlan::builder().merchant_sign_plan_no(OTHER).sub_mchid(sub_mchid);
    assert_stopped(&shop.send(&stop.stop_reason(REASON).build()).await);
}
