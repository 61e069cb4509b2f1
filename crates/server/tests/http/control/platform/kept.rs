//! The platform's folder: what a restart finds, whenever it was that the server ended.

use super::{CERTIFICATES, rotate, states};
use crate::shop::{Shop, successful};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// As it was when there was one certificate and one public key for ever.
fn before_rotation(shop: &Shop) {
    let platform = shop.server.data().join("platform");
    let (serial, id) = (&shop.file.platform_serial_no, &shop.file.wechatpay_public_key_id);
    let certificate = platform.join("certificates").join(serial);
    for (from, to) in [
        (certificate.join("cert.pem"), "platform_cert.pem"),
        (certificate.join("key.pem"), "platform_key.pem"),
        (platform.join("public_keys").join(id).join("key.pem"), "wechatpay_private_key.pem"),
    ] {
        fs::rename(from, platform.join(to)).expect("a file to move");
    }
    fs::write(platform.join("wechatpay_public_key_id"), format!("{id}\n")).expect("an id");
    for gone in ["certificates", "public_keys"] {
        fs::remove_dir_all(platform.join(gone)).expect("a folder to remove");
    }
    fs::remove_file(platform.join("rotation.json")).expect("a file to remove");
}

#[tokio::test]
async fn a_folder_of_an_earlier_version_goes_on_with_its_keys() {
    let mut shop = Shop::open().await;
    shop.server.stop().await;
    before_rotation(&shop);
    shop.restart().await;
    for serial in [&shop.file.platform_serial_no, &shop.file.wechatpay_public_key_id] {
        let request = shop.client.request("GET", CERTIFICATES).header("Wechatpay-Serial", serial.clone());
        assert_eq!(successful(request.send().await).header("Wechatpay-Serial"), serial);
    }
    let platform = shop.server.data().join("platform");
    assert!(!platform.join("platform_key.pem").exists(), "no second copy of a key");
    let key = platform.join("certificates").join(&shop.file.platform_serial_no).join("key.pem");
    assert_eq!(fs::metadata(key).expect("a key").permissions().mode() & 0o777, 0o600);
    rotate(&shop.server, json!({ "now": true })).await;
    shop.restart().await;
    successful(shop.client_of("default").get(CERTIFICATES).await);
}

/// Broken off between its steps: files of both layouts, as a crash leaves them.
#[tokio::test]
async fn a_move_that_broke_off_is_done_again() {
    let mut shop = Shop::open().await;
    shop.server.stop().await;
    before_rotation(&shop);
    let copy = shop.server.data().join("platform/certificates").join(&shop.file.platform_serial_no);
    fs::create_dir_all(&copy).expect("a folder");
    fs::write(copy.join("key.pem"), "-----BEGIN PRIV").expect("half a file");
    shop.restart().await;
    let answer = successful(shop.client.get(CERTIFICATES).await);
    assert_eq!(answer.header("Wechatpay-Serial"), shop.file.platform_serial_no);
}

/// A key that was written but never announced, and half of what should have named it.
#[tokio::test]
async fn an_announcement_that_broke_off_never_was() {
    let mut shop = Shop::open().await;
    shop.server.stop().await;
    let platform = shop.server.data().join("platform");
    let stray = platform.join("certificates/7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");
    fs::create_dir_all(&stray).expect("a folder");
    fs::write(stray.join("key.pem"), "-----BEGIN PRIV").expect("half a file");
    fs::write(platform.join("rotation.json.new"), "{\"certif").expect("half a file");
    shop.restart().await;
    let shown = rotate(&shop.server, json!({})).await;
    assert_eq!(states(&shown["certificate"]).len(), 2);
    shop.restart().await;
    successful(shop.client.get(CERTIFICATES).await);
}

/// What the errors about unusable files advise.
#[tokio::test]
async fn a_key_whose_folder_was_removed_is_made_anew() {
    let mut shop = Shop::open().await;
    let announced = rotate(&shop.server, json!({})).await;
    let platform = shop.server.data().join("platform");
    shop.server.stop().await;
    for (_, serial) in states(&announced["certificate"]) {
        fs::remove_dir_all(platform.join("certificates").join(serial)).expect("a folder to remove");
    }
    shop.restart().await;
    let told = shop.server.merchant("default");
    assert_ne!(told.platform_serial_no, shop.file.platform_serial_no);
    assert_eq!(told.wechatpay_public_key_id, shop.file.wechatpay_public_key_id, "untouched");
    let answer = successful(shop.client_of("default").get(CERTIFICATES).await);
    assert_eq!(answer.json()["data"].as_array().map(Vec::len), Some(1), "nothing is announced any more");
    assert_eq!(answer.header("Wechatpay-Serial"), told.platform_serial_no);
}

#[tokio::test]
async fn private_halves_are_for_their_owner_only() {
    let shop = Shop::open().await;
    rotate(&shop.server, json!({ "phase": "announce" })).await;
    rotate(&shop.server, json!({ "identity": "public_key", "now": true })).await;
    let platform = shop.server.data().join("platform");
    let mut keys = 0;
    for kind in ["certificates", "public_keys"] {
        for home in fs::read_dir(platform.join(kind)).expect("a folder") {
            let key = home.expect("an entry").path().join("key.pem");
            assert_eq!(fs::metadata(key).expect("a key").permissions().mode() & 0o777, 0o600);
            keys += 1;
        }
    }
    assert_eq!(keys, 3, "two certificates, one public key: a retired one's is removed");
    let merchant = fs::metadata(shop.server.merchant_dir("default").join("merchant.json")).expect("a file");
    assert_eq!(merchant.permissions().mode() & 0o777, 0o600, "renewed, and still private");
}
