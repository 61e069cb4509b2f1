//! `GET /v3/bill/fundflowbill`

use super::{TODAY, fetch, live_a_day, readable};
use crate::client::Answer;
use crate::shop::{DAY, HOUR, Shop, assert_names, successful};

async fn ask(shop: &Shop, date: &str, more: &str) -> Answer {
    shop.client.get(format!("/v3/bill/fundflowbill?bill_date={date}{more}")).await
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn each_change_of_the_balance() {
    let shop = Shop::open().await;
    live_a_day(&shop).await;
    let text = fetch(&shop, ask(&shop, TODAY, "").await).await;
    assert_eq!(fetch(&shop, ask(&shop, TODAY, "&account_type=BASIC").await).await, text, "BASIC is the default");
    insta::assert_snapshot!(readable(&shop, &text));
}

#[tokio::test]
async fn on_the_other_accounts_nothing_happens() {
    let shop = Shop::open().await;
    live_a_day(&shop).await;
    for account in ["OPERATION", "FEES"] {
        let refused = ask(&shop, TODAY, &format!("&account_type={account}")).await;
        assert_eq!(code(&refused), (400, "NO_STATEMENT_EXIST".to_owned()), "{account}");
    }
    assert_names(&ask(&shop, TODAY, "&account_type=ALL").await, "/account_type", "query");
}

#[tokio::test]
async fn a_refund_closed_on_another_day_is_booked_on_that_day() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_because("ABNORMAL", &transaction, "r-1", 300)).await);
    shop.server.advance(DAY).await;
    assert_eq!(shop.settle("r-1", "CLOSED").await.status, 200);
    shop.until_bills_are_there().await;
    let text = fetch(&shop, ask(&shop, "2026-11-22", "").await).await;
    insta::assert_snapshot!(readable(&shop, &text));
}

#[tokio::test]
async fn when_it_can_be_had() {
    let shop = Shop::open().await;
    shop.paid("a-1").await;
    assert_eq!(code(&ask(&shop, TODAY, "").await), (400, "STATEMENT_CREATING".to_owned()));
    assert_eq!(code(&ask(&shop, "2026-11-20", "").await), (400, "NO_STATEMENT_EXIST".to_owned()));
    assert_names(&ask(&shop, "2026-08-20", "").await, "/bill_date", "query");
    assert_names(&ask(&shop, "20261121", "").await, "/bill_date", "query");
    shop.server.advance(22 * HOUR).await;
    fetch(&shop, ask(&shop, TODAY, "").await).await;
}

#[tokio::test]
async fn a_providers_money_is_not_its_sub_merchants() {
    let shop = Shop::open_partner().await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    shop.until_bills_are_there().await;
    assert_eq!(code(&ask(&shop, TODAY, "").await), (400, "NO_STATEMENT_EXIST".to_owned()));
    let sub_mchid = shop.file.sub_mchid.as_deref().expect("a sub-merchant");
    let text = fetch(&shop, ask(&shop, TODAY, &format!("&sub_mchid={sub_mchid}")).await).await;
    assert!(text.ends_with("`2,`1,`4.00,`1,`0.02\r\n"), "{text}");
    assert_eq!(code(&ask(&shop, TODAY, "&sub_mchid=1900000000").await), (403, "NO_AUTH".to_owned()));
}
