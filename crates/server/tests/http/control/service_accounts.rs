//! `/_payscore/service-account-applications…`

use crate::shop::{Shop, successful};
use payscore_domain::ServiceKind;
use serde_json::{Value, json};

async fn applied(shop: &Shop, number: &str) {
    let body = json!({
        "service_id": shop.service(ServiceKind::ServiceOrder, true),
        "appid": shop.file.appid,
        "sub_mchid": "1900000110",
        "out_apply_no": number,
    });
    successful(shop.client.post("/v3/payscore/partner/service-account-applications", &body).await);
}

#[tokio::test]
async fn the_reviewer_decides_once() {
    let shop = Shop::open_partner().await;
    applied(&shop, "a-1").await;
    applied(&shop, "a-2").await;
    let decide = async |number: &str, word: &str, body: Value| {
        let path = format!("service-account-applications/{}/{number}/{word}", shop.file.mchid);
        let answer = shop.server.post(&path, &body).await;
        (answer.status, answer.body["state"].clone())
    };
    for _ in 0..2 {
        assert_eq!(decide("a-1", "approve", json!({})).await, (200, json!("APPROVED")));
        assert_eq!(decide("a-2", "reject", json!({})).await, (200, json!("REJECTED")));
    }
    assert_eq!(decide("a-1", "reject", json!({})).await.0, 400);
    assert_eq!(decide("a-2", "approve", json!({})).await.0, 400);
    assert_eq!(decide("a-2", "reject", json!({ "reason": "其他" })).await.0, 400);
    assert_eq!(decide("a-2", "reject", json!({ "because": "其他" })).await.0, 400);
    assert_eq!(decide("a-3", "approve", json!({})).await.0, 404);
}

#[tokio::test]
async fn lists_and_shows_them() {
    let shop = Shop::open_partner().await;
    applied(&shop, "a-1").await;
    applied(&shop, "a-2").await;
    let path = format!("service-account-applications/{}/a-1/reject", shop.file.mchid);
    shop.server.post(&path, &json!({})).await;
    let listed = shop.server.get("service-account-applications?state=REJECTED").await.body;
    assert_eq!(listed["service_account_applications"].as_array().map(Vec::len), Some(1));
    insta::assert_json_snapshot!(shop.kept("service-account-applications", "a-1").await);
    let all = shop.server.get("service-account-applications").await.body;
    assert_eq!(all["service_account_applications"][0]["out_apply_no"], "a-2", "newest first");
}
