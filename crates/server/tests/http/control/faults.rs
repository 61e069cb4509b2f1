//! `/_payscore/faults`

mod calls;
mod notifications;

use crate::shop::{SERVICE_ORDERS, Shop};
use serde_json::json;

async fn create(shop: &Shop, number: &str) -> u16 {
    shop.client.post(SERVICE_ORDERS, &shop.new_order(number)).await.status
}

#[tokio::test]
async fn strike_so_often_and_no_more() {
    let shop = Shop::open().await;
    let added = shop.server.post("faults", &json!({ "fault": "SYSTEM_ERROR", "count": 2 })).await;
    let mut rule = json!({ "id": 1, "fault": "SYSTEM_ERROR", "count": 2, "left": 2, "struck": 0, "matched": 0 });
    assert_eq!((added.status, added.body), (200, json!({ "id": 1, "faults": [rule] })));
    assert_eq!(create(&shop, "a-1").await, 500);
    (rule["left"], rule["struck"], rule["matched"]) = (json!(1), json!(1), json!(1));
    assert_eq!(shop.server.get("faults").await.body, json!({ "faults": [rule] }));
    assert_eq!([create(&shop, "a-1").await, create(&shop, "a-1").await], [500, 200]);
    assert_eq!(shop.server.get("faults").await.body, json!({ "faults": [] }));
}

#[tokio::test]
async fn strike_without_end_until_taken_away() {
    let shop = Shop::open().await;
    let id = shop.server.fault(&json!({ "fault": "SYSTEM_ERROR", "count": "unlimited" })).await;
    shop.server.fault(&json!({ "fault": "FREQUENCY_LIMITED" })).await;
    for _ in 0..3 {
        assert_eq!(create(&shop, "a-1").await, 500);
    }
    let listed = shop.server.get("faults").await.body;
    let first = &listed["faults"][0];
    assert_eq!((&first["left"], &first["struck"]), (&json!("unlimited"), &json!(3)), "{listed}");
    let left = shop.server.delete(&format!("faults/{id}")).await;
    assert_eq!((left.status, left.body["faults"].as_array().map(Vec::len)), (200, Some(1)));
    assert_eq!([create(&shop, "a-1").await, create(&shop, "a-1").await], [429, 200], "the other one stayed");
    for gone in [id.to_string(), "2".to_owned(), "nonsense".to_owned()] {
        assert_eq!(shop.server.delete(&format!("faults/{gone}")).await.status, 404, "{gone}");
    }
}

#[tokio::test]
async fn strike_whom_they_name() {
    let shop = Shop::open().await;
    let partner = shop.client_of("partner");
    let rule = json!({ "fault": "FREQUENCY_LIMITED", "operation": "QueryServiceOrder", "mchid": shop.file.mchid });
    shop.server.fault(&rule).await;
    shop.create("a-1").await;
    assert_eq!(partner.get(shop.query_target("&out_order_no=a-1")).await.status, 404, "another merchant");
    let struck = shop.query("a-1").await;
    assert_eq!((struck.status, struck.json()["code"].as_str()), (429, Some("FREQUENCY_LIMITED")));
    assert_eq!(shop.query("a-1").await.status, 200, "once, where no count is given");
}

#[tokio::test]
async fn strike_the_order_wherever_a_call_names_it() {
    let shop = Shop::open().await;
    let rule = json!({ "fault": "SYSTEM_ERROR", "order": "a-1", "count": "unlimited" });
    let id = shop.server.fault(&rule).await;
    assert_eq!([create(&shop, "a-1").await, create(&shop, "a-2").await], [500, 200], "in the body");
    assert_eq!([shop.query("a-1").await.status, shop.query("a-2").await.status], [500, 200], "in the query");
    let cancellation = shop.cancellation("不要了");
    let in_the_path =
        [shop.act("a-1", "cancel", &cancellation).await.status, shop.act("a-2", "cancel", &cancellation).await.status];
    assert_eq!(in_the_path, [500, 200]);
    let listed = shop.server.get("faults").await.body;
    assert_eq!((&listed["faults"][0]["id"], &listed["faults"][0]["matched"]), (&json!(id), &json!(3)));
}

#[tokio::test]
async fn strike_the_same_calls_of_a_sequence_by_the_same_seed() {
    let shop = Shop::open().await;
    let rule = |seed: u32| json!({ "fault": "SYSTEM_ERROR", "count": "unlimited", "probability": 0.5, "seed": seed });
    let mut runs = Vec::new();
    for seed in [4, 4, 5] {
        shop.server.fault(&rule(seed)).await;
        let mut statuses = Vec::new();
        for _ in 0..16 {
            statuses.push(shop.query("nope").await.status);
        }
        shop.server.delete("faults").await;
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
    assert!(runs[0].contains(&500) && runs[0].contains(&404), "{runs:?}");
}

#[tokio::test]
async fn a_seed_that_was_drawn_is_told() {
    let shop = Shop::open().await;
    shop.server.fault(&json!({ "fault": "SYSTEM_ERROR", "probability": 0.5 })).await;
    let listed = shop.server.get("faults").await.body;
    assert!(listed["faults"][0]["seed"].is_u64(), "{listed}");
}

#[tokio::test]
async fn strike_in_the_order_they_came_until_cleared() {
    let shop = Shop::open().await;
    shop.server.fault(&json!({ "fault": "SYSTEM_ERROR" })).await;
    shop.server.fault(&json!({ "fault": "FREQUENCY_LIMITED", "count": 9 })).await;
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
        (json!({ "fault": "SYSTEM_ERROR", "times": 2 }), "times: no such field"),
        (json!({ "fault": "SYSTEM_ERROR", "count": 0 }), "count: a number from 1"),
        (json!({ "fault": "SYSTEM_ERROR", "probability": 1.01 }), "probability: a number above 0 and up to 1"),
        (json!({ "fault": "SYSTEM_ERROR", "event_type": "PAYSCORE.USER_PAID" }), "event_type: for faults of notif"),
        (json!({ "fault": "NOTIFICATION_DROP", "event_type": "PAYSCORE.PAID" }), "PAYSCORE.USER_PAID"),
        (json!({ "fault": "WRONG_SIGNATURE", "milliseconds": 5 }), "milliseconds: for SLOW_ANSWER"),
    ] {
        let refused = shop.server.post("faults", &body).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("PARAM_ERROR")), "{body}");
        let message = refused.body["message"].as_str().expect("a message");
        assert!(message.contains(words), "{body}: {message}");
    }
    assert_eq!(shop.server.get("faults").await.body, json!({ "faults": [] }));
}
