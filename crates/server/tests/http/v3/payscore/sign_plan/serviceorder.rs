//! `POST /v3/payscore/sign-plan/serviceorder`

use crate::plan_shop::LESSONS;
use crate::shop::{HOUR, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

#[tokio::test]
async fn the_order_of_a_lesson_is_in_use_at_once() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    successful(shop.start_lesson("s-1", &id, 1).await);
    successful(shop.cancel_lesson("s-1-1").await);
    let created = successful(shop.start_lesson("s-1", &id, 2).await);
    insta::assert_json_snapshot!(created.shown());
    let order_id = &created.json()["order_id"];
    let sign_plan = shop.query_sign_plan("s-1").await.json();
    assert_eq!(&sign_plan["signed_detail_list"][1]["order_id"], order_id);
    insta::assert_json_snapshot!("queried", shop.query_lesson("s-1-2").await.shown());
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    let first = successful(shop.start_lesson("s-1", &id, 1).await);
    let kept = (shop.kept("sign-plans", "s-1").await, shop.record("s-1-1").await);
    assert_eq!(successful(shop.start_lesson("s-1", &id, 1).await).text(), first.text());
    let other = with(shop.new_lesson("s-1", &id, 1, Behaviour::PaysAtOnce), &json!({ "attach": "other" }));
    let other = shop.client.post(LESSONS, &other).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!((shop.kept("sign-plans", "s-1").await, shop.record("s-1-1").await), kept);

    successful(shop.complete_lesson("s-1-1", 1000).await);
    let done = successful(shop.start_lesson("s-1", &id, 1).await).json();
    assert_eq!(done["state"], "DONE", "what became of it is told");
}

#[tokio::test]
async fn the_plan_must_be_signed() {
    let shop = Shop::open().await;
    let id = shop.unsigned("s-1", Behaviour::PaysAtOnce).await;
    insta::assert_json_snapshot!(shop.start_lesson("s-1", &id, 1).await.shown());
    assert_eq!(shop.progress("s-1").await, "UNSIGNED 0: NOT_USED NOT_USED NOT_USED");
    assert_eq!(shop.query_lesson("s-1-1").await.status, 404);
}

#[tokio::test]
async fn a_cancelled_or_used_up_sign_plan_has_no_lessons_left() {
    let shop = Shop::open().await;
    let cancelled = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    shop.user_side("s-1", "cancel").await;
    let refused = shop.start_lesson("s-1", &cancelled, 1).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("ORDER_CANCELED")));
}

#[tokio::test]
async fn lessons_come_in_their_order_one_at_a_time() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    let refused = |answer: crate::client::Answer| {
        let body = answer.json();
        (answer.status, body["code"].as_str().map(str::to_owned), body["message"].as_str().map(str::to_owned))
    };
    let told = |message: &str| (400, Some("INVALID_REQUEST".to_owned()), Some(message.to_owned()));
    let (out_of_turn, in_use) = (told("签约计划详情必须按序号依次使用"), told("签约计划存在服务中的订单"));
    assert_eq!(refused(shop.start_lesson("s-1", &id, 2).await), out_of_turn);
    successful(shop.start_lesson("s-1", &id, 1).await);
    assert_eq!(refused(shop.start_lesson("s-1", &id, 2).await), in_use);
    successful(shop.complete_lesson("s-1-1", 1000).await);
    assert_eq!(refused(shop.start_lesson("s-1", &id, 3).await), out_of_turn);
    successful(shop.start_lesson("s-1", &id, 2).await);
    assert_eq!(shop.progress("s-1").await, "SIGNED 2: USED USING NOT_USED");
}

#[tokio::test]
async fn what_is_owed_is_in_use() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysOnThirdAttempt).await;
    let start = |lesson| shop.new_lesson("s-1", &id, lesson, Behaviour::PaysOnThirdAttempt);
    successful(shop.client.post(LESSONS, &start(1)).await);
    successful(shop.complete_lesson("s-1-1", 1000).await);
    assert_eq!(shop.client.post(LESSONS, &start(2)).await.status, 400);
    shop.server.advance(HOUR).await;
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USED NOT_USED NOT_USED", "paid by the third deduction");
    successful(shop.client.post(LESSONS, &start(2)).await);
}

#[tokio::test]
async fn sign_plan_lesson_number_and_user_must_fit() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    let kept = shop.kept("sign-plans", "s-1").await;
    let ask = async |changes: Value| {
        let body = with(shop.new_lesson("s-1", &id, 1, Behaviour::PaysAtOnce), &changes);
        shop.client.post(LESSONS, &body).await
    };
    let unknown = ask(json!({ "sign_plan_id": "01020033210000000000000000000000" })).await;
    assert_names(&unknown, "/sign_plan_id", "body");
    assert_names(&ask(json!({ "plan_detail_no": 4 })).await, "/plan_detail_no", "body");
    assert_names(&ask(json!({ "plan_detail_no": 0 })).await, "/plan_detail_no", "body");
    assert_names(&ask(json!({ "out_trade_no": "s-1-2" })).await, "/out_trade_no", "body");
    assert_names(&ask(json!({ "openid": "oNobody" })).await, "/openid", "body");
    let backwards = json!({ "time_range": { "start_time": "20261121130000", "end_time": "20261121120000" } });
    assert_names(&ask(backwards).await, "/time_range/end_time", "body");
    let other_user = ask(json!({ "openid": shop.user(Behaviour::NeverHasBalance) })).await;
    assert_eq!((other_user.status, other_user.json()["message"].as_str()), (400, Some("订单不属于当前用户")));
    let other_service = ask(json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) })).await;
    assert_eq!((other_service.status, other_service.json()["code"].as_str()), (403, Some("NO_AUTH")));
    assert_eq!(shop.kept("sign-plans", "s-1").await, kept);
}

#[tokio::test]
async fn a_number_that_an_order_took_meanwhile_is_refused() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    shop.create("s-1-1").await;
    let refused = shop.start_lesson("s-1", &id, 1).await;
    assert_eq!((refused.status, refused.number()), (400, 271_316_598));
    assert_eq!(shop.progress("s-1").await, "SIGNED 0: NOT_USED NOT_USED NOT_USED");
}

#[tokio::test]
async fn a_lesson_costs_at_most_what_was_signed() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    successful(shop.start_lesson("s-1", &id, 1).await);
    assert_names(&shop.complete_lesson("s-1-1", 1001).await, "/total_amount", "body");
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USING NOT_USED NOT_USED");
    successful(shop.complete_lesson("s-1-1", 999).await);
    assert_eq!(shop.query_sign_plan("s-1").await.json()["signed_detail_list"][0]["actual_pay_price"], 999);
}

#[tokio::test]
async fn of_two_at_once_one_starts() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    let other = with(shop.new_lesson("s-1", &id, 1, Behaviour::PaysAtOnce), &json!({ "attach": "other" }));
    let calls = (0..8).map(|n| {
        let body = if n % 2 == 0 { shop.new_lesson("s-1", &id, 1, Behaviour::PaysAtOnce) } else { other.clone() };
        let client = &shop.client;
        async move { client.post(LESSONS, &body).await }
    });
    let answers = futures_util::future::join_all(calls).await;
    let started = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(started, 4, "whichever came first, and its repeats");
    assert!(answers.iter().filter(|answer| answer.status != 200).all(|answer| answer.number() == 271_316_598));
    let timeline = shop.kept("sign-plans", "s-1").await[1]["timeline"].as_array().map(Vec::len);
    assert_eq!(timeline, Some(3), "created, signed, started once");
}
