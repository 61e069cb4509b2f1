//! `/_payscore/console/clock`

use super::{page, page_with};
use crate::shop::{DAY, NOON, Shop, successful, with};
use serde_json::json;

const CLOCK: &str = "/_payscore/console/clock";

#[tokio::test]
async fn shows_both_clocks_and_how_they_go() {
    let shop = Shop::open().await;
    let html = page(&shop, CLOCK).await.text();
    assert!(
        html.contains(&format!("data-ticks=\"{NOON}\" data-rate=\"1\">2026-11-21T12:00:00+08:00</time>")),
        "{html}"
    );
    assert!(!html.contains("Move the clock"), "nothing is moved that was not looked at");
    shop.server.advance(2 * DAY + 61).await;
    shop.server.freeze_clock().await;
    let html = page(&shop, CLOCK).await.text();
    assert!(html.contains("data-rate=\"0\"") && html.contains("2 d 1 min 1 s ahead of the wall clock"), "{html}");
}

#[tokio::test]
async fn a_move_is_offered_with_what_it_causes() {
    let shop = Shop::open().await;
    let markup = json!({ "service_introduction": "<b onclick=x>" });
    successful(shop.client.post(crate::shop::SERVICE_ORDERS, &with(shop.new_order("a-1"), &markup)).await);
    for query in ["seconds=2592000", "amount=30&unit=86400", "until=2026-12-21T12%3A00"] {
        let html = page(&shop, &format!("{CLOCK}?{query}")).await.text();
        assert!(html.contains("1 × order expires") && html.contains("<td>a-1</td>"), "{query}: {html}");
        let form = if query.starts_with("until") {
            r#"name="now" value="2026-12-21T12:00:00+08:00">"#
        } else {
            r#"name="seconds" value="2592000" data-type="number">"#
        };
        assert!(html.contains(form), "{query}: {html}");
    }
    let chinese = page_with(&shop, &format!("{CLOCK}?seconds=2592000"), &["Accept-Language: zh"]).await.text();
    assert!(chinese.contains("1 × 订单过期") && chinese.contains("拨动时钟"), "{chinese}");
    assert!(page(&shop, &format!("{CLOCK}?seconds=60")).await.text().contains("Nothing falls due."));
    assert_eq!(shop.state("a-1").await, "CREATED", "the page only shows");
}

#[tokio::test]
async fn a_move_that_cannot_be_made_is_said_and_not_offered() {
    let shop = Shop::open().await;
    for (query, why) in [
        ("seconds=99999999", "at most 31622400 seconds"),
        ("amount=400&unit=86400", "at most 31622400 seconds"),
        ("until=2020-01-01T00:00", "does not go back"),
        ("until=%3Cscript%3E", "not a time like"),
    ] {
        let answer = page(&shop, &format!("{CLOCK}?{query}")).await;
        let html = answer.text();
        assert!(answer.status == 200 && html.contains(why) && !html.contains("Move the clock"), "{query}: {html}");
        assert!(!html.contains("<script>\""), "{query}: {html}");
    }
    assert_eq!(page(&shop, &format!("{CLOCK}?seconds=soon")).await.status, 400);
}
