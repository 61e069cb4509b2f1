//! `/v3/payscore/sign-plan/partner/user-sign-plans`

use crate::plan_shop::{PARTNER_SIGN_PLANS, SIGN_PLANS};
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

fn number(number: &str, rest: &str) -> String {
    format!("{PARTNER_SIGN_PLANS}/merchant-sign-plan-no/{number}{rest}")
}

async fn body(shop: &Shop) -> Value {
    let plan_id = shop.partner_plan("p-1").await;
    shop.for_sub(shop.new_sign_plan("s-1", &plan_id, Behaviour::PaysAtOnce))
}

#[tokio::test]
async fn create_query_and_stop_for_a_sub_merchant() {
    let shop = Shop::open_partner().await;
    let body = body(&shop).await;
    let created = successful(shop.client.post(PARTNER_SIGN_PLANS, &body).await);
    insta::assert_json_snapshot!("created", created.shown());
    assert_eq!(successful(shop.client.post(PARTNER_SIGN_PLANS, &body).await).text(), created.text(), "and again");

    let query = number("s-1", &format!("?sub_mchid={}", shop.sub_mchid()));
    assert_eq!(successful(shop.client.get(query.as_str()).await).json(), created.json()["sign_plan"]);

    let stop = json!({ "sub_mchid": shop.sub_mchid(), "stop_reason": "用户协商后停止" });
    let stopped = successful(shop.client.post(number("s-1", "/stop"), &stop).await).json();
    assert_eq!(
        (&stopped["sign_state"], &stopped["cancel_sign_type"]),
        (&json!("SIGN_PLAN_CANCEL"), &json!("MERCHANT"))
    );
    assert_eq!(stopped["cancel_reason"], "用户协商后停止");
}

#[tokio::test]
async fn a_user_is_named_in_exactly_one_way() {
    let shop = Shop::open_partner().await;
    let body = body(&shop).await;
    let openid = body["openid"].clone();
    let ask = async |changes: Value| shop.client.post(PARTNER_SIGN_PLANS, &with(body.clone(), &changes)).await;
    assert_names(&ask(json!({ "sub_openid": openid })).await, "/openid", "body");
    assert_names(&ask(json!({ "openid": null })).await, "/openid", "body");
    let without_sub_appid = json!({ "openid": null, "sub_openid": openid, "sub_appid": null });
    assert_names(&ask(without_sub_appid).await, "/sub_appid", "body");
    let created = successful(ask(json!({ "openid": null, "sub_openid": openid })).await).json();
    let sign_plan = &created["sign_plan"];
    assert_eq!((&sign_plan["openid"], &sign_plan["sub_openid"]), (&Value::Null, &openid));
}

#[tokio::test]
async fn the_sub_merchant_must_be_the_providers_and_the_plans() {
    let shop = Shop::open_partner().await;
    let body = body(&shop).await;
    for changes in [json!({ "sub_mchid": "1900000199" }), json!({ "sub_appid": "wx0000000000000000" })] {
        let refused = shop.client.post(PARTNER_SIGN_PLANS, &with(body.clone(), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
    }
    let own_plan = shop.plan("p-2").await;
    let refused = shop.client.post(PARTNER_SIGN_PLANS, &with(body.clone(), &json!({ "plan_id": own_plan }))).await;
    assert_names(&refused, "/plan_id", "body");

    successful(shop.client.post(PARTNER_SIGN_PLANS, &body).await);
    let query = shop.client.get(number("s-1", "?sub_mchid=1900000199")).await;
    let stop = json!({ "sub_mchid": "1900000199", "stop_reason": "用户协商后停止" });
    let stop = shop.client.post(number("s-1", "/stop"), &stop).await;
    assert_eq!((query.status, stop.status), (403, 403));
    assert_names(&shop.client.get(number("s-1", "")).await, "/sub_mchid", "query");
    assert_eq!(shop.kept("sign-plans", "s-1").await[1]["state"], "UNSIGNED");
}

#[tokio::test]
async fn the_providers_own_is_not_the_sub_merchants() {
    let shop = Shop::open_partner().await;
    let plan_id = shop.plan("p-2").await;
    let own = shop.new_sign_plan("s-2", &plan_id, Behaviour::PaysAtOnce);
    successful(shop.client.post(SIGN_PLANS, &own).await);
    let query = shop.client.get(number("s-2", &format!("?sub_mchid={}", shop.sub_mchid()))).await;
    assert_eq!(query.status, 404);
}
