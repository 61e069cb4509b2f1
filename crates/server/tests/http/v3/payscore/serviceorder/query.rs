//! `GET /v3/payscore/serviceorder`

use crate::shop::{SERVICE_ORDERS, Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};

#[tokio::test]
async fn an_order_that_is_not_there() {
    let shop = Shop::open().await;
    let missing = shop.query("nothing").await;
    insta::assert_json_snapshot!(missing.shown());
    assert_eq!(missing.number(), 271_317_510);
    let missing = shop.client.get(shop.query_target("&query_id=nothing")).await;
    assert_eq!((missing.status, missing.number()), (404, 271_317_510));
}

#[tokio::test]
async fn by_what_the_confirmation_page_handed_back() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let shown = shop.server.order(&shop.file.mchid, "a-1").await;
    let query_id = shown.body["query_id"].as_str().expect("a query_id");
    let by_id = successful(shop.client.get(shop.query_target(&format!("&query_id={query_id}"))).await);
    assert_eq!(by_id.json(), shop.query("a-1").await.json());

    let other = Shop { client: shop.client_of("partner"), file: shop.server.merchant("partner"), ..shop };
    let invisible = other.client.get(other.query_target(&format!("&query_id={query_id}"))).await;
    assert_eq!(invisible.status, 404, "another merchant's");
}

#[tokio::test]
async fn by_exactly_one_of_two_keys() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let both = shop.client.get(shop.query_target("&out_order_no=a-1&query_id=b")).await;
    assert_names(&both, "/out_order_no", "query");
    insta::assert_json_snapshot!(both.shown());
    let neither = shop.client.get(shop.query_target("")).await;
    assert_names(&neither, "/out_order_no", "query");
    let empty = shop.client.get(shop.query_target("&query_id=&out_order_no=")).await;
    assert_names(&empty, "/out_order_no", "query");
    successful(shop.client.get(shop.query_target("&query_id=&out_order_no=a-1")).await);
}

#[tokio::test]
async fn appid_and_service_must_be_the_orders() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let target = shop.query_target("&out_order_no=a-1");
    let wrong_appid = shop.client.get(target.replace(&shop.file.appid, "wx0000000000000000")).await;
    assert_names(&wrong_appid, "/appid", "query");
    insta::assert_json_snapshot!(wrong_appid.shown());
    let confirmed = shop.service(ServiceKind::ServiceOrder, true);
    let unconfirmed = shop.service(ServiceKind::ServiceOrder, false);
    let wrong_service = shop.client.get(target.replace(confirmed, unconfirmed)).await;
    assert_names(&wrong_service, "/service_id", "query");
}

#[tokio::test]
async fn another_merchants_order_is_invisible() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let other = Shop { client: shop.client_of("partner"), file: shop.server.merchant("partner"), ..shop };
    let mut answers = vec![other.query("a-1").await];
    answers.push(other.act("a-1", "complete", &other.completion(300)).await);
    answers.push(other.act("a-1", "cancel", &other.cancellation("用户投诉")).await);
    answers.push(other.act("a-1", "sync", &other.sync("20261121120000")).await);
    for answer in answers {
        assert_eq!((answer.status, answer.number()), (404, 271_317_510), "{}", answer.text());
        assert_eq!(answer.json()["code"], "ORDER_NOT_EXIST");
    }
    let file = other.server.merchant("default");
    let shop = Shop { client: other.client_of("default"), file, ..other };
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn another_familys_order_is_not_found_here() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    assert_eq!(shop.query("a-1").await.status, 404);
    assert_eq!(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await.status, 404);
    shop.create("b-1").await;
    assert_eq!(shop.query_retail("b-1").await.status, 404);
    assert_eq!(shop.act_retail("b-1", "cancel", &shop.retail_cancellation("用户投诉")).await.status, 404);
}

#[tokio::test]
async fn parameters_come_in_any_order_and_encoding() {
    let shop = Shop::open().await;
    shop.create("a|1").await;
    let service_id = shop.service(ServiceKind::ServiceOrder, true);
    let appid = &shop.file.appid;
    for number in ["a|1", "a%7C1", "a%7c1", "%61%7C%31"] {
        let target = format!("{SERVICE_ORDERS}?out_order_no={number}&unknown=1&appid={appid}&service_id={service_id}");
        assert_eq!(successful(shop.client.get(target).await).json()["out_order_no"], "a|1");
    }
}
