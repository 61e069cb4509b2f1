//! `GET /v3/payscore/acquiringbank/serviceorder`

use super::BANK_ORDERS;
use crate::shop::{PARTNER_ORDERS, Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};

#[tokio::test]
async fn by_exactly_one_of_two_keys() {
    let shop = Shop::open_partner().await;
    shop.doing_bank("a-1", Behaviour::PaysAtOnce).await;
    let shown = shop.server.order(&shop.file.mchid, "a-1").await;
    let query_id = shown.body["query_id"].as_str().expect("a query_id");
    let keys = shop.bank_key("a-1");
    let by_id = keys.replace("out_order_no=a-1", &format!("query_id={query_id}"));
    let by_id = successful(shop.client.get(format!("{BANK_ORDERS}?{by_id}")).await);
    assert_eq!(by_id.json(), shop.query_bank("a-1").await.json());
    let neither = shop.client.get(format!("{BANK_ORDERS}?{}", keys.replace("&out_order_no=a-1", ""))).await;
    assert_names(&neither, "/out_order_no", "query");
    let both = shop.client.get(format!("{BANK_ORDERS}?{keys}&query_id={query_id}")).await;
    assert_names(&both, "/out_order_no", "query");
}

#[tokio::test]
async fn service_sub_merchant_and_channel_must_be_the_orders() {
    let shop = Shop::open_partner().await;
    shop.create_bank("a-1").await;
    let target = format!("{BANK_ORDERS}?{}", shop.bank_key("a-1"));
    let other_service = shop.service(ServiceKind::AcquiringBank, false);
    let refused = shop.client.get(target.replace(shop.bank_service(), other_service)).await;
    assert_names(&refused, "/service_id", "query");
    let channel = shop.client.get(target.replace("channel_id=1900000300", "channel_id=1900000301")).await;
    assert_eq!((channel.status, channel.json()["code"].as_str()), (400, Some("INVALID_REQUEST")));
    let sub = shop.client.get(target.replace("sub_mchid=1900000109", "sub_mchid=1900000199")).await;
    assert_eq!((sub.status, sub.json()["code"].as_str()), (403, Some("NO_AUTH")));
    let none = shop.client.get(target.replace("&channel_id=1900000300", "")).await;
    assert_names(&none, "/channel_id", "query");
}

#[tokio::test]
async fn a_partners_calls_do_not_see_it_nor_it_theirs() {
    let shop = Shop::open_partner().await;
    shop.create_bank("bank").await;
    shop.create_for_sub("partner").await;
    assert_eq!(shop.query_bank("partner").await.status, 404);
    let service_id = shop.bank_service();
    let sub_mchid = shop.file.sub_mchid.as_deref().expect("a sub-merchant");
    let target = format!("{PARTNER_ORDERS}?service_id={service_id}&sub_mchid={sub_mchid}&out_order_no=bank");
    let answer = shop.client.get(target).await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")));
}
