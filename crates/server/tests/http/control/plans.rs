//! `/_payscore/plans…`

use crate::shop::Shop;
use crate::shown::redacted;
use serde_json::{Value, json};

#[tokio::test]
async fn lists_the_newest_first_in_pages_and_by_state() {
    let shop = Shop::open().await;
    for number in ["p-1", "p-2", "p-3"] {
        shop.plan(number).await;
    }
    shop.stop_plan("p-2").await;
    let listed = async |query: &str| {
        let page = shop.server.get(&format!("plans?{query}")).await.body;
        let numbers: Vec<Value> =
            page["plans"].as_array().expect("plans").iter().map(|plan| plan["merchant_plan_no"].clone()).collect();
        (numbers, page["next"].clone())
    };
    let (numbers, next) = listed("limit=2").await;
    assert_eq!(numbers, ["p-3", "p-2"]);
    assert_eq!(listed(&format!("limit=2&before={next}")).await, (vec![json!("p-1")], Value::Null));
    assert_eq!(listed("state=STOP").await.0, ["p-2"]);
    assert_eq!(listed("mchid=1900000100").await.0, Vec::<Value>::new());
    assert_eq!(shop.server.get("plans?status=STOP").await.status, 400);
}

#[tokio::test]
async fn shows_a_plan_with_all_that_happened_to_it() {
    let shop = Shop::open().await;
    shop.plan("p-1").await;
    shop.stop_plan("p-1").await;
    insta::assert_json_snapshot!(redacted(shop.server.get("plans/1230000109/p-1").await.body));
    assert_eq!(shop.server.get("plans/1230000109/p-2").await.status, 404);
    assert_eq!(shop.server.get("plans/1/p-1").await.status, 404);
}
