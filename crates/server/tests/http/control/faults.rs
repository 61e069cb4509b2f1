//! `/_payscore/faults`

use crate::shop::{SERVICE_ORDERS, Shop};
use serde_json::json;

#[tokio::test]
async fn strike_so_often_and_no_more() {
    let shop = Shop::open().await;
    let rule = json!({ "fault": "SYSTEM_ERROR", "count": 2 });
    let added = shop.server.post("faults", &rule).await;
    assert_eq!((added.status, added.body), (200, json!({ "faults": [rule] })));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await.status);
    }
    assert_eq!(statuses, [500, 500, 200]);
    assert_eq!(shop.server.get("faults").await.body, json!({ "faults": [] }));
}

#[tokio::test]
async fn strike_whom_they_name() {
    let shop = Shop::open().await;
    let partner = shop.client_of("partner");
    let rule = json!({ "fault": "FREQUENCY_LIMITED", "operation": "QueryServiceOrder", "mchid": shop.file.mchid });
    shop.server.post("faults", &rule).await;
    shop.create("a-1").await;
    assert_eq!(partner.get(shop.query_target("&out_order_no=a-1")).await.status, 404, "another merchant");
    let struck = shop.query("a-1").await;
    assert_eq!((struck.status, struck.json()["code"].as_str()), (429, Some("FREQUENCY_LIMITED")));
    assert_eq!(shop.query("a-1").await.status, 200, "once, where no count is given");
}

#[tokio::test]
async fn strike_in_the_order_they_came_until_cleared() {
    let shop = Shop::open().await;
    shop.server.post("faults", &json!({ "fault": "SYSTEM_ERROR" })).await;
    shop.server.post("faults", &json!({ "fault": "FREQUENCY_LIMITED", "count": 9 })).await;
    assert_eq!([shop.query("a-1").await.status, shop.query("a-1").await.status], [500, 429]);
    let cleared = shop.server.delete("faults").await;
    assert_eq!((cleared.status, cleared.body), (200, json!({ "faults": [] })));
    assert_eq!(shop.query("a-1").await.status, 404);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_helpfully() {
    let shop = Shop::open().await;
    for (body, words) in [
        (json!({}), "fault"),
        (json!({ "fault": "EARTHQUAKE" }), "SYSTEM_ERROR"),
        (json!({ "fault": "SYSTEM_ERROR", "operation": "Nothing" }), "openapi.json"),
        (json!({ "fault": "SYSTEM_ERROR", "times": 2 }), "count"),
        (json!({ "fault": "SYSTEM_ERROR", "count": 0 }), "nonzero"),
    ] {
        let refused = shop.server.post("faults", &body).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("PARAM_ERROR")), "{body}");
        let message = refused.body["message"].as_str().expect("a message");
        assert!(message.contains(words), "{body}: {message}");
    }
    assert_eq!(shop.server.get("faults").await.body, json!({ "faults": [] }));
}
