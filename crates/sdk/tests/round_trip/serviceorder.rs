//! `/v3/payscore/serviceorder…`, `/v3/payscore/servicepayondeliveryorder`

use crate::parts::{
    deposit, discount_items, estimate, location, on_accept, paid_now, payment_items, payments, planned_discounts,
    settled_discounts, shopping, since_a_minute, until_now,
};
use crate::shop::{NOTIFY_URL, Shop, changes};
use payscore::Fen;
use payscore::serviceorder::{
    CancelServiceOrder, CompleteServiceOrder, CompletionLocation, CreateServiceOrder, Device,
    DirectCompleteServiceOrder, ModifyServiceOrder, PayServiceOrder, QueryServiceOrder, SendServiceOrderPendingMessage,
    SendServiceOrderPrepaidMessage, ServiceOrder, SyncServiceOrder, TimeRange,
};
use payscore::servicepayondeliveryorder::CreatePayOnDeliveryOrder;

const KIND: &str = "serviceorder";

pub(crate) async fn of_a_merchant(shop: &Shop<'_>) {
    reminded_lowered_and_paid_at_the_third_attempt(shop).await;
    paid_outside(shop).await;
    cancelled(shop).await;
    at_once(shop).await;
    bought(shop).await;
}

fn new_order(shop: &Shop<'_>, number: &str) -> CreateServiceOrder {
    CreateServiceOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
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
        .device(Device::builder().start_device_id("cabinet-1").build())
        .build()
}

fn completion(shop: &Shop<'_>, number: &str) -> CompleteServiceOrder {
    CompleteServiceOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .service_id(shop.service(KIND, true))
        .post_payments(payments(300))
        .post_discounts(settled_discounts())
        .total_amount(Fen::new(300))
        .time_range(until_now())
        .location(CompletionLocation::builder().end_location("三号柜").build())
        .goods_tag("goods")
        .profit_sharing(false)
        .build()
}

async fn query(shop: &Shop<'_>, number: &str, needs_user_confirm: bool) -> ServiceOrder {
    let builder = QueryServiceOrder::builder().out_order_no(number).appid(shop.appid());
    shop.send(&builder.service_id(shop.service(KIND, needs_user_confirm)).build()).await
}

fn state(order: &ServiceOrder) -> (&str, Option<&str>) {
    (&order.state, order.state_description.as_deref())
}

/// Created, confirmed and queried.
async fn doing(shop: &Shop<'_>, number: &str, behaviour: &str) {
    let create = new_order(shop, number);
    let created = shop.send(&create).await;
    assert_eq!((created.mchid.as_str(), created.state.as_str()), (shop.mchid(), "CREATED"));
    assert!(created.package.is_some_and(|package| !package.is_empty()) && !created.order_id.is_empty());
    shop.confirm(number, behaviour).await;
    let order = query(shop, number, true).await;
    assert_eq!(state(&order), ("DOING", Some("USER_CONFIRM")));
    assert_eq!(changes(&create, &order), ["/time_range/start_time"], "it has begun when it was accepted");
    assert_eq!(order.openid.as_deref(), Some(shop.user(behaviour)));
    assert_eq!(order.order_id, Some(created.order_id));
}

async fn reminded_lowered_and_paid_at_the_third_attempt(shop: &Shop<'_>) {
    let (number, service_id) = ("service-1", shop.service(KIND, true));
    doing(shop, number, "pays_on_third_attempt").await;
    let pending = SendServiceOrderPendingMessage::builder().out_order_no(number).service_id(service_id);
    let pending = pending.post_payments(payment_items(300)).post_discounts(discount_items());
    shop.send(&pending.total_amount(Fen::new(300)).prepaid_time("20261128").build()).await;
    let prepaid = SendServiceOrderPrepaidMessage::builder().out_order_no(number).service_id(service_id);
    let prepaid = prepaid.post_payments(payment_items(300)).post_discounts(discount_items());
    shop.send(&prepaid.total_amount(Fen::new(300)).prepaid_time("20261128").build()).await;

    let completed = shop.send(&completion(shop, number)).await;
    assert_eq!((completed.state.as_str(), completed.need_collection), ("DOING", Some(true)));
    let modify = ModifyServiceOrder::builder().out_order_no(number).appid(shop.appid()).service_id(service_id);
    let modify = modify.post_payments(payments(200)).post_discounts(discount_items()).total_amount(Fen::new(200));
    let modified = shop.send(&modify.reason("机器故障").build()).await;
    assert_eq!(state(&modified), ("DOING", Some("MCH_COMPLETE")));
    let collection = modified.collection.unwrap();
    assert_eq!((collection.state.as_str(), collection.paying_amount), ("USER_PAYING", Some(Fen::new(200))));

    let pay = PayServiceOrder::builder().out_order_no(number).appid(shop.appid()).service_id(service_id).build();
    assert_eq!(shop.refused(&pay).await.code, "TRADE_ERROR", "no money at the second attempt");
    let paid = shop.send(&pay).await;
    let order = query(shop, number, true).await;
    assert_eq!((order.state.as_str(), order.total_amount), ("DONE", Some(Fen::new(200))));
    assert_eq!(order.order_id.as_ref(), Some(&paid.order_id));
    let collection = order.collection.unwrap();
    assert_eq!((collection.state.as_str(), collection.paid_amount), ("USER_PAID", Some(Fen::new(200))));
    let details = collection.details.unwrap();
    assert_eq!((details.len(), details[0].amount), (1, Some(Fen::new(200))));
    assert!(details[0].transaction_id.is_some());
}

async fn paid_outside(shop: &Shop<'_>) {
    let number = "service-2";
    doing(shop, number, "never_has_balance").await;
    shop.send(&completion(shop, number)).await;
    let sync = SyncServiceOrder::builder().out_order_no(number).appid(shop.appid());
    let sync = sync.service_id(shop.service(KIND, true)).r#type("Order_Paid").detail(paid_now()).build();
    let synced = shop.send(&sync).await;
    assert_eq!((synced.state.as_str(), synced.total_amount), ("DONE", Some(Fen::new(300))));
    assert_eq!(synced.collection.unwrap().details.unwrap()[0].paid_type.as_deref(), Some("MCH"));
}

async fn cancelled(shop: &Shop<'_>) {
    let number = "service-3";
    let created = shop.send(&new_order(shop, number)).await;
    let cancel = CancelServiceOrder::builder().out_order_no(number).appid(shop.appid());
    let cancelled = shop.send(&cancel.service_id(shop.service(KIND, true)).reason("用户投诉").build()).await;
    assert_eq!((cancelled.order_id, cancelled.mchid.as_str()), (created.order_id, shop.mchid()));
    assert_eq!(query(shop, number, true).await.state, "REVOKED");
}

/// An order that is created, completed and paid in one call.
pub(crate) async fn at_once(shop: &Shop<'_>) -> ServiceOrder {
    let number = "service-4";
    let request = DirectCompleteServiceOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .service_id(shop.service(KIND, false))
        .service_introduction("充电宝租借")
        .post_payments(payment_items(300))
        .post_discounts(discount_items())
        .total_amount(Fen::new(300))
        .time_range(TimeRange::builder().start_time("20261121100000").end_time("20261121115500").build())
        .location(location())
        .attach("shop%3D1")
        .notify_url(NOTIFY_URL)
        .openid(shop.user("pays_at_once"))
        .build();
    shop.send(&request).await;
    let order = query(shop, number, false).await;
    assert_eq!((order.state.as_str(), order.total_amount), ("DONE", Some(Fen::new(300))));
    assert_eq!(changes(&request, &order), [""; 0]);
    order
}

async fn bought(shop: &Shop<'_>) {
    let request = CreatePayOnDeliveryOrder::builder()
        .out_order_no("service-5")
        .mchid(shop.mchid())
        .appid(shop.appid())
        .service_id(shop.service(KIND, false))
        .service_introduction("先用后付")
        .post_payments(payments(300))
        .post_discounts(planned_discounts())
        .time_range(since_a_minute())
        .location(location())
        .risk_fund(estimate())
        .attach("shop%3D1")
        .notify_url(NOTIFY_URL)
        .openid(shop.user("pays_at_once"))
        .need_user_confirm(false)
        .shopping_info(shopping())
        .build();
    let created = shop.send(&request).await;
    assert_eq!((created.state.as_str(), created.shopping_info), ("DOING", Some(shopping())));
}
