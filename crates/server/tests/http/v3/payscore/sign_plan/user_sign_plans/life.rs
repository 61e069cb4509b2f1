//! Whole lives of sign plans: service by service, and all the ways in which they end.

use crate::plan_shop::{SIGN_PLANS, progress};
use crate::shop::{DAY, HOUR, Shop, successful};
use payscore_domain::Behaviour;
use payscore_testkit::Config;
use serde_json::{Value, json};

#[tokio::test]
async fn signed_used_up_and_complete() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    assert_eq!(shop.progress("s-1").await, "SIGNED 0: NOT_USED NOT_USED NOT_USED");

    successful(shop.start_lesson("s-1", &id, 1).await);
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USING NOT_USED NOT_USED");
    shop.server.advance(HOUR).await;
    successful(shop.complete_lesson("s-1-1", 1000).await);
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USED NOT_USED NOT_USED");

    successful(shop.start_lesson("s-1", &id, 2).await);
    shop.server.advance(HOUR).await;
    successful(shop.cancel_lesson("s-1-2").await);
    assert_eq!(shop.progress("s-1").await, "SIGNED 2: USED SIGN_PLAN_DETAIL_CANCEL NOT_USED");

    successful(shop.start_lesson("s-1", &id, 3).await);
    assert_eq!(shop.progress("s-1").await, "SIGNED 3: USED SIGN_PLAN_DETAIL_CANCEL USING");
    successful(shop.complete_lesson("s-1-3", 500).await);
    insta::assert_json_snapshot!(shop.query_sign_plan("s-1").await.shown());

    let events = shop.kept("sign-plans", "s-1").await[1]["timeline"].as_array().expect("a timeline").clone();
    let names: Vec<&Value> = events.iter().map(|line| &line["event"]["event"]).collect();
    let expected = [
        "created",
        "signed",
        "detail_started",
        "detail_paid",
        "detail_started",
        "detail_cancelled",
        "detail_started",
        "detail_paid",
    ];
    assert_eq!(names, expected);
    shop.server.advance(40 * DAY).await;
    assert_eq!(shop.progress("s-1").await, "COMPLETE 3: USED SIGN_PLAN_DETAIL_CANCEL USED", "and expires no more");
}

#[tokio::test]
async fn over_when_its_days_are_over() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    shop.unsigned("s-2", Behaviour::PaysAtOnce).await;
    successful(shop.start_lesson("s-1", &id, 1).await);
    // The day of signing has 12 hours left; 30 days follow.
    shop.server.advance(30 * DAY + 12 * HOUR - 1).await;
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USING NOT_USED NOT_USED");
    assert_eq!(shop.progress("s-2").await, "UNSIGNED 0: NOT_USED NOT_USED NOT_USED");
    shop.server.advance(1).await;
    assert_eq!(shop.progress("s-1").await, "EXPIRE 1: USING NOT_USED NOT_USED");
    assert_eq!(shop.progress("s-2").await, "EXPIRE 0: NOT_USED NOT_USED NOT_USED");

    successful(shop.complete_lesson("s-1-1", 1000).await);
    assert_eq!(shop.progress("s-1").await, "EXPIRE 1: USED NOT_USED NOT_USED", "the order under way went on");
    let refused = shop.start_lesson("s-1", &id, 2).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_ORDER_STATE")));
}

#[tokio::test]
async fn an_order_goes_on_after_its_sign_plan_is_cancelled() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::PaysAtOnce).await;
    successful(shop.start_lesson("s-1", &id, 1).await);
    successful(shop.stop_sign_plan("s-1", "用户协商后停止").await);
    assert_eq!(shop.progress("s-1").await, "SIGN_PLAN_CANCEL 1: USING NOT_USED NOT_USED");
    successful(shop.complete_lesson("s-1-1", 1000).await);
    assert_eq!(shop.progress("s-1").await, "SIGN_PLAN_CANCEL 1: USED NOT_USED NOT_USED");
    assert_eq!(shop.query_lesson("s-1-1").await.json()["state"], "DONE");
}

/// One lesson, whose user pays at the third attempt, and whose last day it is.
async fn owing_on_the_last_day(change: impl FnOnce(&mut Config)) -> Shop {
    let shop = Shop::open_with(change).await;
    let mut plan = shop.new_plan("p-1");
    plan["plan_detail_list"].as_array_mut().expect("lessons").truncate(1);
    for (field, value) in [("deduction_quantity", 1), ("total_original_price", 1000), ("total_actual_price", 1000)] {
        plan[field] = json!(value);
    }
    let plan_id = successful(shop.client.post(crate::plan_shop::PLANS, &plan).await).json()["plan_id"].clone();
    let mut body = shop.new_sign_plan("s-1", plan_id.as_str().expect("an id"), Behaviour::PaysOnThirdAttempt);
    body["sign_plan_detail"].as_array_mut().expect("lessons").truncate(1);
    let id = successful(shop.client.post(SIGN_PLANS, &body).await).json()["sign_plan"]["sign_plan_id"].clone();
    shop.user_side("s-1", "sign").await;
    let id = id.as_str().expect("an id");
    let lesson = shop.new_lesson("s-1", id, 1, Behaviour::PaysOnThirdAttempt);
    successful(shop.client.post(crate::plan_shop::LESSONS, &lesson).await);
    shop
}

/// Completed so long before the last midnight; then both clocks jump over that midnight and the payment, one of them
/// without waking anybody, so that the sign plan is the first that is looked at. Its progress, and what happened when.
async fn jumped_over_the_end(seconds_before: u32, quietly: bool) -> (String, Vec<(String, String)>) {
    let shop = owing_on_the_last_day(|_| {}).await;
    shop.server.advance(30 * DAY + 12 * HOUR - seconds_before).await;
    successful(shop.complete_lesson("s-1-1", 1000).await);
    let foreseen = shop.server.get(&format!("clock/preview?seconds={}", 2 * DAY)).await.body;
    if quietly {
        shop.wall.advance(i64::from(2 * DAY));
    } else {
        shop.server.advance(2 * DAY).await;
    }
    let progress = shop.progress("s-1").await;
    let mut foreseen = foreseen["happens"].as_array().expect("a list").iter();
    let expires = foreseen.any(|one| (&one["kind"], &one["what"]) == (&json!("sign_plan"), &json!("expired")));
    assert_eq!(expires, progress.starts_with("EXPIRE"), "as the preview said");
    let timeline = shop.kept("sign-plans", "s-1").await[1]["timeline"].as_array().expect("a timeline").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let lines = timeline.iter().map(|line| (text(&line["event"]["event"]), text(&line["at"])));
    (progress, lines.skip(3).collect())
}

#[tokio::test]
async fn a_jump_over_payment_and_end_leaves_what_ticking_would() {
    let lines = |lines: &[(&str, &str)]| -> Vec<(String, String)> {
        lines.iter().map(|(event, at)| ((*event).to_owned(), (*at).to_owned())).collect()
    };
    for quietly in [false, true] {
        // The third attempt, which brings the money, comes 35 minutes after the completion.
        let (progress, timeline) = jumped_over_the_end(36 * 60, quietly).await;
        assert_eq!(progress, "COMPLETE 1: USED", "paid a minute before the end");
        assert_eq!(timeline, lines(&[("detail_paid", "2026-12-21T23:59:00+08:00")]));

        let (progress, timeline) = jumped_over_the_end(34 * 60, quietly).await;
        let (expired, paid) = (("expired", "2026-12-22T00:00:00+08:00"), ("detail_paid", "2026-12-22T00:01:00+08:00"));
        assert_eq!(progress, "EXPIRE 1: USED", "paid a minute after the end");
        assert_eq!(timeline, lines(&[expired, paid]));
    }
}

#[tokio::test]
async fn while_the_bank_has_not_answered_the_lesson_is_in_use() {
    let shop = owing_on_the_last_day(|config| config.deduction_seconds = 60).await;
    successful(shop.complete_lesson("s-1-1", 1000).await);
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USING");
    shop.server.advance(60).await;
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USING", "the first attempt found no money");
    let paid = shop.server.pay(&shop.file.mchid, "s-1-1").await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    assert_eq!(shop.progress("s-1").await, "COMPLETE 1: USED", "paid by hand");
}

#[tokio::test]
async fn a_lesson_paid_outside_or_free_is_used() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::NeverHasBalance).await;
    let lesson = shop.new_lesson("s-1", &id, 1, Behaviour::NeverHasBalance);
    successful(shop.client.post(crate::plan_shop::LESSONS, &lesson).await);
    successful(shop.complete_lesson("s-1-1", 1000).await);
    let sync = crate::shop::with(shop.sync("20261121120000"), &shop.of_plan_service());
    successful(shop.act("s-1-1", "sync", &sync).await);
    let lesson = shop.new_lesson("s-1", &id, 2, Behaviour::NeverHasBalance);
    successful(shop.client.post(crate::plan_shop::LESSONS, &lesson).await);
    successful(shop.complete_lesson("s-1-2", 0).await);
    let sign_plan = shop.query_sign_plan("s-1").await.json();
    assert_eq!(progress(&sign_plan), "SIGNED 2: USED USED NOT_USED");
    let paid = |lesson: usize| &sign_plan["signed_detail_list"][lesson]["actual_pay_price"];
    assert_eq!((paid(0), paid(1)), (&json!(1000), &json!(0)));
}

#[tokio::test]
async fn a_lesson_made_cheaper_is_used_for_what_was_paid() {
    let shop = Shop::open().await;
    let id = shop.signed("s-1", Behaviour::NeverHasBalance).await;
    let lesson = shop.new_lesson("s-1", &id, 1, Behaviour::NeverHasBalance);
    successful(shop.client.post(crate::plan_shop::LESSONS, &lesson).await);
    successful(shop.complete_lesson("s-1-1", 1000).await);
    let cheaper = json!({
        "appid": shop.file.appid,
        "service_id": shop.plan_service(),
        "post_payments": [{ "name": "瑜伽课", "amount": 700 }],
        "total_amount": 700,
        "reason": "用户投诉",
    });
    successful(shop.act("s-1-1", "modify", &cheaper).await);
    assert_eq!(shop.progress("s-1").await, "SIGNED 1: USING NOT_USED NOT_USED");
    assert_eq!(shop.server.pay(&shop.file.mchid, "s-1-1").await.status, 200);
    let sign_plan = shop.query_sign_plan("s-1").await.json();
    assert_eq!(progress(&sign_plan), "SIGNED 1: USED NOT_USED NOT_USED");
    assert_eq!(sign_plan["signed_detail_list"][0]["actual_pay_price"], 700);
}
