//! `/v3/payscore/partner/service-account-applications`

use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::ServiceKind;
use serde_json::{Value, json};

const APPLICATIONS: &str = "/v3/payscore/partner/service-account-applications";

fn application(shop: &Shop) -> Value {
    json!({
        "service_id": shop.service(ServiceKind::ServiceOrder, true),
        "appid": shop.file.appid,
        "sub_mchid": "1900000110",
        "sub_appid": "wxd678efh567hg6000",
        "out_apply_no": "apply-1",
        "result_notify_url": shop.notify_url,
    })
}

async fn query(shop: &Shop) -> Answer {
    shop.client.get(format!("{APPLICATIONS}/apply-1")).await
}

#[tokio::test]
async fn waits_for_the_reviewer() {
    let shop = Shop::open_partner().await;
    let created = successful(shop.client.post(APPLICATIONS, &application(&shop)).await);
    insta::assert_json_snapshot!(created.shown());
    assert_eq!(query(&shop).await.json(), created.json());
}

#[tokio::test]
async fn undecided_for_ten_minutes_is_approved() {
    let shop = Shop::open_partner().await;
    let created = successful(shop.client.post(APPLICATIONS, &application(&shop)).await).json();
    shop.server.advance(599).await;
    assert_eq!(query(&shop).await.json()["apply_state"], "PROCESSING");
    shop.server.advance(1).await;
    assert_eq!(query(&shop).await.json(), with(created, &json!({ "apply_state": "APPROVED" })));
}

#[tokio::test]
async fn rejected_says_why() {
    let shop = Shop::open_partner().await;
    successful(shop.client.post(APPLICATIONS, &application(&shop)).await);
    let rejected = shop.server.reject_application(&shop.file.mchid, "apply-1", "主体不一致").await;
    assert_eq!((rejected.status, &rejected.body["state"]), (200, &json!("REJECTED")), "{}", rejected.body);
    let told = query(&shop).await.json();
    assert_eq!((&told["apply_state"], &told["reject_reason"]), (&json!("REJECTED"), &json!("主体不一致")));
    shop.server.advance(600).await;
    assert_eq!(query(&shop).await.json(), told, "and is not approved by itself");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_another_does_not() {
    let shop = Shop::open_partner().await;
    let first = successful(shop.client.post(APPLICATIONS, &application(&shop)).await);
    let kept = shop.kept("service-account-applications", "apply-1").await;
    assert_eq!(successful(shop.client.post(APPLICATIONS, &application(&shop)).await).text(), first.text());
    let other = with(application(&shop), &json!({ "sub_mchid": "1900000111" }));
    let other = shop.client.post(APPLICATIONS, &other).await;
    assert_eq!((other.status, other.number()), (400, 271_316_598));
    assert_eq!(shop.kept("service-account-applications", "apply-1").await, kept);
    assert_eq!(shop.server.approve_application(&shop.file.mchid, "apply-1").await.status, 200);
    let decided = successful(shop.client.post(APPLICATIONS, &application(&shop)).await).json();
    assert_eq!(decided["apply_state"], "APPROVED", "what was decided meanwhile is told");
}

#[tokio::test]
async fn only_a_provider_applies_and_to_a_service_of_its_own() {
    let shop = Shop::open_partner().await;
    let direct = shop.client_of("default");
    let direct_file = shop.server.merchant("default");
    for changes in [json!({ "service_id": direct_file.services[0].service_id }), json!({ "appid": direct_file.appid })]
    {
        let refused = shop.client.post(APPLICATIONS, &with(application(&shop), &changes)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
    }
    let own = json!({ "service_id": direct_file.services[0].service_id, "appid": direct_file.appid });
    insta::assert_json_snapshot!(direct.post(APPLICATIONS, &with(application(&shop), &own)).await.shown());
    assert_eq!(query(&shop).await.status, 404);
}

#[tokio::test]
async fn unknown_or_anothers_is_not_there() {
    let shop = Shop::open_partner().await;
    insta::assert_json_snapshot!(query(&shop).await.shown());
    successful(shop.client.post(APPLICATIONS, &application(&shop)).await);
    assert_eq!(shop.client_of("default").get(format!("{APPLICATIONS}/apply-1")).await.status, 404);
    assert_names(&shop.client.get(format!("{APPLICATIONS}/apply%201")).await, "/out_apply_no", "uri_template");
}

#[tokio::test]
async fn what_may_be_left_out() {
    let shop = Shop::open_partner().await;
    let least = with(application(&shop), &json!({ "sub_appid": null, "result_notify_url": null }));
    let created = successful(shop.client.post(APPLICATIONS, &least).await).json();
    assert_eq!((&created["sub_appid"], &created["result_notify_url"]), (&Value::Null, &Value::Null));
    for field in ["service_id", "appid", "sub_mchid", "out_apply_no"] {
        let refused = shop.client.post(APPLICATIONS, &with(application(&shop), &json!({ field: null }))).await;
        assert_names(&refused, &format!("/{field}"), "body");
    }
}
