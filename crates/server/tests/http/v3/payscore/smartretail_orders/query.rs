//! `GET /v3/payscore/smartretail-orders`

use crate::shop::{Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::Value;

#[tokio::test]
async fn an_order_that_is_not_there() {
    let shop = Shop::open().await;
    insta::assert_json_snapshot!(shop.query_retail("nothing").await.shown());
}

#[tokio::test]
async fn by_exactly_one_of_two_keys() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let shown = shop.server.order(&shop.file.mchid, "a-1").await;
    let query_id = shown.body["query_id"].as_str().expect("a query_id");
    let by_id = successful(shop.client.get(shop.retail_query_target(&format!("&query_id={query_id}"))).await);
    assert_eq!(by_id.json(), shop.query_retail("a-1").await.json());
    for key in ["", "&query_id=&out_order_no=", "&out_order_no=a-1&query_id=b"] {
        assert_names(&shop.client.get(shop.retail_query_target(key)).await, "/out_order_no", "query");
    }
}

#[tokio::test]
async fn the_finish_ticket_shows_while_it_is_of_use() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    assert_eq!(shop.query_retail("a-1").await.json()["finish_ticket"], Value::Null);
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    assert_ne!(shop.query_retail("a-1").await.json()["finish_ticket"], Value::Null);
    let body = shop.retail_completion("a-1", 300).await;
    successful(shop.act_retail("a-1", "complete", &body).await);
    assert_eq!(shop.query_retail("a-1").await.json()["finish_ticket"], Value::Null);
}

#[tokio::test]
async fn appid_and_service_must_be_the_orders() {
    let shop = Shop::open().await;
    shop.create_retail("a-1").await;
    let target = shop.retail_query_target("&out_order_no=a-1");
    let wrong_appid = shop.client.get(target.replace(&shop.file.appid, "wx0000000000000000")).await;
    assert_names(&wrong_appid, "/appid", "query");
    let (right, wrong) = (shop.service(ServiceKind::SmartRetail, true), shop.service(ServiceKind::PayAfter, true));
    assert_names(&shop.client.get(target.replace(right, wrong)).await, "/service_id", "query");
}

#[tokio::test]
async fn another_merchants_order_is_invisible() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let completion = shop.retail_completion("a-1", 300).await;
    let record = shop.record("a-1").await;
    let theirs = shop.client_of("partner");
    let target = shop.retail_query_target("&out_order_no=a-1");
    let cancel = shop.retail_cancellation("用户投诉");
    for answer in [
        theirs.get(target).await,
        theirs.post("/v3/payscore/smartretail-orders/a-1/complete", &completion).await,
        theirs.post("/v3/payscore/smartretail-orders/a-1/cancel", &cancel).await,
    ] {
        assert_eq!((answer.status, answer.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")));
    }
    assert_eq!(shop.record("a-1").await, record);
}
