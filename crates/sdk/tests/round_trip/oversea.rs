//! `/v3/payscore/oversea/partner/serviceorder…`

use crate::parts::{deposit, explained_discounts, location, on_accept, payments, planned_discounts, until_now};
use crate::shop::{NOTIFY_URL, Shop, changes};
use payscore::Fen;
use payscore::oversea::partner::serviceorder::{
    CancelOverseaPartnerServiceOrder, CompleteOverseaPartnerServiceOrder, CreateOverseaPartnerServiceOrder,
    OverseaSyncDetail, QueryOverseaPartnerServiceOrder, SyncOverseaPartnerServiceOrder,
};
use payscore::serviceorder::ServiceOrder;

const KIND: &str = "oversea";
const CURRENCY: &str = "HKD";

fn new_order(shop: &Shop<'_>, number: &str) -> CreateOverseaPartnerServiceOrder {
    CreateOverseaPartnerServiceOrder::builder()
        .out_order_no(number)
        .appid(shop.appid())
        .sub_mchid(shop.sub_mchid())
        .sub_appid(shop.sub_appid())
        .currency(CURRENCY)
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
    let query = QueryOverseaPartnerServiceOrder::builder().out_order_no(number).service_id(shop.service(KIND, true));
    shop.send(&query.sub_mchid(shop.sub_mchid()).build()).await
}

/// Created, confirmed and completed; as it is then.
async fn completed(shop: &Shop<'_>, number: &str, behaviour: &str) -> ServiceOrder {
    let create = new_order(shop, number);
    let created = shop.send(&create).await;
    assert_eq!((created.state.as_str(), created.currency.as_deref()), ("CREATED", Some(CURRENCY)));
    shop.confirm(number, behaviour).await;
    let order = query(shop, number).await;
    assert_eq!(changes(&create, &order), ["/time_range/start_time"], "it has begun when it was accepted");
    let complete = CompleteOverseaPartnerServiceOrder::builder()
        .out_order_no(number)
        .service_id(shop.service(KIND, true))
        .sub_mchid(shop.sub_mchid())
        .currency(CURRENCY)
        .post_payments(payments(300))
        .post_discounts(explained_discounts())
        .total_amount(Fen::new(300))
        .time_range(until_now())
        .location(location())
        .goods_tag("goods")
        .profit_sharing(false)
        .build();
    shop.send(&complete).await;
    let order = query(shop, number).await;
    assert_eq!(changes(&complete, &order), [""; 0]);
    order
}

pub(crate) async fn serviceorder(shop: &Shop<'_>) {
    let order = completed(shop, "oversea-1", "pays_at_once").await;
    assert_eq!(order.state, "DONE");
    assert!(order.currency_price.is_some(), "in which rate it was paid");

    let number = "oversea-2";
    let order = completed(shop, number, "never_has_balance").await;
    assert_eq!((order.state.as_str(), order.state_description.as_deref()), ("DOING", Some("MCH_COMPLETE")));
    let detail = OverseaSyncDetail::builder().paid_time("2026-11-21T12:00:00+08:00").seq(1);
    let sync = SyncOverseaPartnerServiceOrder::builder().out_order_no(number).service_id(shop.service(KIND, true));
    let sync = sync.sub_mchid(shop.sub_mchid()).r#type("Order_Paid").detail(detail.paid_amount(Fen::new(300)).build());
    shop.send(&sync.build()).await;
    assert_eq!(query(shop, number).await.state, "DONE");

    let number = "oversea-3";
    shop.send(&new_order(shop, number)).await;
    let cancel = CancelOverseaPartnerServiceOrder::builder().out_order_no(number);
    let cancel = cancel.service_id(shop.service(KIND, true)).sub_mchid(shop.sub_mchid()).reason("用户投诉");
    shop.send(&cancel.build()).await;
    assert_eq!(query(shop, number).await.state, "REVOKED");
}
