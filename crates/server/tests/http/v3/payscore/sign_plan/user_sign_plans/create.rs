//! `POST /v3/payscore/sign-plan/user-sign-plans`

use crate::plan_shop::{PLANS, SIGN_PLANS};
use crate::shop::{HOUR, Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

async fn refused(shop: &Shop, plan_id: &str, changes: &Value) -> crate::client::Answer {
    let body = with(shop.new_sign_plan("s-1", plan_id, Behaviour::PaysAtOnce), changes);
    let answer = shop.client.post(SIGN_PLANS, &body).await;
    assert_eq!(shop.query_sign_plan("s-1").await.status, 404, "nothing came of it");
    answer
}

#[tokio::test]
async fn a_sign_plan_waits_for_its_user() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    let body = shop.new_sign_plan("s-1", &plan_id, Behaviour::PaysAtOnce);
    let created = successful(shop.client.post(SIGN_PLANS, &body).await);
    insta::assert_json_snapshot!(created.shown());
    assert_eq!(created.json()["sign_plan"]["plan_id"], plan_id);
    assert_eq!(shop.query_sign_plan("s-1").await.json(), created.json()["sign_plan"]);
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    let body = shop.new_sign_plan("s-1", &plan_id, Behaviour::PaysAtOnce);
    let first = successful(shop.client.post(SIGN_PLANS, &body).await);
    let kept = shop.kept("sign-plans", "s-1").await;
    shop.server.advance(2 * HOUR).await;
    assert_eq!(successful(shop.client.post(SIGN_PLANS, &body).await).text(), first.text());
    let other = with(body.clone(), &json!({ "notify_url": "http://127.0.0.1:9/other" }));
    let other = shop.client.post(SIGN_PLANS, &other).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598), "{}", other.text());
    assert_eq!(shop.kept("sign-plans", "s-1").await, kept);

    shop.server.advance(1).await;
    let stale = shop.user_side("s-1", "sign").await;
    assert_eq!(stale.status, 400, "the two hours are over: {}", stale.body);
    let renewed = successful(shop.client.post(SIGN_PLANS, &body).await).json();
    assert_ne!(renewed["package"], first.json()["package"], "asking again renews it");
    assert_eq!(renewed["sign_plan"], first.json()["sign_plan"]);
    assert_eq!(shop.user_side("s-1", "sign").await.status, 200);
    let signed = successful(shop.client.post(SIGN_PLANS, &body).await).json();
    assert_eq!((&signed["package"], &signed["sign_plan"]["sign_state"]), (&json!(""), &json!("SIGNED")));
}

#[tokio::test]
async fn the_plan_must_be_ones_own_and_not_stopped() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    let unknown = refused(&shop, "01000033210000000000000000000000", &json!({})).await;
    assert_names(&unknown, "/plan_id", "body");
    shop.stop_plan("p-1").await;
    insta::assert_json_snapshot!(refused(&shop, &plan_id, &json!({})).await.shown());
}

#[tokio::test]
async fn anothers_plan_is_no_plan() {
    let shop = Shop::open_partner().await;
    let plan_id = shop.partner_plan("p-1").await;
    assert_names(&refused(&shop, &plan_id, &json!({})).await, "/plan_id", "body");
    let shop = Shop { client: shop.client_of("default"), file: shop.server.merchant("default"), ..shop };
    assert_names(&refused(&shop, &plan_id, &json!({})).await, "/plan_id", "body");
}

#[tokio::test]
async fn the_service_must_be_the_plans_and_the_user_known() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    for changes in [
        json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) }),
        json!({ "appid": "wx0000000000000000" }),
    ] {
        let answer = refused(&shop, &plan_id, &changes).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (403, Some("NO_AUTH")));
    }
    assert_names(&refused(&shop, &plan_id, &json!({ "openid": "oNobody" })).await, "/openid", "body");
}

#[tokio::test]
async fn every_lesson_gets_one_number_in_order() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    let detail = |no: i64, number: &str| json!({ "plan_detail_no": no, "merchant_plan_detail_no": number });
    for details in [
        json!([detail(1, "l-1"), detail(2, "l-2")]),
        json!([detail(1, "l-1"), detail(3, "l-3"), detail(2, "l-2")]),
        json!([detail(1, "l-1"), detail(2, "l-2"), detail(4, "l-4")]),
        json!([]),
    ] {
        let answer = refused(&shop, &plan_id, &json!({ "sign_plan_detail": details })).await;
        assert_names(&answer, "/sign_plan_detail", "body");
    }
    let twice = json!({ "sign_plan_detail": [detail(1, "l-1"), detail(2, "l-2"), detail(3, "l-1")] });
    let answer = refused(&shop, &plan_id, &twice).await;
    assert_names(&answer, "/sign_plan_detail/2/merchant_plan_detail_no", "body");
}

#[tokio::test]
async fn an_order_number_is_free() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    shop.create("s-1-2").await;
    let by_an_order = refused(&shop, &plan_id, &json!({})).await;
    assert_names(&by_an_order, "/sign_plan_detail/1/merchant_plan_detail_no", "body");
    let other = shop.new_sign_plan("s-2", &plan_id, Behaviour::PaysAtOnce);
    successful(shop.client.post(SIGN_PLANS, &other).await);
    let details = json!({ "sign_plan_detail": other["sign_plan_detail"] });
    let by_a_sign_plan = refused(&shop, &plan_id, &details).await;
    assert_names(&by_a_sign_plan, "/sign_plan_detail/0/merchant_plan_detail_no", "body");
}

#[tokio::test]
async fn a_plan_is_signed_by_many() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    for (number, behaviour) in [("s-1", Behaviour::PaysAtOnce), ("s-2", Behaviour::PaysOnThirdAttempt)] {
        successful(shop.client.post(SIGN_PLANS, &shop.new_sign_plan(number, &plan_id, behaviour)).await);
        assert_eq!(shop.user_side(number, "sign").await.body["state"], "SIGNED");
    }
    assert_eq!(shop.client.get(format!("{PLANS}/merchant-plan-no/p-1")).await.json()["plan_state"], "NORMAL");
}

#[tokio::test]
async fn a_notify_url_is_held_to_upstreams_rule_where_that_is_asked_for() {
    let shop = Shop::open_with(|config| config.strict_notify_url = true).await;
    let plan_id = shop.plan("p-1").await;
    assert_names(&refused(&shop, &plan_id, &json!({})).await, "/notify_url", "body");
}
