//! `GET /v3/payscore/partner/serviceorder`

use crate::shop::{PARTNER_ORDERS, Shop, assert_names, successful};
use payscore_domain::ServiceKind;

#[tokio::test]
async fn by_exactly_one_of_two_keys() {
    let shop = Shop::open_partner().await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    successful(shop.query_partner("&out_order_no=a-1").await);
    assert_names(&shop.query_partner("&out_order_no=a-1&query_id=b").await, "/out_order_no", "query");
    assert_names(&shop.query_partner("").await, "/out_order_no", "query");
    for key in ["&query_id=nothing", "&out_order_no=nothing"] {
        let missing = shop.query_partner(key).await;
        assert_eq!((missing.status, missing.number()), (404, 271_317_510));
    }
}

#[tokio::test]
async fn sub_merchant_and_service_must_be_the_orders() {
    let shop = Shop::open_partner().await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    let target = |service_id: &str, sub_mchid: &str| {
        format!("{PARTNER_ORDERS}?service_id={service_id}&sub_mchid={sub_mchid}&out_order_no=a-1")
    };
    let (right, wrong) =
        (shop.service(ServiceKind::ServiceOrder, false), shop.service(ServiceKind::ServiceOrder, true));
    let stranger = shop.client.get(target(right, "1900000199")).await;
    assert_eq!((stranger.status, stranger.json()["code"].as_str()), (403, Some("NO_AUTH")));
    let sub_mchid = shop.file.sub_mchid.as_deref().expect("a sub-merchant");
    assert_names(&shop.client.get(target(wrong, sub_mchid)).await, "/service_id", "query");
    let without = shop.client.get(format!("{PARTNER_ORDERS}?service_id={right}&out_order_no=a-1")).await;
    assert_names(&without, "/sub_mchid", "query");
}

#[tokio::test]
async fn the_providers_own_orders_are_not_the_sub_merchants() {
    let shop = Shop::open_partner().await;
    shop.create("a-1").await;
    assert_eq!(shop.query_partner("&out_order_no=a-1").await.status, 404);
}

#[tokio::test]
async fn another_merchants_order_is_invisible() {
    let shop = Shop::open_partner().await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    let shop = Shop { client: shop.client_of("default"), file: shop.server.merchant("default"), ..shop };
    assert_eq!(shop.query("a-1").await.status, 404);
}
