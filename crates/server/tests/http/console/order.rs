//! `/_payscore/console/orders/{mchid}/{out_order_no}`: one order.

use super::{page, page_with};
use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

fn address(number: &str) -> String {
    format!("/_payscore/console/orders/1230000109/{number}")
}

async fn shown(shop: &Shop, number: &str) -> String {
    let answer = page(shop, &address(number)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

fn cancellation(shop: &Shop, reason: &str) -> Value {
    json!({
        "appid": shop.file.appid,
        "service_id": shop.service(ServiceKind::ServiceOrder, true),
        "reason": reason,
    })
}

/// The page's text without tags, blanks made one.
fn words(html: &str) -> String {
    let texts = html.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn draws_the_way_that_an_order_went() {
    let shop = Shop::open().await;
    let path = async |number: &str| {
        let html = shown(&shop, number).await;
        let path = html.split("<desc id=\"life-path\">").nth(1).and_then(|rest| rest.split("</desc>").next());
        path.expect("a path").split(". Now").next().unwrap_or_default().to_owned()
    };
    shop.create("a-1").await;
    assert_eq!(path("a-1").await, "Waits for the user");
    shop.completed("a-2", Behaviour::NeverHasBalance).await;
    assert_eq!(path("a-2").await, "Waits for the user → In use → To be paid");
    shop.completed("a-3", Behaviour::PaysAtOnce).await;
    assert_eq!(path("a-3").await, "Waits for the user → In use → To be paid → Settled");
    shop.doing("a-4", Behaviour::PaysAtOnce).await;
    successful(shop.act("a-4", "cancel", &cancellation(&shop, "x")).await);
    assert_eq!(path("a-4").await, "Waits for the user → In use → Cancelled");
    shop.create_retail("b-1").await;
    shop.server.advance(3600).await;
    assert_eq!(path("b-1").await, "Waits for the user → Expired");
    let html = shown(&shop, "a-4").await;
    assert_eq!(html.matches("class=\"way taken\"").count(), 2);
    assert_eq!(html.matches("class=\"node now\"").count(), 1);
}

#[tokio::test]
async fn tells_what_happened_in_its_order() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::PaysOnThirdAttempt).await;
    shop.server.advance(35 * 60).await;
    let refused = shop.act("a-1", "modify", &json!({})).await;
    assert_eq!(refused.status, 400);
    let text = words(&shown(&shop, "a-1").await);
    let mut rest = text.as_str();
    for line in [
        "What happened",
        "POST CreateServiceOrder → 200",
        "Created",
        "Confirmed",
        "PAYSCORE.USER_CONFIRM",
        "POST CompleteServiceOrder → 200",
        "Completed total ¥3.00",
        "Deduction 1 found no money",
        "Deduction 2 found no money",
        "Deduction 3 brought the money",
        "PAYSCORE.USER_PAID",
        "POST ModifyServiceOrder → 400 PARAM_ERROR",
    ] {
        let (_, after) = rest.split_once(line).unwrap_or_else(|| panic!("no {line:?} in its place: {text}"));
        rest = after;
    }
}

#[tokio::test]
async fn adds_up_what_it_costs() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::NeverHasBalance).await;
    assert!(words(&shown(&shop, "a-1").await).contains("So far only planned"));
    let costs = json!({
        "post_payments": [{ "name": "租金", "amount": 300, "count": 2 }, { "name": "清洁", "amount": 105 }],
        "post_discounts": [{ "name": "会员", "amount": 50 }],
        "total_amount": 355,
    });
    successful(shop.act("a-1", "complete", &with(shop.completion(300), &costs)).await);
    let text = words(&shown(&shop, "a-1").await);
    for part in ["¥3.00 + ¥1.05 − ¥0.50 = ¥3.55", "Owed ¥3.55", "The next deduction starts"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("does not add up"), "{text}");
}

#[tokio::test]
async fn offers_what_the_rules_allow_and_tells_why_not() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let html = shown(&shop, "a-1").await;
    let acts = |html: &str| -> Vec<String> {
        let forms = html.split("<form id=\"act-").skip(1);
        forms.map(|form| form.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(acts(&html), ["confirm", "decline"]);
    assert!(html.contains("data-act=\"/_payscore/orders/1230000109/a%2D1/confirm\""), "{html}");
    assert!(html.contains("/_payscore/console/reference/CancelServiceOrder"), "{html}");
    let text = words(&html);
    assert!(text.contains("Complete INVALID_REQUEST") && text.contains("Pay INVALID_ORDER_STATE"), "{text}");

    shop.confirm("a-1", Behaviour::NeverHasBalance).await;
    assert_eq!(acts(&shown(&shop, "a-1").await), [""; 0]);
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    assert_eq!(acts(&shown(&shop, "a-1").await), ["pay"]);
    let paid = shop.server.post("orders/1230000109/a%2D1/pay", &json!({})).await;
    assert_eq!(paid.status, 200, "the address on the page is right: {}", paid.body);
    assert_eq!(acts(&shown(&shop, "a-1").await), [""; 0]);
}

#[tokio::test]
async fn shows_markup_as_text_wherever_it_comes_from() {
    let shop = Shop::open().await;
    let evil = "<img src=x onerror=alert(1)>\"'";
    let short = "<b>\"'x";
    let fields = json!({
        "service_introduction": short,
        "attach": evil,
        "post_payments": [{ "name": short, "description": evil }],
        "post_discounts": [{ "name": short, "description": evil }],
        "location": { "start_location": short },
        "risk_fund": { "name": "DEPOSIT", "amount": 10_000, "description": short },
    });
    let number = "a|*-_1";
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order(number), &fields)).await);
    successful(shop.act("a%7C%2A-_1", "cancel", &cancellation(&shop, short)).await);
    for path in ["/_payscore/".to_owned(), address("a%7C%2A-_1")] {
        for language in ["en", "zh"] {
            let html = page_with(&shop, &path, &[&format!("Accept-Language: {language}")]).await.text();
            assert!(html.contains(number), "{path}");
            assert!(!html.contains("<img") && !html.contains("<b>"), "{path}: {html}");
        }
    }
    let html = shown(&shop, "a%7C%2A-_1").await;
    assert!(html.contains("&#60;img src=x onerror=alert(1)&#62;&#34;&#39;"), "{html}");
    assert!(!html.contains("style=") && !html.contains(" onclick"), "{html}");
}

#[tokio::test]
async fn says_that_there_is_no_such_order() {
    let shop = Shop::open().await;
    let missing = page(&shop, &address("nope")).await;
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("has no order nope"), "{}", missing.text());
}
