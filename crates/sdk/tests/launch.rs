//! What the SDK hands to a front end, as the local server's phone sees it.

mod support;

use payscore::ApiV2Key;
use payscore::launch::Launch;
use serde_json::{Value, json};
use support::Merchant;

async fn opens(merchant: &Merchant, launch: &Launch) -> Value {
    let mut pages = Vec::new();
    for shape in [launch.mini_program(), launch.web_page(), launch.app()] {
        let answer = merchant.server.post("launch", &shape).await;
        assert_eq!((answer.status, &answer.body["mistakes"]), (200, &json!([])), "{shape}");
        pages.push(answer.body["opens"].clone());
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]), "{pages:?}");
    pages.remove(0)
}

#[tokio::test]
async fn every_page_opens_from_every_front_end() {
    let merchant = Merchant::of("default").await;
    let (config, key) = (merchant.client.config(), ApiV2Key::new(merchant.text("apiv2_key")).unwrap());
    let service = merchant.service("smartretail", true);
    let order = json!({
        "appid": merchant.text("appid"), "service_id": service, "out_order_no": "a|1*-", "service_start_time": "OnAccept",
    });
    let created = merchant.client.v3().payscore().smartretail_orders().post(&order).await.unwrap();
    let package = created.value["package"].as_str().unwrap();
    for launch in [Launch::confirm(package), Launch::confirm_signed(config, &key, package).unwrap()] {
        assert_eq!(opens(&merchant, &launch).await["page"], "confirm_order");
    }
    let detail = Launch::detail(config, &key, service, "a|1*-").unwrap();
    assert_eq!(opens(&merchant, &detail).await["out_order_no"], "a|1*-");
    let body = json!({
        "appid": merchant.text("appid"), "service_id": merchant.service("serviceorder", false),
        "authorization_code": "code-1", "notify_url": "http://127.0.0.1:9/notify",
    });
    let asked = merchant.client.v3().payscore().permissions().post(&body).await.unwrap();
    let token = asked.value["apply_permissions_token"].as_str().unwrap();
    assert_eq!(opens(&merchant, &Launch::authorize(token)).await["authorization_code"], "code-1");
}
