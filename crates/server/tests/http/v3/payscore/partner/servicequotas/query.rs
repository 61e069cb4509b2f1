//! `GET /v3/payscore/partner/servicequotas/service-id/{service_id}`

use crate::authorizations::{no_auth, refusal};
use crate::client::Answer;
use crate::shop::{Shop, assert_names};

async fn quotas(shop: &Shop, service_id: &str, query: &str) -> Answer {
    shop.client.get(format!("/v3/payscore/partner/servicequotas/service-id/{service_id}?{query}")).await
}

#[tokio::test]
async fn suggests_less_the_greater_the_risk() {
    let shop = Shop::open_partner().await;
    let query = format!("sub_mchid={}&appid={}&risk_level_version=1", shop.sub_mchid(), shop.file.appid);
    insta::assert_json_snapshot!(quotas(&shop, shop.unconfirmed_service(), &query).await.shown());
}

#[tokio::test]
async fn there_is_one_version() {
    let shop = Shop::open_partner().await;
    let named = format!("sub_mchid={}&appid={}", shop.sub_mchid(), shop.file.appid);
    for version in ["", "&risk_level_version=2", "&risk_level_version=one", "&risk_level_version=-1"] {
        let answer = quotas(&shop, shop.unconfirmed_service(), &format!("{named}{version}")).await;
        assert_names(&answer, "/risk_level_version", "query");
    }
}

#[tokio::test]
async fn sub_merchant_application_and_service_must_be_the_providers() {
    let shop = Shop::open_partner().await;
    let (sub_mchid, appid) = (shop.sub_mchid(), shop.file.appid.as_str());
    let good = format!("sub_mchid={sub_mchid}&appid={appid}&risk_level_version=1");
    assert_eq!(refusal(&quotas(&shop, "500009", &good).await), no_auth());
    for query in [
        format!("sub_mchid=1900000199&appid={appid}&risk_level_version=1"),
        format!("sub_mchid={sub_mchid}&appid=wx-another&risk_level_version=1"),
        format!("{good}&sub_appid=wx-another"),
    ] {
        assert_eq!(refusal(&quotas(&shop, shop.unconfirmed_service(), &query).await), no_auth(), "{query}");
    }
    let without = quotas(&shop, shop.unconfirmed_service(), &format!("appid={appid}&risk_level_version=1")).await;
    assert_names(&without, "/sub_mchid", "query");
}
