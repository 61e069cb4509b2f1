//! `GET /v3/certificates`

use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful};
use payscore_wire::{ApiV3Key, Certificate};
use serde_json::json;

const PATH: &str = "/v3/certificates";

fn listed(shop: &Shop, answer: &Answer) -> Certificate {
    let body = answer.json();
    let [entry] = body["data"].as_array().expect("a list").as_slice() else { panic!("one certificate: {body}") };
    let sealed = |name: &str| entry["encrypt_certificate"][name].as_str().expect("a text");
    assert_eq!(sealed("algorithm"), "AEAD_AES_256_GCM");
    assert_eq!((sealed("nonce").len(), sealed("associated_data")), (12, "certificate"));
    let key = ApiV3Key::new(&shop.file.apiv3_key).expect("an APIv3 key");
    let pem = key.open(sealed("nonce"), sealed("associated_data"), sealed("ciphertext")).expect("it opens");
    let certificate = Certificate::from_pem(&String::from_utf8(pem).expect("text")).expect("a certificate");
    assert_eq!(entry["serial_no"], certificate.serial_no());
    certificate
}

#[tokio::test]
async fn lists_the_certificate_that_signs_the_list() {
    let shop = Shop::open().await;
    let answer = successful(shop.client.get(PATH).await);
    let certificate = listed(&shop, &answer);
    assert_eq!(answer.header("Wechatpay-Serial"), certificate.serial_no());
    assert_eq!(certificate.serial_no(), shop.file.platform_serial_no);
    assert_eq!(certificate.public_key().to_pem(), shop.client.platform_key(certificate.serial_no()).to_pem());
    let entry = answer.json()["data"][0].clone();
    let (from, until) = (entry["effective_time"].as_str().unwrap(), entry["expire_time"].as_str().unwrap());
    assert!(from < until, "RFC 3339 at one offset compares as text");
    assert!(from.ends_with("+08:00") && until.ends_with("+08:00") && from.len() == 25, "{from}");
}

#[tokio::test]
async fn algorithm_type_may_be_rsa_and_must_be_one_of_three() {
    let shop = Shop::open().await;
    successful(shop.client.get(format!("{PATH}?algorithm_type=RSA")).await);
    let refused = shop.client.get(format!("{PATH}?algorithm_type=DSA")).await;
    assert_names(&refused, "/algorithm_type", "query");
    insta::assert_json_snapshot!(refused.shown());
}

#[tokio::test]
async fn an_empty_serial_header_is_the_same_as_none() {
    // wechatpay-java's first call.
    let shop = Shop::open().await;
    let answer = shop.client.request("GET", PATH).header("Wechatpay-Serial", "").send().await;
    assert_eq!(answer.header("Wechatpay-Serial"), shop.file.platform_serial_no);
}

#[tokio::test]
async fn the_public_key_signs_for_whoever_asks_for_it() {
    let shop = Shop::open().await;
    let id = shop.file.wechatpay_public_key_id.clone();
    assert!(id.starts_with("PUB_KEY_ID_"), "{id}");
    let answer = successful(shop.client.request("GET", PATH).header("Wechatpay-Serial", id.clone()).send().await);
    assert_eq!(answer.header("Wechatpay-Serial"), id);
    let answer = shop.client.request("GET", PATH).header("Wechatpay-Serial", "PUB_KEY_ID_0").send().await;
    assert_eq!(answer.header("Wechatpay-Serial"), shop.file.platform_serial_no, "an unknown one asks for nothing");
}

#[tokio::test]
async fn a_merchant_in_public_key_mode_has_none() {
    let mut shop = Shop::open().await;
    let path = format!("merchants/{}", shop.file.mchid);
    let changed = shop.server.put(&path, &json!({ "platform_identity": "public_key" })).await;
    assert_eq!((changed.status, &changed.body["platform_identity"]), (200, &json!("public_key")));

    let answer = shop.client.get(PATH).await;
    assert_eq!(answer.header("Wechatpay-Serial"), shop.file.wechatpay_public_key_id);
    insta::assert_json_snapshot!(answer.shown());
    let asked = shop.file.platform_serial_no.clone();
    let answer = shop.client.request("GET", PATH).header("Wechatpay-Serial", asked.clone()).send().await;
    assert_eq!((answer.status, answer.header("Wechatpay-Serial")), (404, asked.as_str()));

    shop.restart().await;
    assert_eq!(shop.client.get(PATH).await.status, 404, "the mode outlives a restart");
    shop.server.put(&path, &json!({ "platform_identity": "certificate" })).await;
    assert_eq!(shop.client.get(PATH).await.status, 200);
}

#[tokio::test]
async fn every_merchant_gets_the_list_under_its_own_key() {
    let shop = Shop::open_partner().await;
    let answer = successful(shop.client.get(PATH).await);
    listed(&shop, &answer);
}
