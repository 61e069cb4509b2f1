//! `/_payscore/merchants…`

use crate::shop::Shop;
use serde_json::{Value, json};

#[tokio::test]
async fn lists_them_without_keys() {
    let shop = Shop::open().await;
    let mut listed = shop.server.get("merchants").await.body;
    let text = listed.to_string();
    assert!(!text.contains(&shop.file.apiv3_key) && !text.contains(&shop.file.apiv2_key));
    for merchant in listed["merchants"].as_array_mut().expect("merchants") {
        assert_eq!(merchant["serial_no"].as_str().map(str::len), Some(40));
        merchant["serial_no"] = "[serial_no]".into();
    }
    insta::assert_json_snapshot!(listed);
}

#[tokio::test]
async fn what_was_changed_outlives_a_restart() {
    let mut shop = Shop::open().await;
    let path = format!("merchants/{}", shop.file.mchid);
    let url = "http://127.0.0.1:9/notify";
    let changed = shop.server.put(&path, &json!({ "notify_url": url })).await;
    assert_eq!((changed.status, &changed.body["notify_url"]), (200, &json!(url)));
    shop.restart().await;
    let kept = shop.server.put(&path, &json!({})).await;
    assert_eq!(kept.body["notify_url"], url, "what is left out stays");
    let taken = shop.server.put(&path, &json!({ "notify_url": "" })).await;
    assert_eq!(taken.body["notify_url"], Value::Null);
    shop.restart().await;
    assert_eq!(shop.server.put(&path, &json!({})).await.body["notify_url"], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_helpfully() {
    let shop = Shop::open().await;
    let path = format!("merchants/{}", shop.file.mchid);
    for (body, words) in [
        (json!({ "notify_url": "ftp://127.0.0.1/notify" }), "http://"),
        (json!({ "notify_url": "127.0.0.1:80" }), "http://"),
        (json!({ "notify_url": "http://" }), "http://"),
        (json!({ "notifyUrl": "http://127.0.0.1" }), "notify_url"),
        (json!({ "platform_identity": "both" }), "public_key"),
    ] {
        let refused = shop.server.put(&path, &body).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("PARAM_ERROR")), "{body}");
        let message = refused.body["message"].as_str().expect("a message");
        assert!(message.contains(words), "{body}: {message}");
    }
    let nobody = shop.server.put("merchants/1", &json!({})).await;
    assert_eq!((nobody.status, &nobody.body["code"]), (404, &json!("RESOURCE_NOT_EXISTS")));
}
