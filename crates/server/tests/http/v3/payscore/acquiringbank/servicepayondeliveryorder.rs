//! `POST /v3/payscore/acquiringbank/servicepayondeliveryorder`

use super::serviceorder::CHANNEL;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

const PATH: &str = "/v3/payscore/acquiringbank/servicepayondeliveryorder";

fn bought(shop: &Shop, number: &str) -> Value {
    let changes = json!({
        "service_id": shop.service(ServiceKind::AcquiringBank, false),
        "sub_mchid": shop.file.sub_mchid,
        "sub_appid": shop.file.sub_appid,
        "channel_id": CHANNEL,
        "openid": shop.user(Behaviour::PaysAtOnce),
        "time_range": { "start_time": "20261121115900", "start_time_remark": null },
        "shopping_info": {
            "real_merchant_appid": shop.file.sub_appid,
            "jump_link": { "jump_link_type": "JUMP_LINK_MINI_PROGRAM", "appid": shop.file.sub_appid, "path": "pages/o" },
            "goods": [{ "name": "T恤", "picture": "https://example.com/t.png", "amount": 4900, "count": 1 }],
        },
    });
    with(shop.new_order_of(number), &changes)
}

#[tokio::test]
async fn is_an_order_that_says_what_was_bought() {
    let shop = Shop::open_partner().await;
    let answer = successful(shop.client.post(PATH, &bought(&shop, "a-1")).await);
    insta::assert_json_snapshot!(answer.shown());
    let record = shop.record("a-1").await;
    assert_eq!(successful(shop.client.post(PATH, &bought(&shop, "a-1")).await).text(), answer.text());
    let other = with(bought(&shop, "a-1"), &json!({ "shopping_info": null }));
    let other = shop.client.post(PATH, &other).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn much_may_be_left_out() {
    let shop = Shop::open_partner().await;
    let left_out = json!({
        "sub_mchid": null, "sub_appid": null, "channel_id": null, "shopping_info": null, "risk_fund": null,
        "notify_url": null, "post_payments": null, "post_discounts": null, "location": null, "attach": null,
    });
    let order = successful(shop.client.post(PATH, &with(bought(&shop, "a-1"), &left_out)).await).json();
    assert_eq!((&order["sub_mchid"], &order["channel_id"]), (&json!(shop.file.sub_mchid), &json!(CHANNEL)));
    assert_eq!((&order["state"], &order["shopping_info"]), (&json!("DOING"), &Value::Null));
}

#[tokio::test]
async fn what_is_broken_is_named() {
    let shop = Shop::open_partner().await;
    for (field, changes) in [
        ("/mchid", json!({ "mchid": "1230000109" })),
        ("/risk_fund/name", json!({ "risk_fund": { "name": null } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": null } })),
        ("/time_range", json!({ "time_range": null })),
        ("/openid", json!({ "openid": null })),
    ] {
        assert_names(&shop.client.post(PATH, &with(bought(&shop, "a-1"), &changes)).await, field, "body");
    }
    let stranger = with(bought(&shop, "a-1"), &json!({ "sub_mchid": "1900000199" }));
    assert_eq!(shop.client.post(PATH, &stranger).await.status, 403);
    let shown = shop.server.order(&shop.file.mchid, "a-1").await;
    assert_eq!(shown.status, 404, "nothing was created");
}
