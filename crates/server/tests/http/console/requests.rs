//! `/_payscore/console/requests`

use super::{page, page_with};
use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use serde_json::json;

#[tokio::test]
async fn shows_calls_and_why_they_were_refused() {
    let shop = Shop::open().await;
    assert!(page(&shop, "/_payscore/console/requests").await.text().contains("No API call has come yet"));
    let markup = json!({ "service_introduction": "<script>it's</b>" });
    let created = successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &markup)).await);
    let target = shop.query_target("a-1");
    let refused = shop.client.request("GET", &target).signing_target("/v3/other").send_unsigned().await;

    let list = page(&shop, "/_payscore/console/requests").await.text();
    assert!(list.contains("CreateServiceOrder") && list.contains("QueryServiceOrder"));
    let failing = page(&shop, "/_payscore/console/requests?status=failing").await.text();
    assert!(!failing.contains("CreateServiceOrder") && failing.contains("QueryServiceOrder"));
    assert!(page(&shop, "/_payscore/console/requests?target=nothing").await.text().contains("None like that"));

    let why = format!("/_payscore/console/requests/{}", refused.header("Request-ID"));
    let diagnosis = &refused.json()["_payscore"];
    for (language, name) in [("en", "explanation"), ("zh-CN", "explanation_zh")] {
        let shown = page_with(&shop, &why, &[&format!("Accept-Language: {language}")]).await.text();
        let words = diagnosis[name].as_str().expect("words");
        assert!(shown.contains(words.split(['\'', '"', '<', '&']).next().expect("a beginning")), "{words}");
    }
    let shown = page(&shop, &format!("/_payscore/console/requests/{}", created.header("Request-ID"))).await.text();
    assert!(shown.contains("&#60;script&#62;it") && !shown.contains("<script>it"));
    assert!(shown.contains("curl -i -X POST") && shown.contains("it&#39;\\&#39;&#39;s"), "quoted for a shell");
    assert_eq!(page(&shop, "/_payscore/console/requests/nope").await.status, 404);
}
