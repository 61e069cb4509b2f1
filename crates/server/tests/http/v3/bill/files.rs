//! `GET /v3/billdownload/file`

use super::{TODAY, sha1, target};
use crate::client::{Answer, exchange};
use crate::listener::{proxy, tls};
use crate::shop::{Shop, assert_names, successful};
use flate2::read::GzDecoder;
use std::io::Read;

async fn bill(shop: &Shop, more: &str) -> serde_json::Value {
    successful(shop.client.get(format!("/v3/bill/tradebill?bill_date={TODAY}{more}")).await).json()
}

async fn open_with_a_bill() -> Shop {
    let shop = Shop::open().await;
    shop.paid("a-1").await;
    shop.until_bills_are_there().await;
    shop
}

fn address(shop: &Shop, bill: &serde_json::Value) -> String {
    target(shop, bill["download_url"].as_str().expect("an address"))
}

#[tokio::test]
async fn compressed_on_demand() {
    let shop = open_with_a_bill().await;
    let bill = bill(&shop, "&tar_type=GZIP").await;
    let address = address(&shop, &bill);
    assert!(address.starts_with("/v3/billdownload/file?token=") && address.ends_with("&tartype=gzip"), "{address}");
    let file = shop.client.request("GET", address).send_unsigned().await;
    assert_eq!((file.status, file.header("Content-Type")), (200, "application/gzip"));
    assert!(file.header("Request-ID").ends_with("-0"));
    let mut text = String::new();
    GzDecoder::new(file.body.as_slice()).read_to_string(&mut text).expect("gzip of text");
    assert!(text.starts_with("交易时间,公众账号ID,"), "{text}");
    assert_eq!(bill["hash_value"], sha1(text.as_bytes()), "of the text, not of the archive");
}

#[tokio::test]
async fn for_five_minutes() {
    let shop = open_with_a_bill().await;
    let address = address(&shop, &bill(&shop, "").await);
    shop.server.advance(300).await;
    assert_eq!(shop.client.request("GET", &address).send_unsigned().await.status, 200);
    shop.server.advance(1).await;
    insta::assert_json_snapshot!(shop.client.get(&address).await.shown());
}

#[tokio::test]
async fn for_the_merchant_that_asked() {
    let shop = open_with_a_bill().await;
    let address = address(&shop, &bill(&shop, "").await);
    let refused = shop.client_of("partner").get(&address).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
    let unsigned = shop.client.request("GET", &address).authorized_by(&[]).send_unsigned().await;
    assert_eq!(unsigned.status, 401);
    let altered = shop.client.request("GET", &address).signing_target("/v3/billdownload/file?token=x");
    assert_eq!(altered.send_unsigned().await.status, 401);
}

#[tokio::test]
async fn a_token_cannot_be_made_up() {
    let shop = open_with_a_bill().await;
    let address = address(&shop, &bill(&shop, "").await);
    let other = if &address[60..61] == "A" { "B" } else { "A" };
    let tampered = format!("{}{other}{}", &address[..60], &address[61..]);
    for bad in [
        tampered.as_str(),
        "/v3/billdownload/file?token=x",
        "/v3/billdownload/file?token=%E4%B8%AD%E4%B8%AD%E4%B8%AD%E4%B8%AD%E4%B8%AD",
        "/v3/billdownload/file",
    ] {
        assert_names(&shop.client.get(bad).await, "/token", "query");
    }
}

#[tokio::test]
async fn at_the_address_that_the_client_came_by() {
    let shop = open_with_a_bill().await;
    let bill = successful(shop.client.get(format!("/mock/v3/bill/tradebill?bill_date={TODAY}")).await).json();
    let address = address(&shop, &bill);
    assert!(address.starts_with("/mock/v3/billdownload/file?token="), "{address}");
    assert_eq!(shop.client.request("GET", &address).send_unsigned().await.status, 200);
}

/// A bill's address and the file behind it, both asked for in the same way.
async fn bill_and_file(at: &str, ask: impl AsyncFn(&str) -> Answer) {
    let bill = successful(ask(&format!("/v3/bill/tradebill?bill_date={TODAY}")).await).json();
    let url = bill["download_url"].as_str().expect("an address");
    let target = url.strip_prefix(at).unwrap_or_else(|| panic!("{url} is not at {at}"));
    let file = ask(target).await;
    assert_eq!((file.status, &bill["hash_value"]), (200, &sha1(&file.body).into()), "{at}");
}

#[tokio::test]
async fn and_through_whichever_door() {
    let shop = open_with_a_bill().await;
    let host = "api.mch.weixin.qq.com";
    let mut there = shop.client.clone();
    host.clone_into(&mut there.address);
    let there = &there;
    bill_and_file(&format!("https://{host}"), async |target| {
        proxy::ask(&shop, host, &there.request("GET", target).bytes()).await
    })
    .await;
    for scheme in ["https", "http"] {
        let at = format!("{scheme}://{host}");
        bill_and_file(&at, async |target| {
            let request = there.request("GET", format!("{at}{target}")).signing_target(target);
            exchange(&proxy::address(&shop), &request.bytes()).await.expect("an answer")
        })
        .await;
    }
    let mut secure = shop.client.clone();
    secure.address = shop.server.tls_url().replace("https://", "");
    let secure = &secure;
    bill_and_file(&shop.server.tls_url(), async |target| {
        tls::ask(&shop, "127.0.0.1", &secure.request("GET", target).bytes()).await.expect("an answer")
    })
    .await;
}
