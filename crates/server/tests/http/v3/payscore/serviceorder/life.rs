//! The states of a service order, from creation to its end, as queries show them.

use crate::shop::{DAY, HOUR, SERVICE_ORDERS, Shop, successful};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

#[tokio::test]
async fn created_doing_done() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    assert_eq!(shop.state("a-1").await, "CREATED");
    shop.confirm("a-1", Behaviour::PaysOnThirdAttempt).await;
    assert_eq!(shop.state("a-1").await, "DOING/USER_CONFIRM");
    insta::assert_json_snapshot!("user_confirm", shop.query("a-1").await.shown());

    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
    insta::assert_json_snapshot!("mch_complete", shop.query("a-1").await.shown());

    shop.server.advance(5 * 60).await;
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE", "the second deduction finds no money either");
    shop.server.advance(30 * 60 - 1).await;
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
    shop.server.advance(1).await;
    assert_eq!(shop.state("a-1").await, "DONE");
    insta::assert_json_snapshot!("done", shop.query("a-1").await.shown());
}

#[tokio::test]
async fn without_confirmation_it_starts_in_doing() {
    let shop = Shop::open().await;
    let created = shop.client.post(SERVICE_ORDERS, &shop.new_order_for("a-1", Behaviour::PaysAtOnce)).await;
    assert_eq!(successful(created).json()["state_description"], "USER_CONFIRM");
    let completed = shop.act("a-1", "complete", &shop.unconfirmed(shop.completion(300))).await;
    assert_eq!(successful(completed).json()["state"], "DOING", "the answer tells of the completion only");
    let target = shop.query_target("&out_order_no=a-1").replace("0000000001&", "0000000002&");
    let order = successful(shop.client.get(target).await).json();
    assert_eq!((&order["state"], &order["collection"]["state"]), (&json!("DONE"), &json!("USER_PAID")));
    assert_eq!(order["openid"], shop.user(Behaviour::PaysAtOnce));
}

#[tokio::test]
async fn a_jump_of_the_clock_shows_the_same_as_its_ticking() {
    let mut timelines = Vec::new();
    for step in [HOUR, 50 * HOUR] {
        let shop = Shop::open().await;
        shop.completed("a-1", Behaviour::NeverHasBalance).await;
        for _ in 0..50 * HOUR / step {
            shop.server.advance(step).await;
            assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
        }
        timelines.push(shop.record("a-1").await[2].as_array().cloned().unwrap_or_default());
    }
    let failed = |timeline: &[Value]| -> Vec<Value> {
        timeline.iter().filter(|entry| entry["event"]["what"] == "failed").map(|entry| entry["at"].clone()).collect()
    };
    assert_eq!(failed(&timelines[0]), failed(&timelines[1]));
    assert_eq!(failed(&timelines[0]).len(), 7, "at 0, 5 min, 35 min, 2:35, 8:35, 20:35 and 44:35: {timelines:#?}");
}

#[tokio::test]
async fn who_never_has_balance_pays_by_hand() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    shop.server.advance(60 * DAY).await;
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE", "unpaid orders do not expire");
    let mchid = &shop.file.mchid;
    let paid = shop.server.pay(mchid, "a-1").await;
    assert_eq!((paid.status, paid.body["state"].as_str()), (200, Some("DONE")), "{}", paid.body);
    let order = shop.query("a-1").await.json();
    let detail = &order["collection"]["details"][0];
    assert_eq!((&detail["paid_type"], &detail["paid_time"]), (&json!("NEWTON"), &json!("20270120120000")));
    let record = shop.record("a-1").await;
    assert_eq!(shop.server.pay(mchid, "a-1").await.status, 200, "paying twice changes nothing");
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn a_deduction_under_way_holds_everything_until_the_bank_answers() {
    let shop = Shop::open_with(|config| config.deduction_seconds = 60).await;
    shop.completed("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    assert_eq!(record[1]["collection"]["state"], "USER_PAYING");

    let cancelled = shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await;
    insta::assert_json_snapshot!("in_flight", cancelled.shown());
    assert_eq!(cancelled.number(), 271_316_754);
    let synced = shop.act("a-1", "sync", &shop.sync("20261121120000")).await;
    assert_eq!((synced.status, synced.number()), (400, 271_316_754), "{}", synced.text());
    let paid = shop.server.pay(&shop.file.mchid, "a-1").await;
    assert_eq!((paid.status, paid.body["code"].as_str()), (400, Some("INVALID_REQUEST")), "{}", paid.body);
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    assert_eq!(shop.record("a-1").await, record, "nothing changed");

    shop.server.advance(59).await;
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
    shop.server.advance(1).await;
    assert_eq!(shop.state("a-1").await, "DONE");
}

#[tokio::test]
async fn a_deduction_that_fails_lets_go() {
    let shop = Shop::open_with(|config| config.deduction_seconds = 60).await;
    shop.completed("a-1", Behaviour::NeverHasBalance).await;
    shop.server.advance(60).await;
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
    successful(shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await);
    assert_eq!(shop.state("a-1").await, "REVOKED");
    shop.server.advance(30 * DAY).await;
    assert_eq!(shop.state("a-1").await, "REVOKED", "and no deduction follows");
}

#[tokio::test]
async fn the_user_who_declines_leaves_the_order_created() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let mchid = &shop.file.mchid;
    let declined = shop.server.confirm_as(mchid, "a-1", shop.user(Behaviour::Declines)).await;
    assert_eq!((declined.status, &declined.body["declined"]), (200, &json!(true)), "{}", declined.body);
    assert_eq!(shop.state("a-1").await, "CREATED");
    let declined = shop.server.decline(mchid, "a-1").await;
    assert_eq!((declined.status, &declined.body["declined"]), (200, &json!(true)), "{}", declined.body);
    assert!(shop.server.notifications("a-1").await.is_empty(), "the merchant is not told");
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    assert_eq!(shop.state("a-1").await, "DOING/USER_CONFIRM", "and another user may say yes");
}

#[tokio::test]
async fn users_whom_payscore_turns_down_cannot_confirm() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let record = shop.record("a-1").await;
    for (behaviour, words) in [
        (Behaviour::FailsAssessment, "综合评估未通过"),
        (Behaviour::TeenMode, "青少年模式"),
        (Behaviour::HasOverdueOrders, "超时未支付"),
    ] {
        let refused = shop.server.confirm_as(&shop.file.mchid, "a-1", shop.user(behaviour)).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("INVALID_REQUEST")), "{behaviour:?}");
        assert!(refused.body["message"].as_str().is_some_and(|text| text.contains(words)), "{}", refused.body);
    }
    assert_eq!(shop.record("a-1").await, record, "the merchant sees nothing of it: upstream stays CREATED too");
    shop.confirm("a-1", Behaviour::NotAuthorized).await;
    assert_eq!(shop.state("a-1").await, "DOING/USER_CONFIRM", "a confirmation needs no authorization");
}

#[tokio::test]
async fn another_user_can_neither_confirm_again_nor_pay() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::NeverHasBalance).await;
    let other = shop.user(Behaviour::PaysAtOnce);
    let mchid = &shop.file.mchid;
    assert_eq!(shop.server.confirm_as(mchid, "a-1", other).await.status, 400);
    assert_eq!(shop.server.confirm(mchid, "a-1").await.status, 200, "confirming twice changes nothing");
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    let paid = shop.server.post(&format!("orders/{mchid}/a-1/pay"), &json!({ "openid": other })).await;
    assert_eq!(paid.status, 400, "{}", paid.body);
    assert_eq!(shop.state("a-1").await, "DOING/MCH_COMPLETE");
}

#[tokio::test]
async fn of_a_confirmation_and_a_cancellation_at_once_one_comes_first() {
    let shop = Shop::open().await;
    for n in 0..10 {
        let number = format!("a-{n}");
        shop.create(&number).await;
        let cancellation = shop.cancellation("用户投诉");
        let (cancelled, confirmed) =
            tokio::join!(shop.act(&number, "cancel", &cancellation), shop.server.confirm(&shop.file.mchid, &number));
        // Either both, the cancellation second, or the cancellation alone.
        assert_eq!(cancelled.status, 200, "{}", cancelled.text());
        assert_eq!(shop.state(&number).await, "REVOKED");
        let told = shop.server.notifications(&number).await.len();
        let expected = if confirmed.status == 200 { (200, 1) } else { (400, 0) };
        assert_eq!((confirmed.status, told), expected, "{}", confirmed.body);
    }
}
