//! `/v3/payscore/payafter-orders…`

use crate::parts::{discounts, fees};
use crate::shop::{NOW, Shop, changes};
use payscore::Fen;
use payscore::payafter_orders::{
    CancelPayAfterOrder, CompletePayAfterOrder, CreatePayAfterOrder, PaidDetail, QueryPayAfterOrder, RetailOrder,
    SyncPayAfterOrder,
};

const KIND: &str = "payafter";

fn new_order(shop: &Shop<'_>, number: &str) -> CreatePayAfterOrder {
    CreatePayAfterOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .service_id(shop.service(KIND, true))
        .service_start_time("OnAccept")
        .service_start_location("地铁站A口")
        .service_introduction("电动车租赁")
        .fees(fees(300))
        .discounts(discounts())
        .risk_amount(Fen::new(10_000))
        .attach("bike%3D7")
        .need_user_confirm(true)
        .name("张三")
        .phone("13800138000")
        .userid("11010519491231002X")
        .address("北京市东城区")
        .build()
}

async fn query(shop: &Shop<'_>, number: &str) -> RetailOrder {
    let builder = QueryPayAfterOrder::builder().out_order_no(number).appid(shop.appid());
    shop.send(&builder.service_id(shop.service(KIND, true)).build()).await
}

pub(crate) async fn of_a_merchant(shop: &Shop<'_>) {
    let (number, service_id) = ("pay-after-1", shop.service(KIND, true));
    let create = new_order(shop, number);
    let created = shop.send(&create).await;
    assert!(created.order_id.is_some() && created.package.is_some());
    shop.confirm(number, "never_has_balance").await;
    let order = query(shop, number).await;
    assert_eq!(order.state.as_deref(), Some("USER_ACCEPTED"));
    assert_eq!(changes(&create, &order), ["/service_start_time"], "it has begun when it was accepted");

    let complete = CompletePayAfterOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .service_id(service_id)
        .finish_type(2)
        .total_amount(Fen::new(300))
        .finish_ticket(order.finish_ticket.unwrap())
        .real_service_end_time(NOW)
        .real_service_end_location("地铁站B口")
        .fees(fees(300))
        .discounts(discounts())
        .profit_sharing(false)
        .build();
    let closed = shop.send(&complete).await;
    assert_eq!((closed.mchid.as_str(), Some(closed.order_id)), (shop.mchid(), created.order_id.clone()));
    assert_eq!(changes(&complete, &query(shop, number).await), [""; 0]);

    let sync = SyncPayAfterOrder::builder().out_order_no(number).appid(shop.appid()).service_id(service_id);
    let detail = PaidDetail::builder().paid_time(NOW).build();
    let synced = shop.send(&sync.r#type("Order_Paid").detail(detail).build()).await;
    assert_eq!(Some(synced.order_id), created.order_id);
    let order = query(shop, number).await;
    assert_eq!((order.state.as_deref(), order.pay_type.as_deref()), (Some("USER_PAID"), Some("MchChannelPayType")));
    assert_eq!(order.pay_succ_time.as_deref(), Some(NOW));

    let created = shop.send(&new_order(shop, "pay-after-2")).await;
    let cancel = CancelPayAfterOrder::builder().out_order_no("pay-after-2").appid(shop.appid());
    let cancelled = shop.send(&cancel.service_id(service_id).reason("无车").build()).await;
    assert_eq!(Some(cancelled.order_id), created.order_id);
    assert_eq!(query(shop, "pay-after-2").await.state.as_deref(), Some("REVOKED"));
}
