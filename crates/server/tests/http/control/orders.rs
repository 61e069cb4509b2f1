//! `/_payscore/orders…`

use crate::client::exchange;
use crate::shop::{Shop, successful};
use crate::shown::redacted;
use payscore_domain::Behaviour;
use serde_json::{Value, json};

fn numbers(page: &Value) -> Vec<&str> {
    let orders = page["orders"].as_array().expect("orders");
    orders.iter().map(|order| order["out_order_no"].as_str().expect("a number")).collect()
}

#[tokio::test]
async fn lists_the_newest_first_in_pages() {
    let shop = Shop::open().await;
    for n in 1..=5 {
        shop.create(&format!("a-{n}")).await;
    }
    shop.create_retail("b-1").await;
    let page = shop.server.get("orders?limit=4").await.body;
    assert_eq!(numbers(&page), ["b-1", "a-5", "a-4", "a-3"]);
    let rest = shop.server.get(&format!("orders?limit=4&before={}", page["next"])).await.body;
    assert_eq!(numbers(&rest), ["a-2", "a-1"]);
    assert_eq!(rest["next"], Value::Null, "that was the last page");
    let all = shop.server.get("orders").await.body;
    assert_eq!((numbers(&all).len(), &all["next"]), (6, &Value::Null));
}

#[tokio::test]
async fn lists_what_is_asked_for() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    shop.doing("a-2", Behaviour::PaysAtOnce).await;
    let openid = shop.user(Behaviour::PaysAtOnce);
    shop.completed("a-3", Behaviour::PaysAtOnce).await;
    shop.create_retail("b|1").await;
    for (filter, expected) in [
        ("state=CREATED", vec!["b|1", "a-1"]),
        ("state=DOING", vec!["a-2"]),
        ("state=DONE", vec!["a-3"]),
        ("state=USER_PAID", vec![]),
        ("mchid=1900000100", vec![]),
        ("mchid=1230000109&state=DONE", vec!["a-3"]),
        ("number=a", vec!["a-1", "a-2", "a-3"]),
        ("number=b%7C", vec!["b|1"]),
        ("number=a-2&state=CREATED", vec![]),
        ("kind=smartretail", vec!["b|1"]),
        ("kind=serviceorder&state=CREATED", vec!["a-1"]),
        ("kind=payafter", vec![]),
        (&format!("openid={openid}"), vec!["a-3", "a-2"]),
        (&format!("openid={openid}&state=DOING&number=a-2&kind=serviceorder"), vec!["a-2"]),
        // As a form sends it.
        ("number=&state=&kind=&mchid=&openid=+", vec!["b|1", "a-3", "a-2", "a-1"]),
    ] {
        let page = shop.server.get(&format!("orders?{filter}")).await;
        assert_eq!(numbers(&page.body), expected, "{filter}");
    }
    let unknown = shop.server.get("orders?status=CREATED").await;
    assert_eq!((unknown.status, &unknown.body["code"]), (400, &json!("PARAM_ERROR")));
    assert!(unknown.body["message"].as_str().is_some_and(|text| text.contains("status")), "{}", unknown.body);
    for (mistyped, named) in [
        ("limit=many", "limit"),
        ("before=first", "before"),
        ("state=DOIN", "state: DOIN is none of CREATED, DOING, DONE, REVOKED, EXPIRED, USER_ACCEPTED"),
        ("kind=payaftr", "kind: payaftr is none of serviceorder, smartretail, payafter"),
    ] {
        let refused = shop.server.get(&format!("orders?{mistyped}")).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("PARAM_ERROR")), "{mistyped}");
        let message = refused.body["message"].as_str().expect("a message");
        assert!(message.contains(named), "{mistyped}: {message}");
    }
}

#[tokio::test]
async fn shows_an_order_with_all_that_happened_to_it() {
    let shop = Shop::open().await;
    shop.completed("a-1", Behaviour::PaysOnThirdAttempt).await;
    shop.server.advance(35 * 60).await;
    let mut shown = shop.server.order(&shop.file.mchid, "a-1").await.body;
    let events: Vec<&Value> = shown["notifications"].as_array().unwrap().iter().map(|n| &n["event_type"]).collect();
    assert_eq!(events, ["PAYSCORE.USER_PAID", "PAYSCORE.USER_CONFIRM"]);
    shown["notifications"] = "[notifications]".into();
    insta::assert_json_snapshot!(redacted(shown));
}

#[tokio::test]
async fn what_is_not_there() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let mchid = shop.file.mchid.as_str();
    for path in [format!("orders/{mchid}/nothing"), "orders/1/a-1".to_owned()] {
        let missing = shop.server.get(&path).await;
        assert_eq!((missing.status, &missing.body["code"]), (404, &json!("RESOURCE_NOT_EXISTS")), "{path}");
        let missing = shop.server.post(&format!("{path}/confirm"), &json!({})).await;
        assert_eq!(missing.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_users_side_takes_an_openid_or_nothing() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let path = format!("orders/{}/a-1", shop.file.mchid);
    let typo = shop.server.post(&format!("{path}/confirm"), &json!({ "open_id": "o" })).await;
    assert_eq!((typo.status, &typo.body["code"]), (400, &json!("PARAM_ERROR")));
    assert!(typo.body["message"].as_str().is_some_and(|text| text.contains("openid")), "{}", typo.body);
    let head = "Host: localhost\r\nContent-Length: 0\r\nConnection: close";
    let empty = format!("POST /_payscore/{path}/confirm HTTP/1.1\r\n{head}\r\n\r\n");
    let confirmed = exchange(&shop.client.address, empty.as_bytes()).await.expect("an answer").json();
    assert_eq!((&confirmed["state_description"], &confirmed["declined"]), (&json!("USER_CONFIRM"), &json!(false)));
    assert_eq!(confirmed["openid"], shop.file.users[0].openid.as_str(), "the merchant's first user");
}

#[tokio::test]
async fn paying_needs_something_to_pay() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let mchid = shop.file.mchid.as_str();
    let early = shop.server.pay(mchid, "a-1").await;
    assert_eq!((early.status, &early.body["code"]), (400, &json!("INVALID_ORDER_STATE")));
    assert_eq!(shop.server.decline(mchid, "a-1").await.status, 400, "too late to decline");
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    assert_eq!(shop.server.pay(mchid, "a-1").await.status, 200, "paid already: nothing changes");
}
