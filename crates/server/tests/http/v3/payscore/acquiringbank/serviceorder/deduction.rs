//! `GET /v3/payscore/acquiringbank/serviceorder/deduction`

use super::BANK_ORDERS;
use crate::shop::{Shop, assert_names, successful};
use payscore_domain::Behaviour;

#[tokio::test]
async fn tells_the_number_registered_last() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::NeverHasBalance).await;
    successful(shop.register("a-1", "d-1").await);
    insta::assert_json_snapshot!(successful(shop.query_deduction("a-1").await).json());
    successful(shop.register("a-1", "d-2").await);
    assert_eq!(successful(shop.query_deduction("a-1").await).json()["out_trade_no"], "d-2");
}

#[tokio::test]
async fn of_what_has_none() {
    let shop = Shop::open_partner().await;
    shop.doing_bank("doing", Behaviour::PaysAtOnce).await;
    shop.owing_bank("owing", Behaviour::PaysAtOnce).await;
    let mut seen = serde_json::Map::new();
    for number in ["doing", "owing", "unknown"] {
        seen.insert(number.to_owned(), shop.query_deduction(number).await.shown());
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn the_order_must_be_named_rightly() {
    let shop = Shop::open_partner().await;
    shop.owing_bank("a-1", Behaviour::PaysAtOnce).await;
    successful(shop.register("a-1", "d-1").await);
    let target = format!("{BANK_ORDERS}/deduction?{}&appid={}", shop.bank_key("a-1"), shop.file.appid);
    for (field, target) in [
        ("/out_order_no", target.replace("&out_order_no=a-1", "")),
        ("/appid", target.replace(&shop.file.appid, "wx0000000000000000")),
        ("/channel_id", target.replace("&channel_id=1900000300", "")),
    ] {
        assert_names(&shop.client.get(target).await, field, "query");
    }
    let sub_appid = shop.file.sub_appid.as_deref().expect("a sub-merchant");
    successful(shop.client.get(format!("{target}&sub_appid={sub_appid}")).await);
    let wrong = shop.client.get(format!("{target}&sub_appid={}", shop.file.appid)).await;
    assert_eq!((wrong.status, wrong.json()["code"].as_str()), (403, Some("NO_AUTH")));
}
