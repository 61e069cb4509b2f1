//! Sensitive fields: in the clear in the request's type, encrypted on the wire, opened by the running server.

mod support;

use payscore::api::payscore::payafter_orders::CreatePayAfterOrder;
use payscore::{Client, PlatformKeys, blocking};
use serde_json::json;
use support::{Merchant, config};
use tokio::task::block_in_place;

fn create(merchant: &Merchant, no: &str, phone: &str) -> CreatePayAfterOrder {
    serde_json::from_value(json!({
        "appid": merchant.text("appid"), "service_id": merchant.service("payafter", true), "out_order_no": no,
        "service_start_time": "OnAccept", "service_introduction": "XX借还", "risk_amount": 10_000,
        "name": "张三", "phone": phone, "userid": "11010519491231002X", "address": "北京市东城区",
    }))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_clients_encrypt_for_whichever_key_they_prefer() {
    let merchant = Merchant::of("default").await;
    let file = merchant.server.merchant("default");
    for (at, forgotten) in [&file.platform_serial_no, &file.wechatpay_public_key_id].into_iter().enumerate() {
        let config = config(&merchant.server, "default");
        assert!(config.platform_keys().remove(forgotten));
        let order = |client: &str| create(&merchant, &format!("{client}-{at}"), "13800138000");
        Client::new(config.clone()).unwrap().send(&order("async")).await.unwrap();
        let client = blocking::Client::new(config);
        block_in_place(|| client.send(&order("blocking"))).unwrap();
    }
}

#[tokio::test]
async fn the_server_reads_what_was_encrypted() {
    let merchant = Merchant::of("default").await;
    let unchecked = Client::new(merchant.client.config().clone().with_check_limits(false)).unwrap();
    let error = unchecked.send(&create(&merchant, "1", &"1".repeat(21))).await.unwrap_err();
    assert_eq!(error.code(), Some("PARAM_ERROR"));
    assert_eq!(error.api().unwrap().detail.as_ref().unwrap()["field"], "/phone");
    let error = merchant.client.send(&create(&merchant, "1", &"1".repeat(21))).await.unwrap_err();
    assert!(matches!(error, payscore::Error::Limits(_)), "{error:?}");
}

#[tokio::test]
async fn a_call_by_path_is_encrypted_by_hand() {
    let merchant = Merchant::of("default").await;
    let sealed = merchant.client.config().encrypt("张三").unwrap();
    let body = json!({
        "appid": merchant.text("appid"), "service_id": merchant.service("payafter", true), "out_order_no": "by-path",
        "service_start_time": "OnAccept", "risk_amount": 10_000, "name": sealed.ciphertext,
    });
    merchant.client["v3/payscore/payafter-orders"].post(&body).await.unwrap();
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() {
    let merchant = Merchant::of("default").await;
    let client = Client::new(merchant.client.config().clone().with_platform_keys(PlatformKeys::new())).unwrap();
    let request = create(&merchant, "1", "13800138000");
    let error = client.send(&request).await.unwrap_err();
    assert!(matches!(error, payscore::Error::Sensitive(_)), "{error:?}");
    client.download_certificates().await.unwrap();
    client.send(&request).await.unwrap();
}
