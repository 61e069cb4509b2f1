//! `GET /v3/payscore/partner/permissions/authorization-code/{authorization_code}`

use crate::authorizations::{PARTNER_PERMISSIONS, no_auth, not_found, refusal};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful};
use payscore_domain::{Behaviour, ServiceKind};

async fn query(shop: &Shop, code: &str, service_id: &str, sub_mchid: &str) -> Answer {
    let query = format!("service_id={service_id}&sub_mchid={sub_mchid}");
    shop.client.get(format!("{PARTNER_PERMISSIONS}/authorization-code/{code}?{query}")).await
}

#[tokio::test]
async fn shows_the_authorization() {
    let shop = Shop::open_partner().await;
    let (service_id, sub_mchid) = (shop.unconfirmed_service(), shop.sub_mchid());
    assert_eq!(refusal(&query(&shop, "p-1", service_id, sub_mchid).await), not_found());
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    insta::assert_json_snapshot!("asked_for", query(&shop, "p-1", service_id, sub_mchid).await.shown());
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    insta::assert_json_snapshot!("in_force", query(&shop, "p-1", service_id, sub_mchid).await.shown());
}

#[tokio::test]
async fn sub_merchant_and_service_must_be_the_authorizations() {
    let shop = Shop::open_partner().await;
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    let (service_id, sub_mchid) = (shop.unconfirmed_service(), shop.sub_mchid());
    assert_eq!(refusal(&query(&shop, "p-1", service_id, "1900000199").await), no_auth());
    assert_names(&query(&shop, "p-1", service_id, "").await, "/sub_mchid", "query");
    let wrong = shop.service(ServiceKind::ServiceOrder, true);
    assert_names(&query(&shop, "p-1", wrong, sub_mchid).await, "/service_id", "query");
    shop.pre_authorize("p-2").await;
    assert_eq!(refusal(&query(&shop, "p-2", service_id, sub_mchid).await), not_found(), "the provider's own");
}
