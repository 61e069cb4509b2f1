//! `/v3/payscore/acquiringbank/serviceorder…`, `/v3/payscore/acquiringbank/servicepayondeliveryorder`

use crate::parts::{
    deposit, discount_items, explained_discounts, location, on_accept, paid_now, partner_shopping, payment_items,
    payments, planned_discounts,
};
use crate::shop::{A_MINUTE_AGO, NOTIFY_URL, NOW, Shop, changes};
use payscore::Fen;
use payscore::acquiringbank::serviceorder::{
    CancelAcquiringBankServiceOrder, CompleteAcquiringBankServiceOrder, CreateAcquiringBankServiceOrder,
    ModifyAcquiringBankServiceOrder, QueryAcquiringBankDeduction, QueryAcquiringBankServiceOrder,
    RegisterAcquiringBankDeduction, SyncAcquiringBankServiceOrder,
};
use payscore::acquiringbank::servicepayondeliveryorder::CreateAcquiringBankPayOnDeliveryOrder;
use payscore::serviceorder::{PartnerRiskFund, PlannedTimeRange, ServiceOrder, TimeRange};

pub(crate) const CHANNEL: &str = "1900000300";
const KIND: &str = "acquiringbank";

pub(crate) async fn serviceorder(shop: &Shop<'_>) {
    lowered_and_deducted(shop).await;
    paid_outside(shop).await;
    cancelled(shop).await;
    bought(shop).await;
}

fn new_order(shop: &Shop<'_>, number: &str) -> CreateAcquiringBankServiceOrder {
    CreateAcquiringBankServiceOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .sub_mchid(shop.sub_mchid())
        .sub_appid(shop.sub_appid())
        .channel_id(CHANNEL)
        .service_id(shop.service(KIND, true))
        .service_introduction("充电宝租借")
        .post_payments(payments(300))
        .post_discounts(planned_discounts())
        .time_range(on_accept())
        .location(location())
        .risk_fund(deposit())
        .attach("shop%3D1")
        .notify_url(NOTIFY_URL)
        .need_user_confirm(true)
        .build()
}

async fn query(shop: &Shop<'_>, number: &str) -> ServiceOrder {
    let query = QueryAcquiringBankServiceOrder::builder().out_order_no(number).service_id(shop.service(KIND, true));
    shop.send(&query.sub_mchid(shop.sub_mchid()).channel_id(CHANNEL).build()).await
}

/// Created, confirmed and completed: nothing was deducted yet.
async fn owing(shop: &Shop<'_>, number: &str, behaviour: &str) {
    let create = new_order(shop, number);
    let created = shop.send(&create).await;
    assert_eq!((created.state.as_str(), created.channel_id.as_deref()), ("CREATED", Some(CHANNEL)));
    shop.confirm(number, behaviour).await;
    let order = query(shop, number).await;
    assert_eq!(changes(&create, &order), ["/time_range/start_time"], "it has begun when it was accepted");
    let complete = CompleteAcquiringBankServiceOrder::builder()
        .out_order_no(number)
        .service_id(shop.service(KIND, true))
        .sub_mchid(shop.sub_mchid())
        .channel_id(CHANNEL)
        .post_payments(payments(300))
        .post_discounts(explained_discounts())
        .total_amount(Fen::new(300))
        .time_range(PlannedTimeRange::builder().start_time("OnAccept").end_time(NOW).build())
        .location(location())
        .goods_tag("goods")
        .profit_sharing(false)
        .build();
    shop.send(&complete).await;
    let order = query(shop, number).await;
    assert_eq!((order.state.as_str(), order.state_description.as_deref()), ("DOING", Some("MCH_COMPLETE")));
    assert_eq!(changes(&complete, &order), ["/time_range/start_time"]);
}

async fn lowered_and_deducted(shop: &Shop<'_>) {
    let (number, service_id, sub_mchid) = ("bank-1", shop.service(KIND, true), shop.sub_mchid());
    owing(shop, number, "pays_at_once").await;
    let modify = ModifyAcquiringBankServiceOrder::builder().out_order_no(number).service_id(service_id);
    let modify = modify.sub_mchid(sub_mchid).channel_id(CHANNEL).post_payments(payments(200));
    let modify = modify.post_discounts(explained_discounts()).total_amount(Fen::new(200)).reason("客诉").build();
    shop.send(&modify).await;
    assert_eq!(changes(&modify, &query(shop, number).await), [""; 0]);

    let register = RegisterAcquiringBankDeduction::builder().out_order_no(number).service_id(service_id);
    let register = register.sub_mchid(sub_mchid).channel_id(CHANNEL).appid(shop.appid()).sub_appid(shop.sub_appid());
    assert!(shop.send(&register.out_trade_no("deduction-1").build()).await.description.is_some());
    let deduction = QueryAcquiringBankDeduction::builder().out_order_no(number).service_id(service_id);
    let deduction = deduction.sub_mchid(sub_mchid).channel_id(CHANNEL).appid(shop.appid()).sub_appid(shop.sub_appid());
    assert_eq!(shop.send(&deduction.build()).await.out_trade_no, "deduction-1");
    let order = query(shop, number).await;
    assert_eq!((order.state.as_str(), order.total_amount), ("DONE", Some(Fen::new(200))));
    assert_eq!(order.collection.unwrap().paid_amount, Some(Fen::new(200)));
}

async fn paid_outside(shop: &Shop<'_>) {
    let number = "bank-2";
    owing(shop, number, "never_has_balance").await;
    let sync = SyncAcquiringBankServiceOrder::builder().out_order_no(number).service_id(shop.service(KIND, true));
    let sync = sync.sub_mchid(shop.sub_mchid()).channel_id(CHANNEL).r#type("Order_Paid").detail(paid_now());
    shop.send(&sync.build()).await;
    let order = query(shop, number).await;
    assert_eq!(order.state, "DONE");
    assert_eq!(order.collection.unwrap().details.unwrap()[0].paid_type.as_deref(), Some("MCH"));
}

async fn cancelled(shop: &Shop<'_>) {
    let number = "bank-3";
    shop.send(&new_order(shop, number)).await;
    let cancel = CancelAcquiringBankServiceOrder::builder().out_order_no(number).service_id(shop.service(KIND, true));
    shop.send(&cancel.sub_mchid(shop.sub_mchid()).channel_id(CHANNEL).reason("用户投诉").build()).await;
    assert_eq!(query(shop, number).await.state, "REVOKED");
}

async fn bought(shop: &Shop<'_>) {
    let risk_fund = PartnerRiskFund::builder().name("ESTIMATE_ORDER_COST").amount(Fen::new(5000)).build();
    let request = CreateAcquiringBankPayOnDeliveryOrder::builder()
        .out_order_no("bank-4")
        .mchid(shop.mchid())
        .appid(shop.appid())
        .sub_mchid(shop.sub_mchid())
        .sub_appid(shop.sub_appid())
        .channel_id(CHANNEL)
        .service_id(shop.service(KIND, false))
        .service_introduction("先用后付")
        .post_payments(payment_items(300))
        .post_discounts(discount_items())
        .time_range(TimeRange::builder().start_time(A_MINUTE_AGO).build())
        .location(location())
        .risk_fund(risk_fund)
        .attach("shop%3D1")
        .notify_url(NOTIFY_URL)
        .openid(shop.user("pays_at_once"))
        .need_user_confirm(false)
        .shopping_info(partner_shopping())
        .build();
    let created = shop.send(&request).await;
    assert_eq!((created.state.as_str(), created.channel_id.as_deref()), ("DOING", Some(CHANNEL)));
    assert_eq!(created.shopping_info.unwrap().goods[0].name, "T恤");
}
