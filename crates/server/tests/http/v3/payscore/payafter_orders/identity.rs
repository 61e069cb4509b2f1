//! Who the user of a pay-after order is said to be: encrypted, checked and forgotten.

use super::PAY_AFTER_ORDERS;
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use serde_json::{Value, json};
use std::path::Path;

const NAME: &str = "欧阳明德";
const PHONE: &str = "13987654321";
const DOCUMENT: &str = "11010519491231002X";
const ADDRESS: &str = "深圳市南山区粤海街道七号";

fn person() -> [(&'static str, &'static str); 4] {
    [("name", NAME), ("phone", PHONE), ("userid", DOCUMENT), ("address", ADDRESS)]
}

impl Shop {
    /// The order with these fields, each encrypted for the key of that name.
    fn sealed(&self, number: &str, serial: &str, fields: &[(&str, &str)]) -> Value {
        let key = self.client.platform_key(serial);
        let seal = |text: &str| Value::String(key.encrypt(text.as_bytes()).expect("it fits"));
        let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), seal(text)));
        with(self.new_pay_after(number), &Value::Object(fields.collect()))
    }

    async fn create_for(&self, serial: &str, body: &Value) -> Answer {
        self.client.request("POST", PAY_AFTER_ORDERS).json(body).header("Wechatpay-Serial", serial).send().await
    }

    async fn assert_not_there(&self, number: &str) {
        assert_eq!(self.query_pay_after(number).await.status, 404, "nothing was created");
    }
}

#[tokio::test]
async fn either_platform_key_will_do() {
    let shop = Shop::open().await;
    let serials = [shop.client.platform_serial_no.clone(), shop.client.public_key_id.clone()];
    for (number, serial) in ["p-1", "p-2"].into_iter().zip(&serials) {
        successful(shop.create_for(serial, &shop.sealed(number, serial, &person())).await);
        let order = successful(shop.query_pay_after(number).await).text();
        for (_, text) in person() {
            assert!(!order.contains(text), "{order}");
        }
    }
}

#[tokio::test]
async fn nobody_need_be_named_and_then_no_header_either() {
    let shop = Shop::open().await;
    let blank = json!({ "name": "", "phone": null, "userid": "", "address": "" });
    successful(shop.client.post(PAY_AFTER_ORDERS, &with(shop.new_pay_after("p-1"), &blank)).await);
    let serial = shop.client.public_key_id.clone();
    successful(shop.create_for(&serial, &shop.sealed("p-2", &serial, &[("phone", "+85261234567")])).await);
}

#[tokio::test]
async fn the_same_person_encrypted_anew_is_the_same_call() {
    let shop = Shop::open().await;
    let serials = [shop.client.platform_serial_no.clone(), shop.client.public_key_id.clone()];
    let bodies = serials.each_ref().map(|serial| shop.sealed("p-1", serial, &person()));
    assert_ne!(bodies[0]["name"], bodies[1]["name"], "no ciphertext comes twice");
    let first = successful(shop.create_for(&serials[0], &bodies[0]).await);
    let record = shop.record("p-1").await;
    assert_eq!(successful(shop.create_for(&serials[1], &bodies[1]).await).text(), first.text());
    for (index, other) in [(0, "欧阳"), (1, "13987654322"), (2, "440524188001010014"), (3, "深圳市")] {
        let mut fields = person();
        fields[index].1 = other;
        let refused = shop.create_for(&serials[0], &shop.sealed("p-1", &serials[0], &fields)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{other}");
    }
    let nobody = shop.client.post(PAY_AFTER_ORDERS, &shop.new_pay_after("p-1")).await;
    assert_eq!((nobody.status, nobody.number()), (400, 271_316_598));
    assert_eq!(shop.record("p-1").await, record);
}

#[tokio::test]
async fn the_header_must_name_a_key_of_the_platforms() {
    let shop = Shop::open().await;
    let body = shop.sealed("p-1", &shop.client.public_key_id, &[("name", NAME)]);
    let mut seen = serde_json::Map::new();
    let absent = shop.client.post(PAY_AFTER_ORDERS, &body).await;
    let merchants_own = shop.client.serial_no.clone();
    for (what, answer) in [
        ("absent", absent),
        ("empty", shop.create_for("", &body).await),
        ("unknown", shop.create_for("PUB_KEY_ID_0000000000000000000000000000000000", &body).await),
        ("the merchant's own", shop.create_for(&merchants_own, &body).await),
    ] {
        assert_names(&answer, "/Wechatpay-Serial", "header");
        seen.insert(what.to_owned(), answer.json()["message"].clone());
    }
    insta::assert_json_snapshot!(seen);
    shop.assert_not_there("p-1").await;
}

#[tokio::test]
async fn what_cannot_be_decrypted_is_named() {
    let shop = Shop::open().await;
    let (certificate, public_key) = (shop.client.platform_serial_no.clone(), shop.client.public_key_id.clone());
    let mut seen = serde_json::Map::new();
    for (field, _) in person() {
        for (what, answer) in [
            ("another key", shop.create_for(&public_key, &shop.sealed("p-1", &certificate, &[(field, NAME)])).await),
            (
                "clear text",
                shop.create_for(&public_key, &with(shop.new_pay_after("p-1"), &json!({ field: NAME }))).await,
            ),
            (
                "too short",
                shop.create_for(&public_key, &with(shop.new_pay_after("p-1"), &json!({ field: "AAAA" }))).await,
            ),
        ] {
            assert_names(&answer, &format!("/{field}"), "body");
            assert!(!answer.text().contains(NAME), "{}", answer.text());
            seen.insert(what.to_owned(), answer.json()["message"].clone());
        }
    }
    insta::assert_json_snapshot!(seen);
    let not_text = shop.client.platform_key(&public_key).encrypt(&[0xff, 0xfe]).expect("it fits");
    let answer = shop.create_for(&public_key, &with(shop.new_pay_after("p-1"), &json!({ "name": not_text }))).await;
    assert_names(&answer, "/name", "body");
    shop.assert_not_there("p-1").await;
}

#[tokio::test]
async fn what_is_no_name_phone_document_or_address_is_named_and_not_repeated() {
    let shop = Shop::open().await;
    let serial = shop.client.public_key_id.clone();
    for (field, text) in [
        ("name", "张三2"),
        ("phone", "12345678901"),
        ("phone", "139876543210000000000"),
        ("userid", "110105194912310021"),
        ("userid", "E123"),
        ("address", "……"),
    ] {
        let refused = shop.create_for(&serial, &shop.sealed("p-1", &serial, &[(field, text)])).await;
        assert_names(&refused, &format!("/{field}"), "body");
        assert!(!refused.text().contains(text), "{}", refused.text());
    }
    shop.assert_not_there("p-1").await;
    // What fits into one block of OAEP under 2048 bits.
    let address = "址".repeat(71);
    successful(shop.create_for(&serial, &shop.sealed("p-2", &serial, &[("address", &address)])).await);
}

#[tokio::test]
async fn what_the_request_shows_in_clear_is_told_first() {
    let shop = Shop::open().await;
    let serial = shop.client.public_key_id.clone();
    let twice = json!({ "discounts": [{ "discount_name": "a" }, { "discount_name": "a" }] });
    let body = with(shop.sealed("p-1", &serial, &[("phone", "1")]), &twice);
    assert_names(&shop.create_for(&serial, &body).await, "/discounts/1/discount_name", "body");
    let stranger = json!({ "service_id": shop.service(payscore_domain::ServiceKind::SmartRetail, true) });
    let body = with(shop.sealed("p-1", &serial, &[("phone", "1")]), &stranger);
    assert_names(&shop.create_for(&serial, &body).await, "/phone", "body");
}

#[tokio::test]
async fn nothing_of_it_is_kept() {
    let shop = Shop::open().await;
    let serial = shop.client.public_key_id.clone();
    let body = shop.sealed("p-1", &serial, &person());
    successful(shop.create_for(&serial, &body).await);
    let shown = shop.server.order(&shop.file.mchid, "p-1").await.body.to_string();
    let mut files = Vec::new();
    collect(shop.server.data(), &mut files);
    assert!(files.iter().any(|bytes| holds(bytes, "bike%3D7")), "the order itself is on disk");
    for (field, text) in person() {
        assert!(!shown.contains(text), "{shown}");
        let ciphertext = body[field].as_str().expect("a ciphertext");
        assert!(!files.iter().any(|bytes| holds(bytes, text) || holds(bytes, ciphertext)), "{field} is on disk");
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn collect(folder: &Path, files: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(std::fs::read(&path).expect("a file"));
        }
    }
}
