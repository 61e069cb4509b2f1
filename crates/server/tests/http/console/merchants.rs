//! `/_payscore/console/merchants`, and the keys that are shown there.

use super::{page, page_with};
use crate::shop::Shop;
use serde_json::json;

const MERCHANTS: &str = "/_payscore/console/merchants";

#[tokio::test]
async fn shows_all_that_a_client_needs_but_no_key() {
    let shop = Shop::open_partner().await;
    let list = page(&shop, MERCHANTS).await.text();
    assert!(list.contains("1230000109") && list.contains(&shop.file.mchid));
    for headers in [&[][..], &["Accept-Language: zh"]] {
        let answer = page_with(&shop, &format!("{MERCHANTS}/{}", shop.file.mchid), headers).await;
        assert_eq!(answer.status, 200);
        let html = answer.text();
        let sub_mchid = shop.file.sub_mchid.as_deref().expect("a sub-merchant");
        for text in [sub_mchid, &shop.file.serial_no, &shop.file.platform_serial_no, &shop.file.wechatpay_public_key_id]
        {
            assert!(html.contains(text), "{text}");
        }
        for service in &shop.file.services {
            assert!(html.contains(service.service_id.as_str()), "{service:?}");
        }
        for user in &shop.file.users {
            assert!(html.contains(user.openid.as_str()), "{user:?}");
        }
        assert_eq!(html.matches("<details id=\"client-").count(), 9);
        // A browser came by this name: so will the clients.
        assert!(html.contains("http://localhost"));
        for key in [&shop.file.apiv2_key, &shop.file.apiv3_key] {
            assert!(!html.contains(key.as_str()));
        }
        assert!(!html.contains("BEGIN PRIVATE KEY"));
    }
    assert_eq!(page(&shop, &format!("{MERCHANTS}/1")).await.status, 404);
}

#[tokio::test]
async fn keys_that_were_made_here_are_shown_when_asked_for() {
    let shop = Shop::open().await;
    let shown = shop.server.post("merchants/default/credentials", &json!({})).await;
    let keys = json!({
        "mchid": shop.file.mchid,
        "apiv2_key": shop.file.apiv2_key,
        "apiv3_key": shop.file.apiv3_key,
    });
    assert_eq!((shown.status, shown.body), (200, keys));
    let added = shop.server.post("merchants", &json!({ "algorithm": "sm2" })).await;
    let mchid = added.body["mchid"].as_str().expect("a number");
    assert_eq!(shop.server.post(&format!("merchants/{mchid}/credentials"), &json!({})).await.status, 200);
    assert_eq!(shop.server.post("merchants/1/credentials", &json!({})).await.status, 404);
}

#[tokio::test]
async fn rotates_the_platform_by_the_control_api() {
    let shop = Shop::open().await;
    let path = format!("{MERCHANTS}/{}", shop.file.mchid);
    assert!(page(&shop, &path).await.text().contains("value=\"announce\""));
    for (phase, next) in [("announce", "switch"), ("switch", "retire"), ("retire", "announce")] {
        assert_eq!(shop.server.rotate_platform(phase).await.status, 200);
        let html = page(&shop, &path).await.text();
        assert!(html.contains(&format!("name=\"phase\" value=\"{next}\"")), "after {phase}");
    }
    assert!(page(&shop, &path).await.text().contains("retired"));
}
