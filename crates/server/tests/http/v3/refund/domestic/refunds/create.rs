//! `POST /v3/refund/domestic/refunds`

use crate::client::Answer;
use crate::money::{REFUNDS, transaction_of};
use crate::shop::{DAY, Shop, assert_names, successful, with};
use futures_util::future::join_all;
use payscore_domain::Behaviour;
use serde_json::json;

#[tokio::test]
async fn takes_a_refund_on() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let answer = successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    assert_eq!(answer.json()["transaction_id"], transaction.as_str());
    insta::assert_json_snapshot!(answer.shown());
}

#[tokio::test]
async fn by_exactly_one_of_two_numbers() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let body = shop.refund_of(&transaction, "r-1", 100);
    let trade_number = successful(shop.refund(&body).await).json()["out_trade_no"].clone();
    let by_trade_number = |number: &str, refund: &str| {
        with(shop.refund_of("", refund, 100), &json!({ "transaction_id": null, "out_trade_no": number }))
    };
    let number = trade_number.as_str().expect("a number");
    let second = successful(shop.refund(&by_trade_number(number, "r-2")).await).json();
    assert_eq!(second["transaction_id"], transaction.as_str());
    // The order's own number is none of a payment.
    let refused = shop.refund(&by_trade_number("a-1", "r-3")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (404, Some("RESOURCE_NOT_EXISTS")));
    assert_names(
        &shop.refund(&with(body.clone(), &json!({ "out_trade_no": number }))).await,
        "/transaction_id",
        "body",
    );
    assert_names(&shop.refund(&with(body, &json!({ "transaction_id": null }))).await, "/transaction_id", "body");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let body = shop.refund_of(&transaction, "r-1", 300);
    let first = successful(shop.refund(&body).await);
    assert_eq!(successful(shop.refund(&body).await).text(), first.text());
    shop.server.advance(400 * DAY - 40 * DAY).await;
    shop.server.advance(40 * DAY).await;
    assert_eq!(successful(shop.refund(&body).await).json()["status"], "SUCCESS", "whenever it comes");
}

#[tokio::test]
async fn the_same_number_with_other_parameters_is_refused() {
    let shop = Shop::open().await;
    let (first, second) = (shop.paid("a-1").await, shop.paid("a-2").await);
    successful(shop.refund(&shop.refund_of(&first, "r-1", 100)).await);
    let before = shop.query_refund("r-1").await.text();
    for other in [
        shop.refund_of(&first, "r-1", 99),
        shop.refund_of(&second, "r-1", 100),
        shop.refund_because("别的原因", &first, "r-1", 100),
    ] {
        let refused = shop.refund(&other).await;
        let body = refused.json();
        assert_eq!((refused.status, body["code"].as_str()), (400, Some("INVALID_REQUEST")), "{body}");
        assert_eq!(body["message"], "订单金额或退款金额与之前请求不一致，请核实后再试");
    }
    assert_eq!(shop.query_refund("r-1").await.text(), before);
}

#[tokio::test]
async fn never_more_than_was_paid() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let mut seen = serde_json::Map::new();
    let mut refused = async |what: &str, body| {
        let answer = shop.refund(&body).await;
        assert_eq!(shop.query_refund("r-2").await.status, 404, "{what}: nothing was taken on");
        seen.insert(what.to_owned(), answer.shown());
    };
    refused("another total", with(shop.refund_of(&transaction, "r-2", 100), &json!({ "amount": { "total": 301 } })))
        .await;
    refused("above the total", shop.refund_of(&transaction, "r-2", 301)).await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 200)).await);
    refused("above the rest", shop.refund_of(&transaction, "r-2", 101)).await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-3", 100)).await);
    refused("nothing left", shop.refund_of(&transaction, "r-2", 1)).await;
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn not_even_when_asked_all_at_once() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let bodies: Vec<_> = (0..8).map(|number| shop.refund_of(&transaction, &format!("r-{number}"), 100)).collect();
    let answers = join_all(bodies.iter().map(|body| shop.refund(body))).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    let refused =
        answers.iter().filter(|answer| answer.status == 400 && answer.text().contains("订单已全额退款")).count();
    assert_eq!((taken, refused), (3, 5), "300 fen were paid");
    let shown = join_all((0..8).map(async |number| shop.query_refund(&format!("r-{number}")).await.status)).await;
    assert_eq!(shown.iter().filter(|status| **status == 200).count(), 3);
}

#[tokio::test]
async fn a_number_serves_one_payment_however_many_ask_at_once() {
    let shop = Shop::open().await;
    let mut bodies = Vec::new();
    for order in ["a-1", "a-2", "a-3"] {
        bodies.push(shop.refund_of(&shop.paid(order).await, "r-1", 300));
    }
    let answers = join_all(bodies.iter().map(|body| shop.refund(body))).await;
    let taken = |answers: &[Answer]| answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(taken(&answers), 1);
    // Of the others nothing was refunded.
    for (index, body) in bodies.iter_mut().enumerate() {
        *body = with(body.clone(), &json!({ "out_refund_no": format!("r-2-{index}") }));
    }
    assert_eq!(taken(&join_all(bodies.iter().map(|body| shop.refund(body))).await), 2);
}

#[tokio::test]
async fn in_at_most_50_parts() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    for part in 0..50 {
        successful(shop.refund(&shop.refund_of(&transaction, &format!("r-{part}"), 1)).await);
    }
    let refused = shop.refund(&shop.refund_of(&transaction, "r-50", 1)).await;
    let body = refused.json();
    assert_eq!((refused.status, body["message"].as_str()), (400, Some("该订单部分退款次数已达上限")), "{body}");
}

#[tokio::test]
async fn within_365_days() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    shop.server.advance(365 * DAY).await;
    successful(shop.refund(&shop.refund_of(&transaction, "r-1", 100)).await);
    shop.server.advance(1).await;
    let refused = shop.refund(&shop.refund_of(&transaction, "r-2", 100)).await;
    let body = refused.json();
    assert_eq!((refused.status, body["message"].as_str()), (400, Some("订单已经超过退款期限")), "{body}");
}

#[tokio::test]
async fn only_what_was_paid_through_wechat_pay() {
    let shop = Shop::open().await;
    shop.completed("owed", Behaviour::NeverHasBalance).await;
    shop.completed("outside", Behaviour::NeverHasBalance).await;
    successful(shop.act("outside", "sync", &shop.sync("20261121120000")).await);
    let order = shop.query("outside").await.json();
    let number = order["order_id"].as_str().expect("an order");
    for unknown in ["4200000000202611211234567890", &number[..28]] {
        let refused = shop.refund(&shop.refund_of(unknown, "r-1", 100)).await;
        let body = refused.json();
        assert_eq!((refused.status, body["code"].as_str()), (404, Some("RESOURCE_NOT_EXISTS")), "{body}");
        assert_eq!(body["message"], "订单不存在");
    }
}

#[tokio::test]
async fn of_other_families_too() {
    let shop = Shop::open().await;
    shop.accepted("a-1", Behaviour::PaysAtOnce).await;
    let completion = shop.retail_completion("a-1", 300).await;
    successful(shop.act_retail("a-1", "complete", &completion).await);
    let order = shop.query_retail("a-1").await.json();
    let transaction = order["finish_transaction_id"].as_str().expect("a payment");
    successful(shop.refund(&shop.refund_of(transaction, "r-1", 300)).await);
}

#[tokio::test]
async fn a_provider_refunds_for_its_sub_merchant() {
    let shop = Shop::open_partner().await;
    successful(shop.complete_directly(&shop.direct_completion("a-1")).await);
    let order = shop.query_partner("&out_order_no=a-1").await.json();
    let transaction = transaction_of(&order);
    let body = |number: &str, sub_mchid: Option<&str>| {
        let changes = json!({ "sub_mchid": sub_mchid, "amount": { "total": 400 } });
        with(shop.refund_of(&transaction, number, 100), &changes)
    };
    let sub_mchid = shop.file.sub_mchid.as_deref();
    successful(shop.refund(&body("r-1", sub_mchid)).await);
    successful(shop.refund(&body("r-2", None)).await);
    let refused = shop.refund(&body("r-3", Some("1900000000"))).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
    // Another merchant does not see the payment, and has no sub-merchant to name.
    let other = shop.client_of("default");
    assert_eq!(other.post(REFUNDS, &body("r-4", None)).await.status, 404);
    assert_eq!(other.post(REFUNDS, &body("r-4", sub_mchid)).await.status, 403);
}

#[tokio::test]
async fn reasons_that_serve_as_test_cards_do() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let mut seen = serde_json::Map::new();
    for reason in ["NOT_ENOUGH", "USER_ACCOUNT_ABNORMAL"] {
        let refused = shop.refund(&shop.refund_because(reason, &transaction, "r-1", 100)).await;
        seen.insert(reason.to_owned(), refused.shown());
        assert_eq!(shop.query_refund("r-1").await.status, 404);
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn the_accounts_that_pay_add_up() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let from = |amount| {
        let from = json!({ "amount": { "from": [{ "account": "AVAILABLE", "amount": amount }] } });
        with(shop.refund_of(&transaction, "r-1", 100), &from)
    };
    assert_names(&shop.refund(&from(99)).await, "/amount/from", "body");
    let refund = successful(shop.refund(&from(100)).await).json();
    assert_eq!(refund["amount"]["from"], json!([{ "account": "AVAILABLE", "amount": 100 }]));
}

#[tokio::test]
async fn its_number_has_up_to_64_characters() {
    let shop = Shop::open().await;
    let transaction = shop.paid("a-1").await;
    let number = "R_-|*@".repeat(11);
    successful(shop.refund(&shop.refund_of(&transaction, &number[..64], 100)).await);
    let too_long = shop.refund(&shop.refund_of(&transaction, &number[..65], 100)).await;
    assert_names(&too_long, "/out_refund_no", "body");
    assert_names(&shop.refund(&shop.refund_of(&transaction, "r 1", 100)).await, "/out_refund_no", "body");
}
