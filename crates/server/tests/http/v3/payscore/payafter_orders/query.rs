//! `GET /v3/payscore/payafter-orders`

use super::PAY_AFTER_ORDERS;
use crate::shop::{RETAIL_ORDERS, Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};

#[tokio::test]
async fn by_exactly_one_of_two_keys() {
    let shop = Shop::open().await;
    shop.riding("p-1", Behaviour::PaysAtOnce).await;
    let shown = shop.server.order(&shop.file.mchid, "p-1").await;
    let query_id = shown.body["query_id"].as_str().expect("a query_id");
    let by_id = successful(shop.client.get(shop.pay_after_target(&format!("&query_id={query_id}"))).await);
    assert_eq!(by_id.json(), shop.query_pay_after("p-1").await.json());
    for key in ["", "&query_id=&out_order_no=", "&out_order_no=p-1&query_id=b"] {
        assert_names(&shop.client.get(shop.pay_after_target(key)).await, "/out_order_no", "query");
    }
}

#[tokio::test]
async fn appid_and_service_may_be_left_out_and_must_be_the_orders() {
    let shop = Shop::open().await;
    shop.create_pay_after("p-1").await;
    let full = successful(shop.query_pay_after("p-1").await);
    let least = successful(shop.client.get(format!("{PAY_AFTER_ORDERS}?out_order_no=p-1")).await);
    assert_eq!(least.text(), full.text());
    let target = shop.pay_after_target("&out_order_no=p-1");
    let wrong_appid = shop.client.get(target.replace(&shop.file.appid, "wx0000000000000000")).await;
    assert_names(&wrong_appid, "/appid", "query");
    let wrong = shop.service(ServiceKind::SmartRetail, true);
    assert_names(&shop.client.get(target.replace(shop.pay_after_service(), wrong)).await, "/service_id", "query");
}

#[tokio::test]
async fn each_family_finds_its_own() {
    let shop = Shop::open().await;
    shop.create_pay_after("bike").await;
    shop.create_retail("cabinet").await;
    for (path, number) in [(PAY_AFTER_ORDERS, "cabinet"), (RETAIL_ORDERS, "bike"), (PAY_AFTER_ORDERS, "nothing")] {
        let answer = shop.client.get(format!("{path}?out_order_no={number}")).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")), "{number}");
    }
    let theirs = shop.client_of("partner").get(shop.pay_after_target("&out_order_no=bike")).await;
    assert_eq!((theirs.status, theirs.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")));
    successful(shop.client.get(format!("{RETAIL_ORDERS}?out_order_no=cabinet")).await);
}
