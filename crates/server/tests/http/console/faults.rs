//! `/_payscore/console/faults`

use super::{page, page_with};
use crate::shop::{SERVICE_ORDERS, Shop};
use payscore_api::operations;
use serde_json::json;

const FAULTS: &str = "/_payscore/console/faults";

#[tokio::test]
async fn shows_the_rules_with_what_is_left_of_them() {
    let shop = Shop::open().await;
    assert!(page(&shop, FAULTS).await.text().contains("No rule: everything works"));
    let rule = json!({
        "fault": "SYSTEM_ERROR", "operation": "CreateServiceOrder", "order": "<b>\"1", "count": 3,
    });
    assert_eq!(shop.server.post("faults", &rule).await.status, 200);
    let endless = json!({ "fault": "NOTIFICATION_DROP", "event_type": "PAYSCORE.USER_PAID", "count": "unlimited" });
    assert_eq!(shop.server.post("faults", &endless).await.status, 200);
    let order = shop.new_order("<b>\"1");
    assert_ne!(shop.client.post(SERVICE_ORDERS, &order).await.status, 200);
    let shown = page(&shop, FAULTS).await.text();
    let row = shown.split("<tr id=\"fault-1\">").nth(1).expect("a row");
    let row = &row[..row.find("</tr>").expect("its end")];
    assert!(row.contains("operation: CreateServiceOrder") && row.contains("&#60;b&#62;"), "{row}");
    assert!(!row.contains("<b>"), "{row}");
    assert!(row.contains("data-act=\"/_payscore/faults/1\" data-method=\"DELETE\""), "{row}");
    assert!(shown.contains("event_type: PAYSCORE.USER_PAID") && shown.contains("<td class=\"number\">unlimited</td>"));
}

#[tokio::test]
async fn names_all_that_can_be_set() {
    let shop = Shop::open().await;
    let english = page(&shop, FAULTS).await.text();
    let chinese = page_with(&shop, FAULTS, &["Accept-Language: zh"]).await.text();
    for name in operations().map(|spec| spec.name).chain(["UploadImage", "UploadVideo"]) {
        assert!(english.contains(&format!("<option value=\"{name}\">")), "{name}");
    }
    // What the control API knows it tells to whoever gives it a name that there is not.
    let unknown = shop.server.post("faults", &json!({ "fault": "EARTHQUAKE" })).await;
    let message = unknown.body["message"].as_str().expect("words");
    let names: Vec<&str> = message.split("there are ").nth(1).expect("names").split(", ").collect();
    assert_eq!(names.len(), 15, "{message}");
    for name in names {
        for page in [&english, &chinese] {
            assert!(page.contains(&format!("<option>{name}</option>")), "{name}");
            assert!(page.contains(&format!("<dt><code>{name}</code></dt>")), "{name}");
        }
    }
    assert!(english.contains("data-copy=\"Wechatpay-Negative-Test: RESET_AFTER_COMMIT\""));
    assert!(chinese.contains("什么也没做"));
}
