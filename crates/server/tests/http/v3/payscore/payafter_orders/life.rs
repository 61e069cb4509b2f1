//! The states of a pay-after order, from creation to its end, as queries and notifications show them.

use crate::shop::{DAY, HOUR, Shop, successful};
use payscore_domain::Behaviour;
use payscore_testkit::Receiver;
use serde_json::{Value, json};

#[tokio::test]
async fn created_accepted_finished_paid() {
    let shop = Shop::open().await;
    shop.create_pay_after("p-1").await;
    assert_eq!(shop.pay_after_state("p-1").await, "CREATED");
    shop.confirm("p-1", Behaviour::PaysOnThirdAttempt).await;
    assert_eq!(shop.pay_after_state("p-1").await, "USER_ACCEPTED");
    let body = shop.pay_after_completion("p-1", 300).await;
    successful(shop.act_pay_after("p-1", "complete", &body).await);
    shop.server.advance(35 * 60 - 1).await;
    assert_eq!(shop.pay_after_state("p-1").await, "FINISHED", "two deductions found no money");
    shop.server.advance(1).await;
    insta::assert_json_snapshot!("user_paid", shop.query_pay_after("p-1").await.shown());
}

#[tokio::test]
async fn an_unconfirmed_order_expires_after_an_hour() {
    let shop = Shop::open().await;
    shop.create_pay_after("p-1").await;
    shop.server.advance(HOUR - 1).await;
    assert_eq!(shop.pay_after_state("p-1").await, "CREATED");
    shop.server.advance(1).await;
    assert_eq!(shop.pay_after_state("p-1").await, "EXPIRED");
    let refused = shop.server.confirm(&shop.file.mchid, "p-1").await;
    assert_eq!(refused.status, 400, "{}", refused.body);
}

#[tokio::test]
async fn who_never_has_balance_pays_by_hand() {
    let shop = Shop::open().await;
    shop.ridden("p-1", Behaviour::NeverHasBalance).await;
    shop.server.advance(60 * DAY).await;
    assert_eq!(shop.pay_after_state("p-1").await, "FINISHED", "unpaid orders do not expire");
    let paid = shop.server.pay(&shop.file.mchid, "p-1").await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    assert_eq!(shop.pay_after_state("p-1").await, "USER_PAID");
}

#[tokio::test]
async fn the_merchant_is_told_of_confirmation_and_payment_and_not_of_its_own_news() {
    let receiver = Receiver::start().await;
    let shop = Shop::open().await;
    shop.server.set_notify_url(&shop.file.mchid, receiver.url()).await;
    shop.ridden("p-1", Behaviour::PaysAtOnce).await;
    shop.ridden("p-2", Behaviour::NeverHasBalance).await;
    successful(shop.act_pay_after("p-2", "sync", &shop.pay_after_sync("20261121120000")).await);
    let mut told = Vec::new();
    for (number, event, state) in [
        ("p-1", "PAYSCORE.USER_ACCEPTED", "USER_ACCEPTED"),
        ("p-1", "PAYSCORE.USER_PAID", "USER_PAID"),
        ("p-2", "PAYSCORE.USER_ACCEPTED", "USER_ACCEPTED"),
    ] {
        let sent = shop.server.tried(number, event, 1).await;
        let plaintext: Value = sent["plaintext"]
            .as_str()
            .map_or_else(|| sent["plaintext"].clone(), |text| serde_json::from_str(text).expect("JSON"));
        assert_eq!((&plaintext["state"], &plaintext["out_order_no"]), (&json!(state), &json!(number)), "{sent}");
        assert_eq!(plaintext["finish_ticket"].is_string(), state == "USER_ACCEPTED", "{sent}");
        told.push(receiver.next().await);
    }
    assert_eq!(told.len(), 3);
    assert!(receiver.is_empty().await, "money from elsewhere is the merchant's own news");
}
