//! `GET /v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}`

use super::super::{CHANNEL, pre_authorization, service};
use crate::authorizations::{BANK_PERMISSIONS, PARTNER_PERMISSIONS, no_auth, not_found, refusal};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful};
use payscore_domain::Behaviour;

async fn query(shop: &Shop, code: &str, sub_mchid: &str, channel_id: &str) -> Answer {
    let service_id = service(shop);
    let query = format!("service_id={service_id}&sub_mchid={sub_mchid}&channel_id={channel_id}");
    shop.client.get(format!("{BANK_PERMISSIONS}/authorization-code/{code}?{query}")).await
}

#[tokio::test]
async fn shows_the_authorization() {
    let shop = Shop::open_partner().await;
    successful(shop.client.post(BANK_PERMISSIONS, &pre_authorization(&shop, "p-1")).await);
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    insta::assert_json_snapshot!(query(&shop, "p-1", shop.sub_mchid(), CHANNEL).await.shown());
}

#[tokio::test]
async fn sub_merchant_and_channel_must_be_the_authorizations() {
    let shop = Shop::open_partner().await;
    let sub_mchid = shop.sub_mchid();
    successful(shop.client.post(BANK_PERMISSIONS, &pre_authorization(&shop, "p-1")).await);
    let other_channel = query(&shop, "p-1", sub_mchid, "1900000301").await;
    assert_eq!((other_channel.status, other_channel.json()["code"].as_str()), (400, Some("INVALID_REQUEST")));
    assert_eq!(refusal(&query(&shop, "p-1", "1900000199", CHANNEL).await), no_auth());
    assert_eq!(refusal(&query(&shop, "p-2", sub_mchid, CHANNEL).await), not_found());
    assert_names(&query(&shop, "p-1", sub_mchid, "").await, "/channel_id", "query");
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-3")).await);
    assert_eq!(refusal(&query(&shop, "p-3", sub_mchid, CHANNEL).await), not_found(), "through no channel");
}
