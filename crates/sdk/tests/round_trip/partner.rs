//! `/v3/payscore/partner/serviceorder…`, `…/servicepayondeliveryorder`, `…/service-account-applications…`,
//! `…/servicequotas…`

use crate::parts::{
    OFF, a_minute, deposit, discount_items, estimate, explained_discounts, location, partner_shopping, payment_items,
    payments, planned_discounts, settled_discounts, until_now,
};
use crate::shop::{A_MINUTE_AGO, NOTIFY_URL, NOW, Shop, changes};
use payscore::Fen;
use payscore::partner::service_account_applications::{
    CreateServiceAccountApplication, QueryServiceAccountApplication,
};
use payscore::partner::serviceorder::{
    CancelPartnerServiceOrder, CompletePartnerServiceOrder, CreatePartnerServiceOrder,
    DirectCompletePartnerServiceOrder, ModifyPartnerServiceOrder, PartnerSyncDetail, PayPartnerServiceOrder,
    QueryPartnerServiceOrder, SendPartnerServiceOrderPendingMessage, SendPartnerServiceOrderPrepaidMessage,
    SyncPartnerServiceOrder,
};
use payscore::partner::servicepayondeliveryorder::CreatePartnerPayOnDeliveryOrder;
use payscore::partner::servicequotas::QueryServiceQuotas;
use payscore::serviceorder::{Device, PlannedDiscount, ServiceOrder, TimeRange};

const KIND: &str = "serviceorder";

pub(crate) async fn serviceorder(shop: &Shop<'_>) {
    reminded_lowered_and_paid_at_the_third_attempt(shop).await;
    paid_outside(shop).await;
    cancelled(shop).await;
    at_once(shop).await;
    bought(shop).await;
}

fn new_order(shop: &Shop<'_>, number: &str) -> CreatePartnerServiceOrder {
    CreatePartnerServiceOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .sub_mchid(shop.sub_mchid())
        .sub_appid(shop.sub_appid())
        .service_id(shop.service(KIND, true))
        .service_introduction("充电宝租借")
        .post_payments(payments(300))
        .post_discounts(planned_discounts())
        .time_range(TimeRange::builder().start_time("OnAccept").start_time_remark("开柜时").build())
        .location(location())
        .risk_fund(deposit())
        .attach("shop%3D1")
        .notify_url(NOTIFY_URL)
        .need_user_confirm(true)
        .device(Device::builder().start_device_id("cabinet-1").build())
        .build()
}

fn completion(shop: &Shop<'_>, number: &str) -> CompletePartnerServiceOrder {
    CompletePartnerServiceOrder::builder()
        .out_order_no(number)
        .sub_mchid(shop.sub_mchid())
        .service_id(shop.service(KIND, true))
        .post_payments(payments(300))
        .post_discounts(explained_discounts())
        .total_amount(Fen::new(300))
        .time_range(until_now())
        .location(location())
        .goods_tag("goods")
        .profit_sharing(false)
        .build()
}

async fn query(shop: &Shop<'_>, number: &str, needs_user_confirm: bool) -> ServiceOrder {
    let builder = QueryPartnerServiceOrder::builder().out_order_no(number).sub_mchid(shop.sub_mchid());
    shop.send(&builder.service_id(shop.service(KIND, needs_user_confirm)).build()).await
}

/// Created, confirmed and completed.
async fn completed(shop: &Shop<'_>, number: &str, behaviour: &str) {
    doing(shop, number, behaviour).await;
    let complete = completion(shop, number);
    shop.send(&complete).await;
    let order = query(shop, number, true).await;
    assert_eq!((order.state.as_str(), order.state_description.as_deref()), ("DOING", Some("MCH_COMPLETE")));
    assert_eq!(changes(&complete, &order), [""; 0]);
}

async fn doing(shop: &Shop<'_>, number: &str, behaviour: &str) {
    let create = new_order(shop, number);
    let created = shop.send(&create).await;
    assert_eq!((created.mchid.as_str(), created.state.as_str()), (shop.mchid(), "CREATED"));
    assert!(created.package.is_some());
    shop.confirm(number, behaviour).await;
    let order = query(shop, number, true).await;
    assert_eq!((order.state.as_str(), order.state_description.as_deref()), ("DOING", Some("USER_CONFIRM")));
    assert_eq!(changes(&create, &order), ["/time_range/start_time"], "it has begun when it was accepted");
    assert_eq!(order.sub_openid.as_deref(), Some(shop.user(behaviour)));
}

async fn reminded_lowered_and_paid_at_the_third_attempt(shop: &Shop<'_>) {
    let (number, service_id, sub_mchid) = ("partner-1", shop.service(KIND, true), shop.sub_mchid());
    doing(shop, number, "pays_on_third_attempt").await;
    let pending = SendPartnerServiceOrderPendingMessage::builder().out_order_no(number).service_id(service_id);
    let pending = pending.sub_mchid(sub_mchid).post_payments(payment_items(300)).post_discounts(discount_items());
    shop.send(&pending.total_amount(Fen::new(300)).prepaid_time("20261128").build()).await;
    let prepaid = SendPartnerServiceOrderPrepaidMessage::builder().out_order_no(number).service_id(service_id);
    let prepaid = prepaid.sub_mchid(sub_mchid).post_payments(payment_items(300)).post_discounts(discount_items());
    shop.send(&prepaid.total_amount(Fen::new(300)).prepaid_time("20261128").build()).await;
    shop.send(&completion(shop, number)).await;

    let modify = ModifyPartnerServiceOrder::builder().out_order_no(number).service_id(service_id).sub_mchid(sub_mchid);
    let modify = modify.post_payments(payments(200)).post_discounts(settled_discounts()).total_amount(Fen::new(200));
    let modify = modify.reason("机器故障").build();
    shop.send(&modify).await;
    assert_eq!(changes(&modify, &query(shop, number, true).await), [""; 0]);
    let pay =
        PayPartnerServiceOrder::builder().out_order_no(number).service_id(service_id).sub_mchid(sub_mchid).build();
    assert_eq!(shop.refused(&pay).await.code, "TRADE_ERROR", "no money at the second attempt");
    shop.send(&pay).await;
    let order = query(shop, number, true).await;
    assert_eq!((order.state.as_str(), order.total_amount), ("DONE", Some(Fen::new(200))));
}

async fn paid_outside(shop: &Shop<'_>) {
    let number = "partner-2";
    completed(shop, number, "never_has_balance").await;
    let detail = PartnerSyncDetail::builder().paid_time(NOW).seq(1).paid_amount(Fen::new(300)).build();
    let sync = SyncPartnerServiceOrder::builder().out_order_no(number).service_id(shop.service(KIND, true));
    shop.send(&sync.sub_mchid(shop.sub_mchid()).r#type("Order_Paid").detail(detail).build()).await;
    let order = query(shop, number, true).await;
    assert_eq!(order.state, "DONE");
    assert_eq!(order.collection.unwrap().details.unwrap()[0].paid_type.as_deref(), Some("MCH"));
}

async fn cancelled(shop: &Shop<'_>) {
    let number = "partner-3";
    shop.send(&new_order(shop, number)).await;
    let cancel = CancelPartnerServiceOrder::builder().out_order_no(number).service_id(shop.service(KIND, true));
    shop.send(&cancel.sub_mchid(shop.sub_mchid()).reason("用户投诉").build()).await;
    assert_eq!(query(shop, number, true).await.state, "REVOKED");
}

async fn at_once(shop: &Shop<'_>) {
    let number = "partner-4";
    let discount = PlannedDiscount::builder().name("新人立减").description("首单减1元").amount(Fen::new(OFF)).build();
    let request = DirectCompletePartnerServiceOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .sub_mchid(shop.sub_mchid())
        .sub_appid(shop.sub_appid())
        .service_id(shop.service(KIND, false))
        .service_introduction("充电宝租借")
        .post_payments(payments(300))
        .post_discounts(vec![discount])
        .total_amount(Fen::new(300))
        .time_range(a_minute())
        .location(location())
        .attach("shop%3D1")
        .notify_url(NOTIFY_URL)
        .openid(shop.user("pays_at_once"))
        .build();
    shop.send(&request).await;
    let order = query(shop, number, false).await;
    assert_eq!(order.state, "DONE");
    assert_eq!(changes(&request, &order), [""; 0]);
}

async fn bought(shop: &Shop<'_>) {
    let request = CreatePartnerPayOnDeliveryOrder::builder()
        .out_order_no("partner-5")
        .mchid(shop.mchid())
        .appid(shop.appid())
        .sub_mchid(shop.sub_mchid())
        .sub_appid(shop.sub_appid())
        .service_id(shop.service(KIND, false))
        .service_introduction("先用后付")
        .post_payments(payment_items(300))
        .post_discounts(discount_items())
        .time_range(TimeRange::builder().start_time(A_MINUTE_AGO).build())
        .location(location())
        .risk_fund(estimate())
        .attach("shop%3D1")
        .notify_url(NOTIFY_URL)
        .sub_openid(shop.user("pays_at_once"))
        .need_user_confirm(false)
        .shopping_info(partner_shopping())
        .build();
    let created = shop.send(&request).await;
    assert_eq!(created.state, "DOING");
    assert_eq!(created.shopping_info.unwrap().goods[0].name, "T恤");
}

pub(crate) async fn service_account_applications(shop: &Shop<'_>) {
    let request = CreateServiceAccountApplication::builder()
        .service_id(shop.service(KIND, true))
        .appid(shop.appid())
        .sub_mchid("1900000110")
        .sub_appid("wxd678efh567hg6000")
        .out_apply_no("apply-1")
        .result_notify_url(NOTIFY_URL)
        .build();
    let created = shop.send(&request).await;
    assert_eq!((created.apply_state.as_str(), created.mchid.as_str()), ("PROCESSING", shop.mchid()));
    shop.approve_application("apply-1").await;
    let queried = shop.send(&QueryServiceAccountApplication::builder().out_apply_no("apply-1").build()).await;
    assert_eq!(queried.apply_state, "APPROVED");
    assert_eq!(changes(&request, &queried), [""; 0]);
}

pub(crate) async fn servicequotas(shop: &Shop<'_>) {
    let query = QueryServiceQuotas::builder().service_id(shop.service(KIND, false)).sub_mchid(shop.sub_mchid());
    let query = query.appid(shop.appid()).sub_appid(shop.sub_appid()).risk_level_version(1).build();
    let quotas = shop.send(&query).await;
    assert_eq!(quotas.mchid, shop.mchid());
    assert!(quotas.quotas.iter().any(|quota| quota.suggested_quota > Fen::ZERO));
}
