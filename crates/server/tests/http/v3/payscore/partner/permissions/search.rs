//! `GET /v3/payscore/partner/permissions/search`

use crate::authorizations::{PARTNER_PERMISSIONS, no_auth, not_found, refusal};
use crate::client::Answer;
use crate::shop::{Shop, assert_names, successful};
use payscore_domain::Behaviour;

async fn search(shop: &Shop, sub_mchid: &str, key: &str) -> Answer {
    let (service_id, appid) = (shop.unconfirmed_service(), &shop.file.appid);
    let query = format!("service_id={service_id}&appid={appid}&sub_mchid={sub_mchid}{key}");
    shop.client.get(format!("{PARTNER_PERMISSIONS}/search?{query}")).await
}

#[tokio::test]
async fn by_openid_or_sub_openid() {
    let shop = Shop::open_partner().await;
    successful(shop.client.post(PARTNER_PERMISSIONS, &shop.partner_pre_authorization("p-1")).await);
    let openid = shop.user(Behaviour::NotAuthorized);
    let by_openid = format!("&openid={openid}");
    assert_eq!(refusal(&search(&shop, shop.sub_mchid(), &by_openid).await), not_found());
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    let answer = successful(search(&shop, shop.sub_mchid(), &by_openid).await);
    insta::assert_json_snapshot!(answer.shown());
    let sub_appid = shop.file.sub_appid.as_deref().expect("an application");
    let by_sub_openid = format!("&sub_openid={openid}&sub_appid={sub_appid}");
    assert_eq!(successful(search(&shop, shop.sub_mchid(), &by_sub_openid).await).json(), answer.json());
}

#[tokio::test]
async fn the_user_must_be_named_once() {
    let shop = Shop::open_partner().await;
    let sub_appid = shop.file.sub_appid.as_deref().expect("an application");
    let openid = shop.user(Behaviour::PaysAtOnce);
    for (key, field) in [
        (String::new(), "/openid"),
        (format!("&sub_openid={openid}"), "/sub_appid"),
        (format!("&openid={openid}&sub_openid={openid}&sub_appid={sub_appid}"), "/openid"),
        ("&openid=o-unknown".to_owned(), "/openid"),
        (format!("&sub_openid=o-unknown&sub_appid={sub_appid}"), "/sub_openid"),
    ] {
        assert_names(&search(&shop, shop.sub_mchid(), &key).await, field, "query");
    }
}

#[tokio::test]
async fn the_sub_merchant_must_be_the_providers() {
    let shop = Shop::open_partner().await;
    let key = format!("&openid={}", shop.user(Behaviour::PaysAtOnce));
    successful(search(&shop, shop.sub_mchid(), &key).await);
    assert_eq!(refusal(&search(&shop, "1900000199", &key).await), no_auth());
}
