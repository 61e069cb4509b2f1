//! `/_payscore/merchants…`

use crate::client::Client;
use crate::shop::{NOON, SERVICE_ORDERS, Shop};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_wire::issue::serial_from;
use payscore_wire::{Certificate, Issuer, PrivateKey, Subject, Validity};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

#[tokio::test]
async fn lists_them_without_keys() {
    let shop = Shop::open().await;
    let mut listed = shop.server.get("merchants").await.body;
    let text = listed.to_string();
    assert!(!text.contains(&shop.file.apiv3_key) && !text.contains(&shop.file.apiv2_key));
    for merchant in listed["merchants"].as_array_mut().expect("merchants") {
        assert_eq!(merchant["serial_no"].as_str().map(str::len), Some(40));
        merchant["serial_no"] = "[serial_no]".into();
        merchant["certificate_expires"] = "[time]".into();
        let folder =
            merchant["folder"].as_str().expect("a folder").replace(shop.server.data().to_str().expect("UTF-8"), "DATA");
        merchant["folder"] = folder.into();
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

#[tokio::test]
async fn shows_one_by_number_and_by_name() {
    let shop = Shop::open().await;
    let by_number = shop.server.get("merchants/1900000100").await;
    assert_eq!((by_number.status, &by_number.body["sub_currency"]), (200, &json!("HKD")));
    assert_eq!(shop.server.get("merchants/partner").await.body, by_number.body);
    for nobody in ["1", "nobody", "%2E%2E%2Fmerchants%2Fdefault"] {
        let answer = shop.server.get(&format!("merchants/{nobody}")).await;
        assert_eq!(answer.status, 404, "{nobody}");
    }
}

/// The shop as seen by another of its merchants.
fn as_merchant(shop: Shop, mchid: &str) -> Shop {
    let client = shop.client_of(mchid);
    Shop { file: shop.server.merchant(mchid), client, ..shop }
}

#[tokio::test]
async fn an_added_merchant_works_at_once_and_after_a_restart() {
    let shop = Shop::open().await;
    let added = shop.server.post("merchants", &json!({ "notify_url": "http://127.0.0.1:9/n" })).await;
    assert_eq!(added.status, 200, "{}", added.body);
    let mchid = added.body["mchid"].as_str().expect("a number").to_owned();
    assert!(mchid.len() == 10 && added.body["has_apiv2_key"] == true, "{}", added.body);
    let mut shop = as_merchant(shop, &mchid);
    let text = added.body.to_string();
    assert!(!text.contains(&shop.file.apiv3_key) && !text.contains(&shop.file.apiv2_key), "{text}");
    assert_eq!(shop.client.get("/v3/certificates").await.status, 200);
    // Its users have authorized what needs no confirmation.
    let service = shop.service(ServiceKind::ServiceOrder, false).to_owned();
    let order = |number| {
        let confirmed =
            json!({ "service_id": service, "need_user_confirm": false, "openid": shop.user(Behaviour::PaysAtOnce) });
        crate::shop::with(shop.new_order(number), &confirmed)
    };
    let (first, second) = (order("1"), order("2"));
    let created = shop.client.post(SERVICE_ORDERS, &first).await;
    assert_eq!(created.status, 200, "{}", created.json());
    shop.restart().await;
    assert_eq!(shop.server.get(&format!("merchants/{mchid}")).await.body, added.body);
    let created = shop.client.post(SERVICE_ORDERS, &second).await;
    assert_eq!(created.status, 200, "{}", created.json());
    let default = shop.client_of("default");
    assert_eq!(default.get("/v3/certificates").await.status, 200);
}

#[tokio::test]
async fn a_provider_is_added_with_its_sub_merchant() {
    let shop = Shop::open().await;
    for body in [json!({ "kind": "partner" }), json!({ "sub_mchid": "1900000777", "sub_appid": "wx1" })] {
        let added = shop.server.post("merchants", &body).await.body;
        let kinds: Vec<&str> = added["services"]
            .as_array()
            .expect("services")
            .iter()
            .filter_map(|service| service["kind"].as_str())
            .collect();
        assert!(kinds.contains(&"acquiringbank") && kinds.contains(&"oversea"), "{added}");
        let sub = added["sub_mchid"].as_str().expect("a sub-merchant");
        assert!(body["sub_mchid"].is_null() || sub == "1900000777", "{added}");
        assert!(!added["sub_appid"].is_null());
    }
}

#[tokio::test]
async fn a_number_is_given_once_unless_its_keys_are_to_be_replaced() {
    let shop = Shop::open().await;
    let body = json!({ "mchid": "1600000001" });
    let (a, b, c) = tokio::join!(
        shop.server.post("merchants", &body),
        shop.server.post("merchants", &body),
        shop.server.post("merchants", &body)
    );
    let mut statuses = [a.status, b.status, c.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409]);
    let refused = shop.server.post("merchants", &json!({ "mchid": shop.file.mchid })).await;
    assert_eq!((refused.status, &refused.body["code"]), (409, &json!("ALREADY_EXISTS")));
    assert!(refused.body["message"].as_str().expect("words").contains("--replace"));

    let note = shop.server.merchant_dir("default").join("note.txt");
    fs::write(&note, "ours").expect("a file of the team's");
    let replaced = shop.server.post("merchants", &json!({ "mchid": shop.file.mchid, "replace": true })).await;
    assert_eq!(replaced.status, 200, "{}", replaced.body);
    let stale = shop.client.request("GET", "/v3/certificates").send_unsigned().await;
    assert_eq!(stale.status, 401, "the old key is of no use");
    let anew = shop.client_of("default");
    assert_eq!(anew.get("/v3/certificates").await.status, 200);
    let file = shop.server.merchant("default");
    assert!(file.serial_no != shop.file.serial_no && file.apiv3_key == shop.file.apiv3_key, "what is not given stays");
    assert_eq!(file.services, shop.file.services);
    assert_eq!(fs::read_to_string(note).expect("the team's file stays"), "ours");
}

/// A merchant as WeChat Pay knows it: its certificate is from an authority that is not ours.
struct Own {
    key: PrivateKey,
    certificate: Certificate,
}

const OWN_MCHID: &str = "1490000001";
const OWN_APIV3_KEY: &str = "abcdefghijklmnopqrstuvwxyz012345";
const DAY: i64 = 24 * 3600;

fn issued_to(name: &str, key: &PrivateKey, not_after: i64) -> Certificate {
    static TENPAY: LazyLock<Issuer> = LazyLock::new(|| {
        Issuer::generate("Tenpay.com Root CA", Validity { not_before: 0, not_after: NOON + 9_000 * DAY }).expect("a CA")
    });
    let subject = Subject { common_name: name, ..Subject::default() };
    let validity = Validity { not_before: NOON - 100 * DAY, not_after };
    TENPAY.issue_to(&key.public_key(), subject, validity, serial_from([7; 20])).expect("a certificate")
}

static OWN: LazyLock<Own> = LazyLock::new(|| {
    let key = PrivateKey::generate().expect("a key");
    let certificate = issued_to(OWN_MCHID, &key, NOON + 1_000 * DAY);
    Own { key, certificate }
});

fn import() -> Value {
    json!({ "certificate": OWN.certificate.pem(), "apiv3_key": OWN_APIV3_KEY, "appid": "wxown" })
}

#[tokio::test]
async fn a_teams_own_certificate_is_enough() {
    let mut shop = Shop::open().await;
    let imported = shop.server.post("merchants", &import()).await;
    assert_eq!(imported.status, 200, "{}", imported.body);
    // The number is the certificate's.
    let told = ["mchid", "serial_no", "appid", "certificate_expires"].map(|name| imported.body[name].clone());
    let expires = payscore_wire::rfc3339::format(OWN.certificate.not_after());
    assert_eq!(told, [json!(OWN_MCHID), json!(OWN.certificate.serial_no()), json!("wxown"), json!(expires)]);
    assert_eq!(imported.body["has_apiv2_key"], false);
    // Keys that may open real doors are not handed out.
    let refused = shop.server.post(&format!("merchants/{OWN_MCHID}/credentials"), &json!({})).await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (403, Some("NO_AUTH")));
    let folder = PathBuf::from(imported.body["folder"].as_str().expect("a folder"));
    assert!(!folder.join("apiclient_key.pem").exists());
    // The key stays where the team has it: here it lies in a folder of the test's.
    let elsewhere = tempfile::tempdir().expect("a folder");
    for name in ["merchant.json", "wechatpay_public_key.pem", "platform_cert.pem"] {
        fs::copy(folder.join(name), elsewhere.path().join(name)).expect("a copy");
    }
    fs::write(elsewhere.path().join("apiclient_key.pem"), OWN.key.to_pkcs8_pem().as_bytes()).expect("a key file");
    for _ in 0..2 {
        let client = Client::new(elsewhere.path(), shop.server.base_url(), std::sync::Arc::new(shop.wall.clone()));
        assert_eq!(client.get("/v3/certificates").await.status, 200);
        shop.restart().await;
    }
}

#[tokio::test]
async fn keys_that_cannot_be_used_are_named_in_one_line() {
    let shop = Shop::open().await;
    let other = PrivateKey::generate().expect("a key");
    let pem = OWN.certificate.pem();
    let key = OWN.key.to_pkcs8_pem();
    let expired = issued_to(OWN_MCHID, &OWN.key, NOON - DAY);
    let platform = fs::read_to_string(shop.server.merchant_dir("default").join("platform_cert.pem")).expect("a file");
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let seen: Vec<String> = {
        let mut seen = Vec::new();
        for (case, change) in [
            ("expired", json!({ "certificate": expired.pem() })),
            ("empty", json!({ "certificate": "" })),
            ("a key", json!({ "certificate": key.as_str() })),
            ("cut off", json!({ "certificate": &pem[..pem.len() / 2] })),
            ("no base64", json!({ "certificate": pem.replacen('M', "*", 1) })),
            ("damaged", json!({ "certificate": pem.replacen("MII", "AAA", 1) })),
            ("of the platform", json!({ "certificate": platform })),
            ("another merchant's", json!({ "mchid": "1490000002" })),
            ("a certificate as the key", json!({ "private_key": pem })),
            ("an encrypted key", json!({ "private_key": encrypted })),
            ("another key", json!({ "private_key": other.to_pkcs8_pem().as_str() })),
            ("a short APIv3 key", json!({ "apiv3_key": &OWN_APIV3_KEY[1..] })),
            ("no APIv3 key", json!({ "apiv3_key": null })),
            ("a long APIv2 key", json!({ "apiv2_key": format!("{OWN_APIV3_KEY}\n") })),
            ("no number", json!({ "mchid": "../1" })),
            ("no users", json!({ "users": [] })),
            ("no address", json!({ "notify_url": "localhost" })),
            ("a field that is none", json!({ "api_v3_key": "x" })),
        ] {
            let refused = shop.server.post("merchants", &crate::shop::with(import(), &change)).await;
            assert_eq!(
                (refused.status, &refused.body["code"]),
                (400, &json!("PARAM_ERROR")),
                "{case}: {}",
                refused.body
            );
            let message = refused.body["message"].as_str().expect("words");
            assert!(!message.contains('\n') && !message.contains(&OWN_APIV3_KEY[1..]), "{message}");
            seen.push(format!("{case}: {message}"));
        }
        seen
    };
    insta::assert_json_snapshot!(seen);
    let without = shop.server.post("merchants", &json!({ "private_key": key.as_str() })).await;
    assert!(without.status == 400 && without.body["message"].as_str().expect("words").starts_with("private_key: "));
    assert_eq!(shop.server.get(&format!("merchants/{OWN_MCHID}")).await.status, 404, "nothing came of it");
}

#[tokio::test]
async fn what_a_crash_left_half_written_is_put_right() {
    let mut shop = Shop::open().await;
    shop.server.stop().await;
    let merchants = shop.server.data().join("merchants");
    // Between the two renames: the old folder stepped aside, the new one is not in its place.
    fs::rename(merchants.join("1230000109"), merchants.join(".1230000109.old")).expect("a rename");
    fs::create_dir(merchants.join(".1230000109.new")).expect("a folder");
    fs::create_dir(merchants.join(".1900000100.old")).expect("a folder");
    shop.restart().await;
    assert_eq!(shop.client.get("/v3/certificates").await.status, 200, "the same keys as before");
    let mut names: Vec<_> =
        fs::read_dir(&merchants).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    assert_eq!(names, ["1230000109", "1900000100", "default", "partner"]);
}
