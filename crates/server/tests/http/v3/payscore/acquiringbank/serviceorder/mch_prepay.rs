//! PAYSCORE.MCH_PREPAY: a user wants to pay by hand, and the institution is to place the payment.

use crate::shop::{Shop, successful};
use payscore_domain::Behaviour;
use payscore_testkit::Receiver;
use serde_json::Value;

fn plaintext(notification: &Value) -> Value {
    match &notification["plaintext"] {
        Value::String(text) => serde_json::from_str(text).expect("JSON"),
        other => other.clone(),
    }
}

#[tokio::test]
async fn is_sent_before_the_user_has_paid() {
    let receiver = Receiver::start().await;
    let shop = Shop::open_partner().await.notified_at(receiver.url());
    shop.owing_bank("a-1", Behaviour::NeverHasBalance).await;
    successful(shop.register("a-1", "d-1").await);
    assert_eq!(shop.bank_state("a-1").await, "DOING/MCH_COMPLETE");
    let paid = shop.server.pay(&shop.file.mchid, "a-1").await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    let asked = shop.server.tried("a-1", "PAYSCORE.MCH_PREPAY", 1).await;
    let mut told = plaintext(&asked);
    let nonce = told["prepay_req_body"]["nonce_str"].take();
    assert_eq!(nonce.as_str().map(str::len), Some(32), "{nonce}");
    insta::assert_json_snapshot!(crate::shown::redacted(told));
    shop.server.tried("a-1", "PAYSCORE.USER_PAID", 1).await;
    assert_eq!(shop.bank_state("a-1").await, "DONE");
}

#[tokio::test]
async fn nobody_is_asked_where_wechat_pay_collects() {
    let shop = Shop::open_partner().await;
    shop.completed_for_sub("a-1", Behaviour::NeverHasBalance).await;
    let paid = shop.server.pay(&shop.file.mchid, "a-1").await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    let sent = shop.server.get("notifications?out_order_no=a-1").await.body.to_string();
    assert!(sent.contains("PAYSCORE.USER_PAID") && !sent.contains("MCH_PREPAY"), "{sent}");
}
