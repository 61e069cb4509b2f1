//! `/v3/payscore/smartretail-orders…`

use crate::parts::{discounts, fees};
use crate::shop::{NOW, Shop, changes};
use payscore::Fen;
use payscore::smartretail_orders::{
    CancelSmartRetailOrder, CompleteSmartRetailOrder, CreateSmartRetailOrder, QuerySmartRetailOrder, RetailOrder,
};

const KIND: &str = "smartretail";

fn new_order(shop: &Shop<'_>, number: &str) -> CreateSmartRetailOrder {
    CreateSmartRetailOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .service_id(shop.service(KIND, true))
        .service_start_time("OnAccept")
        .service_start_location("一号货柜")
        .service_introduction("智能货柜")
        .fees(fees(300))
        .discounts(discounts())
        .risk_amount(Fen::new(10_000))
        .attach("cabinet%3D7")
        .need_user_confirm(true)
        .build()
}

async fn query(shop: &Shop<'_>, number: &str) -> RetailOrder {
    let builder = QuerySmartRetailOrder::builder().out_order_no(number).appid(shop.appid());
    shop.send(&builder.service_id(shop.service(KIND, true)).build()).await
}

pub(crate) async fn of_a_merchant(shop: &Shop<'_>) {
    let (number, service_id) = ("retail-1", shop.service(KIND, true));
    let create = new_order(shop, number);
    let created = shop.send(&create).await;
    assert!(created.package.is_some() && created.order_id.is_some());
    shop.confirm(number, "pays_at_once").await;
    let order = query(shop, number).await;
    assert_eq!(order.state.as_deref(), Some("USER_ACCEPTED"));
    assert_eq!(changes(&create, &order), ["/service_start_time"], "it has begun when it was accepted");

    let complete = CompleteSmartRetailOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .service_id(service_id)
        .finish_type(2)
        .total_amount(Fen::new(300))
        .finish_ticket(order.finish_ticket.unwrap())
        .real_service_end_time(NOW)
        .real_service_end_location("一号货柜")
        .fees(fees(300))
        .discounts(discounts())
        .profit_sharing(false)
        .build();
    let closed = shop.send(&complete).await;
    assert_eq!((closed.mchid.as_str(), Some(closed.order_id)), (shop.mchid(), created.order_id));
    let order = query(shop, number).await;
    assert_eq!((order.state.as_deref(), order.finish_type), (Some("USER_PAID"), Some(2)));
    assert!(order.finish_transaction_id.is_some());
    assert_eq!(changes(&complete, &order), [""; 0]);

    let created = shop.send(&new_order(shop, "retail-2")).await;
    let cancel = CancelSmartRetailOrder::builder().out_order_no("retail-2").appid(shop.appid());
    let cancelled = shop.send(&cancel.service_id(service_id).reason("无货").build()).await;
    assert_eq!(Some(cancelled.order_id), created.order_id);
    assert_eq!(query(shop, "retail-2").await.state.as_deref(), Some("REVOKED"));
}
