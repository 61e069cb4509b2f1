//! What real clients send and upstream takes.

use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use serde_json::{Value, json};

#[tokio::test]
async fn unknown_keys_are_ignored() {
    // Upstream ignored a real client's `needUserConfirm`.
    let shop = Shop::open().await;
    let more = json!({ "needUserConfirm": false, "risk_fund": { "currency": "CNY" }, "mchid": "1", "": {} });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &more)).await);
    successful(shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await);
    assert_eq!(shop.record("a-1").await[2].as_array().map(Vec::len), Some(1), "the same parameters, then");
}

#[tokio::test]
async fn null_and_an_empty_text_are_as_good_as_nothing() {
    let shop = Shop::open().await;
    let least = json!({
        "attach": null, "location": null, "post_discounts": null, "post_payments": null,
        "risk_fund": { "description": null },
    });
    let least = with(shop.new_order("a-1"), &least);
    successful(shop.client.post(SERVICE_ORDERS, &least).await);
    let mut nulls = least.clone();
    for field in ["attach", "location", "post_discounts", "openid", "need_user_confirm", "device"] {
        nulls[field] = Value::Null;
    }
    nulls["risk_fund"]["description"] = Value::Null;
    let empty = json!({
        "attach": "", "location": {}, "post_discounts": [], "post_payments": [], "openid": "",
        "risk_fund": { "description": "" }, "need_user_confirm": true,
        "time_range": { "end_time": "", "end_time_remark": "" },
    });
    for body in [nulls, with(least, &empty)] {
        let again = shop.client.post(SERVICE_ORDERS, &body).await;
        assert_eq!(again.status, 200, "{}", again.text());
    }
}

#[tokio::test]
async fn a_body_may_end_in_a_newline() {
    // wechatpay-go's does, and is signed with it.
    let shop = Shop::open().await;
    let body = format!("{:#}\n", shop.new_order("a-1"));
    successful(shop.client.request("POST", SERVICE_ORDERS).body(body).send().await);
}

#[tokio::test]
async fn a_serial_number_may_come_in_small_letters() {
    let shop = Shop::open().await;
    let small = shop.file.serial_no.to_lowercase();
    successful(shop.client.request("GET", "/v3/certificates").serial_no(&small).send().await);
}

#[tokio::test]
async fn limits_count_characters_and_include_their_ends() {
    let shop = Shop::open().await;
    let number = "a".repeat(32);
    let payments: Vec<Value> = (0..100).map(|n| json!({ "name": n.to_string(), "amount": 0, "count": 100 })).collect();
    let described = |n: u32| json!({ "name": n.to_string(), "description": "长".repeat(30) });
    let discounts: Vec<Value> = (0..30).map(described).collect();
    let most = json!({
        "service_introduction": "长".repeat(20),
        "attach": "长".repeat(256),
        "location": { "start_location": "长".repeat(50), "end_location": "😀".repeat(50) },
        "post_payments": payments,
        "post_discounts": discounts,
        "risk_fund": { "description": "长".repeat(30), "amount": 1 },
        "notify_url": format!("http://127.0.0.1:9/{}", "a".repeat(255 - 19)),
    });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order(&number), &most)).await);
    let order = shop.query(&number).await.json();
    assert_eq!(order["location"], most["location"]);
    assert_eq!(order["post_payments"], most["post_payments"]);
}
