//! `POST /v3/payscore/servicepayondeliveryorder`

use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

const PATH: &str = "/v3/payscore/servicepayondeliveryorder";

/// For the service that needs no confirmation, as by default here.
fn body(shop: &Shop, number: &str) -> Value {
    let more = json!({ "shopping_info": Shop::shopping(), "need_user_confirm": null, "device": null });
    with(shop.new_order_for(number, Behaviour::PaysAtOnce), &more)
}

#[tokio::test]
async fn an_order_that_says_what_was_bought() {
    let shop = Shop::open().await;
    let created = shop.client.post(PATH, &with(body(&shop, "a-1"), &json!({ "mchid": shop.file.mchid }))).await;
    insta::assert_json_snapshot!(created.shown());
    let record = shop.server.order(&shop.file.mchid, "a-1").await.body;
    assert_eq!(record["state"], "DOING", "in use at once");
}

#[tokio::test]
async fn the_user_confirms_where_the_service_wants_it() {
    let shop = Shop::open().await;
    let changes = json!({
        "service_id": shop.service(ServiceKind::ServiceOrder, true),
        "need_user_confirm": true,
        "openid": null,
    });
    let created = successful(shop.client.post(PATH, &with(body(&shop, "a-1"), &changes)).await).json();
    assert_eq!((&created["state"], created["package"].is_string()), (&json!("CREATED"), true));
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.server.order(&shop.file.mchid, "a-1").await.body;
    assert_eq!(record["state_description"], "USER_CONFIRM");
}

#[tokio::test]
async fn is_completed_and_collected_like_any_other() {
    let shop = Shop::open().await;
    successful(shop.client.post(PATH, &body(&shop, "a-1")).await);
    let completion = shop.unconfirmed(shop.completion(300));
    successful(shop.act("a-1", "complete", &completion).await);
    let record = shop.server.order(&shop.file.mchid, "a-1").await.body;
    assert_eq!((&record["state"], &record["order"]["collection"]["state"]), (&json!("DONE"), &json!("USER_PAID")));
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open().await;
    let first = successful(shop.client.post(PATH, &body(&shop, "a-1")).await).json();
    let record = shop.record("a-1").await;
    assert_eq!(successful(shop.client.post(PATH, &body(&shop, "a-1")).await).json(), first);
    for changes in [
        json!({ "attach": "other" }),
        json!({ "shopping_info": { "real_merchant_appid": null } }),
        json!({ "shopping_info": { "jump_link": { "path": "pages/other" } } }),
    ] {
        let refused = shop.client.post(PATH, &with(body(&shop, "a-1"), &changes)).await;
        assert_eq!((refused.status, refused.number()), (400, 271_316_598), "{changes}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn what_is_refused_creates_nothing() {
    let shop = Shop::open().await;
    let goods = |changes: Value| {
        let mut shopping = Shop::shopping();
        shopping["goods"] = json!([with(shopping["goods"][0].clone(), &changes)]);
        json!({ "shopping_info": shopping })
    };
    for (field, changes) in [
        ("/shopping_info", json!({ "shopping_info": null })),
        (
            "/shopping_info/jump_link/jump_link_type",
            json!({ "shopping_info": { "jump_link": { "jump_link_type": "H5" } } }),
        ),
        ("/shopping_info/goods/0/amount", goods(json!({ "amount": -1 }))),
        ("/shopping_info/goods/0/category_id", goods(json!({ "category_id": [1] }))),
        ("/shopping_info/goods/0/category_id", goods(json!({ "category_id": ["c".repeat(65)] }))),
        ("/shopping_info/jump_link", json!({ "shopping_info": { "jump_link": null } })),
        ("/shopping_info/goods/0/picture", goods(json!({ "picture": null }))),
        ("/mchid", json!({ "mchid": "1900000199" })),
        ("/openid", json!({ "openid": null })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": 100_001 } })),
    ] {
        assert_names(&shop.client.post(PATH, &with(body(&shop, "a-1"), &changes)).await, field, "body");
    }
    let unauthorized = json!({ "openid": shop.user(Behaviour::NotAuthorized) });
    let refused = shop.client.post(PATH, &with(body(&shop, "a-1"), &unauthorized)).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("INVALID_REQUEST")), "{}", refused.text());
    let confirms = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) });
    let refused = shop.client.post(PATH, &with(body(&shop, "a-1"), &confirms)).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")), "false when left out");
    assert_eq!(shop.server.order(&shop.file.mchid, "a-1").await.status, 404);
}
