//! `POST /v3/payscore/sign-plan/partner/serviceorder`

use crate::plan_shop::{LESSONS, PARTNER_LESSONS};
use crate::shop::{PARTNER_ORDERS, Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

#[tokio::test]
async fn the_order_of_a_sub_merchants_lesson() {
    let shop = Shop::open_partner().await;
    let id = shop.partner_signed("s-1").await;
    let body = shop.for_sub(shop.new_lesson("s-1", &id, 1, Behaviour::PaysAtOnce));
    let created = successful(shop.client.post(PARTNER_LESSONS, &body).await);
    insta::assert_json_snapshot!(created.shown());
    assert_eq!(successful(shop.client.post(PARTNER_LESSONS, &body).await).text(), created.text(), "and again");
    let sign_plan = &shop.kept("sign-plans", "s-1").await[1]["sign_plan"];
    assert_eq!(crate::plan_shop::progress(sign_plan), "SIGNED 1: USING NOT_USED NOT_USED");
}

#[tokio::test]
async fn a_user_is_named_in_exactly_one_way() {
    let shop = Shop::open_partner().await;
    let id = shop.partner_signed("s-1").await;
    let body = shop.for_sub(shop.new_lesson("s-1", &id, 1, Behaviour::PaysAtOnce));
    let openid = body["openid"].clone();
    let ask = async |changes: Value| shop.client.post(PARTNER_LESSONS, &with(body.clone(), &changes)).await;
    assert_names(&ask(json!({ "sub_openid": openid })).await, "/openid", "body");
    assert_names(&ask(json!({ "openid": null })).await, "/openid", "body");
    let without_sub_appid = json!({ "openid": null, "sub_openid": openid, "sub_appid": null });
    assert_names(&ask(without_sub_appid).await, "/sub_appid", "body");
    successful(ask(json!({ "openid": null, "sub_openid": openid })).await);
}

#[tokio::test]
async fn the_sign_plan_must_be_the_sub_merchants() {
    let shop = Shop::open_partner().await;
    let theirs = shop.partner_signed("s-1").await;
    let own = shop.signed("s-2", Behaviour::PaysAtOnce).await;
    let lesson = |number: &str, id: &str| shop.new_lesson(number, id, 1, Behaviour::PaysAtOnce);
    let of_another = with(shop.for_sub(lesson("s-1", &theirs)), &json!({ "sub_mchid": "1900000199" }));
    assert_eq!(shop.client.post(PARTNER_LESSONS, &of_another).await.status, 403);
    let own_for_sub = shop.client.post(PARTNER_LESSONS, &shop.for_sub(lesson("s-2", &own))).await;
    assert_names(&own_for_sub, "/sign_plan_id", "body");
    let theirs_as_own = shop.client.post(LESSONS, &lesson("s-1", &theirs)).await;
    assert_names(&theirs_as_own, "/sign_plan_id", "body");
    assert_eq!(shop.kept("orders", "s-1-1").await[0], 404);
}

#[tokio::test]
async fn the_same_rules_hold() {
    let shop = Shop::open_partner().await;
    let id = shop.partner_signed("s-1").await;
    let out_of_turn = shop.for_sub(shop.new_lesson("s-1", &id, 2, Behaviour::PaysAtOnce));
    let refused = shop.client.post(PARTNER_LESSONS, &out_of_turn).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_REQUEST")));
}

#[tokio::test]
async fn is_completed_and_cancelled_like_any_order_of_the_sub_merchant() {
    let shop = Shop::open_partner().await;
    let id = shop.partner_signed("s-1").await;
    let start = async |lesson: i64| {
        let body = shop.for_sub(shop.new_lesson("s-1", &id, lesson, Behaviour::PaysAtOnce));
        successful(shop.client.post(PARTNER_LESSONS, &body).await);
    };
    let act = async |order: &str, what: &str, changes: Value| {
        let call = with(json!({ "sub_mchid": shop.sub_mchid() }), &with(shop.of_plan_service(), &changes));
        shop.client.post(format!("{PARTNER_ORDERS}/{order}/{what}"), &call).await
    };
    let completion = |total: i64| {
        let post_payments = json!([{ "name": "瑜伽课", "amount": total, "description": "一节", "count": 1 }]);
        json!({ "post_payments": post_payments, "post_discounts": [], "total_amount": total })
    };
    start(1).await;
    assert_names(&act("s-1-1", "complete", completion(1001)).await, "/total_amount", "body");
    successful(act("s-1-1", "complete", completion(900)).await);
    start(2).await;
    successful(act("s-1-2", "cancel", json!({ "reason": "老师生病" })).await);
    let sign_plan = &shop.kept("sign-plans", "s-1").await[1]["sign_plan"];
    assert_eq!(crate::plan_shop::progress(sign_plan), "SIGNED 2: USED SIGN_PLAN_DETAIL_CANCEL NOT_USED");
    assert_eq!(sign_plan["signed_detail_list"][0]["actual_pay_price"], 900);
}
