//! `GET /v3/payscore/oversea/partner/serviceorder`

use crate::shop::{PARTNER_ORDERS, Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn shows_currency_and_once_paid_the_rate() {
    let shop = Shop::open_partner().await;
    shop.doing_oversea("a-1", Behaviour::PaysAtOnce).await;
    let order = successful(shop.query_oversea("a-1").await).json();
    assert_eq!((&order["currency"], &order["currency_price"]), (&json!("HKD"), &Value::Null));
    successful(shop.act_oversea("a-1", "complete", &shop.oversea_completion(300)).await);
    insta::assert_json_snapshot!(shop.query_oversea("a-1").await.shown());
}

#[tokio::test]
async fn by_exactly_one_of_two_keys() {
    let shop = Shop::open_partner().await;
    shop.doing_oversea("a-1", Behaviour::PaysAtOnce).await;
    let shown = shop.server.order(&shop.file.mchid, "a-1").await;
    let query_id = shown.body["query_id"].as_str().expect("a query_id");
    let by_id = successful(shop.client.get(shop.oversea_target(&format!("&query_id={query_id}"))).await);
    assert_eq!(by_id.json(), shop.query_oversea("a-1").await.json());
    for key in ["", "&out_order_no=a-1&query_id=b"] {
        assert_names(&shop.client.get(shop.oversea_target(key)).await, "/out_order_no", "query");
    }
}

#[tokio::test]
async fn a_partners_calls_at_home_do_not_see_it() {
    let shop = Shop::open_partner().await;
    shop.create_oversea("abroad").await;
    shop.create_for_sub("home").await;
    assert_eq!(shop.query_oversea("home").await.status, 404);
    let target =
        shop.oversea_target("&out_order_no=abroad").replace("/oversea/partner/serviceorder", "/partner/serviceorder");
    assert!(target.starts_with(PARTNER_ORDERS));
    let answer = shop.client.get(target).await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (404, Some("ORDER_NOT_EXIST")));
    let other = shop.service(ServiceKind::Oversea, false);
    let target = shop.oversea_target("&out_order_no=abroad").replace(shop.oversea_service(), other);
    assert_names(&shop.client.get(target).await, "/service_id", "query");
}
