//! `/_payscore/diagnose`

use crate::shop::{NOON, SERVICE_ORDERS, Shop, successful};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

const BODY: &str = r#"{"out_order_no":"a-1"}"#;

fn quoted(shop: &Shop, authorization: &str) -> Value {
    json!({
        "method": "POST",
        "url": format!("http://{}{SERVICE_ORDERS}?a=1", shop.client.address),
        "authorization": [authorization],
        "body_base64": STANDARD.encode(BODY),
    })
}

#[tokio::test]
async fn a_quoted_request_is_looked_at() {
    let shop = Shop::open().await;
    let request = || shop.client.request("POST", format!("{SERVICE_ORDERS}?a=1")).nonce("N").body(BODY);
    let found = shop.server.post("diagnose", &quoted(&shop, &request().authorization())).await.body;
    assert_eq!((&found["failing"], &found["diagnosis"]), (&json!(false), &Value::Null));
    let message = format!("POST\n{SERVICE_ORDERS}?a=1\n{NOON}\nN\n{BODY}\n");
    assert_eq!(found["message_to_sign"], message.replace('\n', "\\n"));
    assert_eq!(found["message_bytes"], message.len());

    let wrong = request().signing_target(SERVICE_ORDERS).authorization();
    let found = shop.server.post("diagnose", &quoted(&shop, &wrong)).await.body;
    assert_eq!((&found["failing"], &found["diagnosis"]["cause"]), (&json!(true), &json!("query_not_signed")));

    let mut late = quoted(&shop, &request().authorization());
    late["at"] = (NOON + 1000).into();
    let found = shop.server.post("diagnose", &late).await.body;
    assert_eq!(found["diagnosis"]["cause"], "clock_skew");
}

#[tokio::test]
async fn of_an_upload_the_field_meta_should_have_been_signed() {
    let shop = Shop::open().await;
    let body = "--x\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{}\r\n--x--\r\n";
    let request = || shop.client.request("POST", "/v3/merchant/media/upload").body(body);
    for (authorization, cause) in [
        (request().signing_body("{}").authorization(), Value::Null),
        (request().authorization(), json!("upload_signed_whole")),
    ] {
        let mut question = quoted(&shop, &authorization);
        question["url"] = format!("http://{}/v3/merchant/media/upload", shop.client.address).into();
        question["body_base64"] = STANDARD.encode(body).into();
        let found = shop.server.post("diagnose", &question).await.body;
        assert_eq!(found["diagnosis"]["cause"], cause, "{found}");
    }
}

#[tokio::test]
async fn a_signed_message_is_compared() {
    let shop = Shop::open().await;
    let request = shop.client.request("POST", format!("{SERVICE_ORDERS}?a=1")).nonce("N").body(BODY);
    let theirs = format!("POST\n{SERVICE_ORDERS}?a=1\n{NOON}\nM\n{BODY}\n");
    let signature = shop.client.sign(theirs.as_bytes());
    let header = request.authorization().replace(&request.signature(), &signature);
    let mut question = quoted(&shop, &header);
    question["signed_message_base64"] = STANDARD.encode(&theirs).into();
    let found = shop.server.post("diagnose", &question).await.body;
    assert_eq!(found["diagnosis"]["cause"], "message_differs");
    let compared = &found["comparison"];
    let at = theirs.find("\nM\n").expect("the nonce") + 1;
    assert_eq!((&compared["first_difference"], &compared["line"]), (&json!(at), &json!("nonce_str")));
    assert_eq!((&compared["same"], &compared["signed_by_the_signature"]), (&json!(false), &json!(true)));
    assert!(compared["yours"].as_str().is_some_and(|text| text.contains("\\nM\\n")));
    assert!(compared["expected"].as_str().is_some_and(|text| text.contains("\\nN\\n")));
}

#[tokio::test]
async fn a_request_of_the_journal_is_looked_at() {
    let shop = Shop::open().await;
    let refused = shop.client.request("POST", SERVICE_ORDERS).body(BODY).signing_body("").send_unsigned().await;
    shop.wall.advance(5000);
    let question = json!({ "request_id": refused.header("Request-ID") });
    let found = shop.server.post("diagnose", &question).await.body;
    assert_eq!(found["diagnosis"], refused.json()["_payscore"], "its own time counts");
    assert_eq!(found["request"]["status"], 401);
    assert!(found["message_to_sign"].as_str().is_some_and(|text| text.contains("a-1")));

    let right = successful(shop.client.get("/v3/certificates").await);
    let found = shop.server.post("diagnose", &json!({ "request_id": right.header("Request-ID") })).await.body;
    assert_eq!((&found["failing"], &found["diagnosis"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let shop = Shop::open().await;
    for (question, word) in [
        (json!({}), "url"),
        (json!({ "url": "/v3/certificates" }), "method"),
        (json!({ "url": "/", "method": "GET", "body_base64": "?" }), "body_base64"),
        (json!({ "url": "/", "method": "GET", "signed_message_base64": "?" }), "signed_message_base64"),
        (json!({ "request_id": "nope" }), "nope"),
        (json!({ "curl": "nope" }), "curl"),
    ] {
        let refused = shop.server.post("diagnose", &question).await;
        assert!(matches!(refused.status, 400 | 404), "{question}");
        assert!(refused.body["message"].as_str().is_some_and(|message| message.contains(word)), "{}", refused.body);
    }
    let nothing = json!({ "url": "/v3/certificates", "method": "GET" });
    assert_eq!(shop.server.post("diagnose", &nothing).await.body["diagnosis"]["cause"], "authorization_missing");
}
