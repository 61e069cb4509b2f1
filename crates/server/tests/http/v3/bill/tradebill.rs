//! `GET /v3/bill/tradebill`

use super::{TODAY, fetch, live_a_day, readable};
use crate::client::Answer;
use crate::shop::{DAY, HOUR, Shop, assert_names, successful};
use futures_util::future::join_all;
use payscore_domain::Behaviour;

async fn ask(shop: &Shop, date: &str, more: &str) -> Answer {
    shop.client.get(format!("/v3/bill/tradebill?bill_date={date}{more}")).await
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str) {
    let body = answer.json();
    assert_eq!((answer.status, body["code"].as_str()), (status, Some(code)), "{body}");
}

#[tokio::test]
async fn all_that_was_paid_and_asked_back() {
    let shop = Shop::open().await;
    live_a_day(&shop).await;
    let text = fetch(&shop, ask(&shop, TODAY, "").await).await;
    assert_eq!(fetch(&shop, ask(&shop, TODAY, "&bill_type=ALL").await).await, text, "ALL is the default");
    assert_eq!(fetch(&shop, ask(&shop, TODAY, "&bill_type=ALL_SPECIAL").await).await, text);
    insta::assert_snapshot!(readable(&shop, &text));
}

#[tokio::test]
async fn payments_or_refunds_alone() {
    let shop = Shop::open().await;
    live_a_day(&shop).await;
    insta::assert_snapshot!(
        "payments",
        readable(&shop, &fetch(&shop, ask(&shop, TODAY, "&bill_type=SUCCESS").await).await)
    );
    insta::assert_snapshot!(
        "refunds",
        readable(&shop, &fetch(&shop, ask(&shop, TODAY, "&bill_type=REFUND").await).await)
    );
    assert_refused(&ask(&shop, TODAY, "&bill_type=RECHARGE_REFUND").await, 400, "NO_STATEMENT_EXIST");
    assert_names(&ask(&shop, TODAY, "&bill_type=NONE").await, "/bill_type", "query");
}

#[tokio::test]
async fn from_ten_of_the_next_morning() {
    let shop = Shop::open().await;
    shop.paid("a-1").await;
    insta::assert_json_snapshot!(ask(&shop, TODAY, "").await.shown());
    shop.server.advance(22 * HOUR - 1).await;
    assert_refused(&ask(&shop, TODAY, "").await, 400, "STATEMENT_CREATING");
    shop.server.advance(1).await;
    fetch(&shop, ask(&shop, TODAY, "").await).await;
}

#[tokio::test]
async fn none_of_a_day_without_business() {
    let shop = Shop::open().await;
    shop.until_bills_are_there().await;
    insta::assert_json_snapshot!(ask(&shop, TODAY, "").await.shown());
    assert_refused(&ask(&shop, "2026-11-23", "").await, 400, "NO_STATEMENT_EXIST");
}

#[tokio::test]
async fn for_three_months() {
    let shop = Shop::open().await;
    shop.paid("a-1").await;
    // 2027-02-21, three months later to the day.
    shop.server.advance(92 * DAY).await;
    fetch(&shop, ask(&shop, TODAY, "").await).await;
    shop.server.advance(DAY).await;
    assert_names(&ask(&shop, TODAY, "").await, "/bill_date", "query");
}

#[tokio::test]
async fn a_day_is_written_with_dashes() {
    let shop = Shop::open().await;
    for date in ["20261121", "2026-11-31", "2026112112", "2026/11/21"] {
        assert_names(&ask(&shop, date, "").await, "/bill_date", "query");
    }
}

#[tokio::test]
async fn a_provider_may_name_its_sub_merchant() {
    let shop = Shop::open_partner().await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    shop.doing("own", Behaviour::PaysAtOnce).await;
    successful(shop.act("own", "complete", &shop.completion(300)).await);
    shop.until_bills_are_there().await;
    let sums = async |more: &str| {
        let text = fetch(&shop, ask(&shop, TODAY, more).await).await;
        text.lines().last().expect("sums").to_owned()
    };
    assert_eq!(sums("").await, "`2,`7.00,`0.00,`0.00,`0.04000,`7.00,`0.00", "of all");
    let sub_mchid = shop.file.sub_mchid.as_deref().expect("a sub-merchant");
    assert_eq!(sums(&format!("&sub_mchid={sub_mchid}")).await, "`1,`4.00,`0.00,`0.00,`0.02000,`4.00,`0.00");
    assert_refused(&ask(&shop, TODAY, "&sub_mchid=1900000000").await, 403, "NO_AUTH");
}

#[tokio::test]
async fn of_more_orders_than_are_read_at_a_time() {
    let shop = Shop::open_partner().await;
    for batch in 0..11 {
        let bodies: Vec<_> = (0..46).map(|number| shop.direct_completion(&format!("a-{batch}-{number}"))).collect();
        let answers = join_all(bodies.iter().map(|body| shop.complete_directly(body))).await;
        answers.into_iter().for_each(|answer| drop(successful(answer)));
    }
    shop.until_bills_are_there().await;
    let text = fetch(&shop, ask(&shop, TODAY, "").await).await;
    assert!(
        text.ends_with("`506,`2024.00,`0.00,`0.00,`10.12000,`2024.00,`0.00\r\n"),
        "{}",
        text.lines().last().unwrap()
    );
    let mut numbers: Vec<&str> = text.lines().filter_map(|line| line.split(',').nth(5)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 509, "506 payments, two headings and the sums: none twice");
}

#[tokio::test]
async fn the_bill_of_a_day_stays_as_it_was() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    successful(shop.refund(&shop.refund_because("ABNORMAL", &transaction, "r-1", 100)).await);
    shop.until_bills_are_there().await;
    let text = fetch(&shop, ask(&shop, TODAY, "").await).await;
    assert!(text.contains("`CHANGE,"), "{text}");
    // What is settled later changes nothing that was drawn up.
    assert_eq!(shop.settle("r-1", "CLOSED").await.status, 200);
    shop.server.advance(DAY).await;
    assert_eq!(fetch(&shop, ask(&shop, TODAY, "").await).await, text);
}
