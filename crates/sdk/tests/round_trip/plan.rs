//! `/v3/payscore/plan/payscore-plans…`, `/v3/payscore/plan/partner/payscore-plans…`

use crate::shop::Shop;
use payscore::Fen;
use payscore::plan::partner::payscore_plans::{
    CreatePartnerPayScorePlan, QueryPartnerPayScorePlan, StopPartnerPayScorePlan,
};
use payscore::plan::payscore_plans::{
    CreatePayScorePlan, NewPlanDetail, PayScorePlan, QueryPayScorePlan, StopPayScorePlan,
};

/// Two lessons: 10 yuan, and 8 instead of 10.
fn lessons() -> Vec<NewPlanDetail> {
    let lesson = |name: &str, price: i64| {
        let detail = NewPlanDetail::builder().original_price(Fen::new(1000)).actual_price(Fen::new(price));
        detail.plan_detail_name(name).plan_discount_description("会员价").build()
    };
    vec![lesson("第一节课", 1000), lesson("第二节课", 800)]
}

/// A new plan.
pub(crate) async fn create(shop: &Shop<'_>, number: &str) -> PayScorePlan {
    let plan = CreatePayScorePlan::builder()
        .service_id(shop.service("plan", true))
        .appid(shop.appid())
        .plan_name("瑜伽课2节")
        .plan_duration(30)
        .deduction_quantity(2)
        .total_original_price(Fen::new(2000))
        .total_actual_price(Fen::new(1800))
        .plan_detail_list(lessons())
        .merchant_plan_no(number);
    shop.send(&plan.build()).await
}

/// A sub-merchant's.
pub(crate) async fn create_for_sub(shop: &Shop<'_>, number: &str) -> PayScorePlan {
    let plan = CreatePartnerPayScorePlan::builder()
        .service_id(shop.service("plan", true))
        .appid(shop.appid())
        .sub_mchid(shop.sub_mchid())
        .sub_appid(shop.sub_appid())
        .plan_name("瑜伽课2节")
        .plan_duration(30)
        .deduction_quantity(2)
        .total_original_price(Fen::new(2000))
        .total_actual_price(Fen::new(1800))
        .plan_detail_list(lessons())
        .merchant_plan_no(number);
    shop.send(&plan.build()).await
}

fn assert_new(plan: &PayScorePlan, shop: &Shop<'_>) {
    assert_eq!((plan.plan_state.as_str(), plan.mchid.as_str()), ("NORMAL", shop.mchid()));
    let numbers = plan.plan_detail_list.as_ref().unwrap().iter().map(|detail| detail.plan_detail_no);
    assert_eq!(numbers.collect::<Vec<_>>(), [1, 2]);
}

fn assert_stopped(plan: PayScorePlan, before: &PayScorePlan, shop: &Shop<'_>) {
    assert_eq!((plan.plan_state.as_str(), plan.stop_mchid.as_deref()), ("STOP", Some(shop.mchid())));
    assert!(plan.stop_time.is_some());
    assert_eq!((&plan.plan_id, &plan.plan_detail_list), (&before.plan_id, &before.plan_detail_list));
}

pub(crate) async fn of_a_merchant(shop: &Shop<'_>) {
    let created = create(shop, "plan-1").await;
    assert_new(&created, shop);
    let query = QueryPayScorePlan::builder().merchant_plan_no("plan-1").build();
    assert_eq!(shop.send(&query).await, created);
    let stopped = shop.send(&StopPayScorePlan::builder().merchant_plan_no("plan-1").build()).await;
    assert_eq!(shop.send(&query).await, stopped);
    assert_stopped(stopped, &created, shop);
}

pub(crate) async fn of_a_provider(shop: &Shop<'_>) {
    let created = create_for_sub(shop, "plan-1").await;
    assert_new(&created, shop);
    let query = QueryPartnerPayScorePlan::builder().merchant_plan_no("plan-1").sub_mchid(shop.sub_mchid()).build();
    assert_eq!(shop.send(&query).await, created);
    let stop = StopPartnerPayScorePlan::builder().merchant_plan_no("plan-1").sub_mchid(shop.sub_mchid()).build();
    let stopped = shop.send(&stop).await;
    assert_eq!(shop.send(&query).await, stopped);
    assert_stopped(stopped, &created, shop);
}
