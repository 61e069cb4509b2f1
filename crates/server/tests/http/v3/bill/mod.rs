//! `/v3/bill/…`, and the files that bills name.

mod files;
mod fundflowbill;
mod tradebill;

use crate::client::Answer;
use crate::shop::{Shop, successful};
use payscore_domain::Behaviour;
use payscore_wire::digest::Sha1;
use serde_json::json;

/// The day on which every test begins.
pub(crate) const TODAY: &str = "2026-11-21";

/// The target of an address on this server.
pub(crate) fn target(shop: &Shop, url: &str) -> String {
    let base = format!("http://{}", shop.client.address);
    url.strip_prefix(base.as_str()).unwrap_or_else(|| panic!("{url} is not on {base}")).to_owned()
}

/// Fetches the file that a bill names, and holds it against its hash. Files are not signed.
async fn fetch(shop: &Shop, bill: Answer) -> String {
    let bill = successful(bill).json();
    let url = bill["download_url"].as_str().expect("an address");
    let file = shop.client.request("GET", target(shop, url)).send_unsigned().await;
    assert_eq!((file.status, file.header("Content-Type")), (200, "text/plain; charset=utf-8"));
    assert_eq!((&bill["hash_type"], &bill["hash_value"]), (&json!("SHA1"), &json!(sha1(&file.body))));
    file.text()
}

pub(crate) fn sha1(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(bytes);
    hash.hex()
}

/// A day with two paid orders, one that nobody paid, and three refunds, one of which is closed.
async fn live_a_day(shop: &Shop) {
    shop.completed("owed", Behaviour::NeverHasBalance).await;
    let first = shop.paid("a-1").await;
    shop.server.advance(60).await;
    let second = shop.paid("a-2").await;
    successful(shop.refund(&shop.refund_of(&first, "r-1", 100)).await);
    successful(shop.refund(&shop.refund_because("CLOSED", &first, "r-2", 200)).await);
    shop.server.advance(60).await;
    successful(shop.refund(&shop.refund_because("缺货,`退`\n款", &second, "r-3", 300)).await);
    shop.server.advance(22 * 3600 - 120).await;
}

/// A bill's text without what is drawn at random: payments, refunds and users by the order in which they appear.
fn readable(shop: &Shop, text: &str) -> String {
    let mut names: Vec<(String, String)> = vec![(shop.user(Behaviour::PaysAtOnce).to_owned(), "[openid]".to_owned())];
    for word in text.split(['`', ',', '\r', '\n']) {
        let kinds = [("4200", "payment", 28), ("503", "refund", 29), ("1000000000", "order", 31)];
        let Some((_, kind, length)) = kinds.into_iter().find(|(start, ..)| word.starts_with(start)) else { continue };
        let is_number = word.len() >= length && word.bytes().all(|byte| byte.is_ascii_digit());
        let number = word.get(..length).filter(|_| is_number);
        if let Some(number) = number.filter(|number| names.iter().all(|(known, _)| known != number)) {
            let place = names.iter().filter(|(_, name)| name.contains(kind)).count() + 1;
            names.push((number.to_owned(), format!("[{kind} {place}]")));
        }
    }
    let text = names.iter().fold(text.to_owned(), |text, (number, name)| text.replace(number, name));
    text.replace("\r\n", "\n").replace(&shop.file.mchid, "[mchid]").replace(&shop.file.appid, "[appid]")
}
