//! `GET /v3/payscore/permissions/authorization-code/{authorization_code}`

use crate::authorizations::{PERMISSIONS, not_found, refusal};
use crate::shop::{Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};

#[tokio::test]
async fn shows_each_state() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    insta::assert_json_snapshot!("asked_for", shop.permission("p-1").await.shown());
    shop.server.advance(60).await;
    shop.open_as("p-1", Behaviour::PaysOnThirdAttempt).await;
    insta::assert_json_snapshot!("in_force", shop.permission("p-1").await.shown());
    shop.server.advance(60).await;
    successful(shop.terminate("p-1", &shop.termination("用户注销")).await);
    insta::assert_json_snapshot!("ended", shop.permission("p-1").await.shown());
}

#[tokio::test]
async fn what_is_not_there() {
    let shop = Shop::open().await;
    assert_eq!(refusal(&shop.permission("p-1").await), not_found());
    shop.create("p-1").await;
    assert_eq!(refusal(&shop.permission("p-1").await), not_found(), "an order's number is no authorization's");
    shop.pre_authorize("p-1").await;
    let other = Shop { client: shop.client_of("partner"), file: shop.server.merchant("partner"), ..shop };
    assert_eq!(refusal(&other.permission("p-1").await), not_found(), "another merchant's");
}

#[tokio::test]
async fn service_and_number_must_be_right() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    let target =
        |service_id: &str, code: &str| format!("{PERMISSIONS}/authorization-code/{code}?service_id={service_id}");
    let wrong = shop.service(ServiceKind::ServiceOrder, true);
    assert_names(&shop.client.get(target(wrong, "p-1")).await, "/service_id", "query");
    assert_names(&shop.client.get(target("", "p-1")).await, "/service_id", "query");
    assert_names(&shop.client.get(target(wrong, &"1".repeat(33))).await, "/authorization_code", "uri_template");
}
