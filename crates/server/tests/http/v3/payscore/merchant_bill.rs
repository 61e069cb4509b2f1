//! `GET /v3/payscore/merchant-bill`

use crate::client::Answer;
use crate::shop::{HOUR, Shop, assert_names, successful};
use crate::v3::bill::{TODAY, sha1, target};
use flate2::read::GzDecoder;
use payscore_domain::{Behaviour, ServiceKind};
use payscore_wire::{ApiV3Key, PrivateKey};
use serde_json::{Value, json};
use std::io::Read;

const ALGORITHM: &str = "AEAD_AES_256_GCM";

async fn ask(shop: &Shop, date: &str, service: &str, more: &str) -> Answer {
    let query = format!("bill_date={date}&service_id={service}&encryption_algorithm={ALGORITHM}{more}");
    shop.client.get(format!("/v3/payscore/merchant-bill?{query}")).await
}

/// Fetches a file of a bill, decrypts it as a merchant does, and holds it against its hash.
async fn fetch(shop: &Shop, file: &Value, gzip: bool) -> String {
    let text = |name: &str| file[name].as_str().expect("a text");
    let pem = std::fs::read_to_string(shop.server.merchant_dir("default").join("apiclient_key.pem")).expect("a key");
    let key = PrivateKey::from_pem(&pem).expect("a key").decrypt(text("encrypt_key")).expect("it decrypts");
    let key = ApiV3Key::new(std::str::from_utf8(&key).expect("text")).expect("32 characters");
    let fetched = shop.client.request("GET", target(shop, text("download_url"))).send_unsigned().await;
    assert_eq!((fetched.status, fetched.header("Content-Type")), (200, "application/octet-stream"));
    let plain = key.open_bytes(text("nonce"), "", fetched.body).expect("it opens");
    let plain = if gzip {
        let mut unpacked = Vec::new();
        GzDecoder::new(plain.as_slice()).read_to_end(&mut unpacked).expect("gzip");
        unpacked
    } else {
        plain
    };
    assert_eq!((&file["hash_type"], &file["hash_value"]), (&json!("SHA1"), &json!(sha1(&plain))));
    String::from_utf8(plain).expect("text")
}

#[tokio::test]
async fn the_orders_of_a_service() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    shop.accepted("other", Behaviour::PaysAtOnce).await;
    let completion = shop.retail_completion("other", 500).await;
    successful(shop.act_retail("other", "complete", &completion).await);
    shop.until_bills_are_there().await;
    let service = shop.service(ServiceKind::ServiceOrder, true);
    for (more, gzip) in [("", false), ("&tar_type=GZIP", true)] {
        let bill = successful(ask(&shop, TODAY, service, more).await).json();
        let files = bill["download_bill_list"].as_array().expect("files");
        assert_eq!((&bill["download_bill_count"], files.len()), (&json!(1), 1));
        assert_eq!(files[0]["bill_sequence"], 1);
        let text = fetch(&shop, &files[0], gzip).await;
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            (lines.len(), lines[4]),
            (5, "`2,`3.00,`1.00"),
            "the other service's order is not among them: {text}"
        );
        assert!(lines[1].contains(",`a-1,") && lines[2].contains(",`r-1,`1.00,"), "{text}");
    }
    let retail = shop.service(ServiceKind::SmartRetail, true);
    let bill = successful(ask(&shop, TODAY, retail, "").await).json();
    assert!(fetch(&shop, &bill["download_bill_list"][0], false).await.ends_with("`1,`5.00,`0.00\r\n"));
}

#[tokio::test]
async fn of_one_hour() {
    let shop = Shop::open().await;
    shop.paid("a-1").await;
    shop.server.advance(HOUR).await;
    shop.paid("a-2").await;
    let service = shop.service(ServiceKind::ServiceOrder, true);
    let bill = successful(ask(&shop, "2026112112", service, "").await).json();
    let text = fetch(&shop, &bill["download_bill_list"][0], false).await;
    assert!(text.ends_with("`1,`3.00,`0.00\r\n") && text.contains(",`a-1,"), "{text}");
    let running = ask(&shop, "2026112113", service, "").await;
    assert_eq!((running.status, running.json()["code"].as_str()), (400, Some("STATEMENT_CREATING")));
}

#[tokio::test]
async fn when_it_can_be_had() {
    let shop = Shop::open().await;
    shop.paid("a-1").await;
    let service = shop.service(ServiceKind::ServiceOrder, true);
    let code = async |date: &str| {
        let answer = ask(&shop, date, service, "").await;
        (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(code(TODAY).await, (400, "STATEMENT_CREATING".to_owned()));
    assert_eq!(code("2026-11-20").await, (400, "NO_STATEMENT_EXIST".to_owned()));
    assert_names(&ask(&shop, "2026-08-20", service, "").await, "/bill_date", "query");
    assert_names(&ask(&shop, "2026112199", service, "").await, "/bill_date", "query");
}

#[tokio::test]
async fn the_service_is_the_merchants_own() {
    let shop = Shop::open().await;
    let refused = ask(&shop, TODAY, "500009", "").await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
    let unknown = format!("/v3/payscore/merchant-bill?bill_date={TODAY}&service_id=1&encryption_algorithm=SM4_GCM");
    assert_names(&shop.client.get(unknown).await, "/encryption_algorithm", "query");
}
