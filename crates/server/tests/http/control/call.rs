//! `POST /_payscore/call`, `POST /_payscore/requests/{request_id}/replay`

use crate::client::exchange;
use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use crate::v3::merchant::media::{PICTURE, upload_image};
use payscore_wire::Authorization;
use serde_json::{Value, json};

/// The answer of a call that was made.
async fn made(shop: &Shop, call: &Value) -> Value {
    let answer = shop.server.post("call", call).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

async fn replayed(shop: &Shop, request_id: &Value) -> Value {
    let path = format!("requests/{}/replay", request_id.as_str().expect("a Request-ID"));
    let answer = shop.server.post(&path, &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn header<'a>(message: &'a Value, name: &str) -> &'a str {
    let headers = message["headers"].as_array().expect("headers");
    let found = headers.iter().find(|header| header[0] == name).unwrap_or_else(|| panic!("no {name}: {message}"));
    found[1].as_str().expect("a text")
}

#[tokio::test]
async fn is_signed_answered_and_noted_as_any_call_is() {
    let shop = Shop::open().await;
    let order = shop.new_order("a-1");
    let call = json!({ "mchid": shop.file.mchid, "operation": "CreateServiceOrder", "body": order });
    let answer = made(&shop, &call).await;
    assert_eq!((&answer["response"]["status"], &answer["response"]["body"]["state"]), (&json!(200), &json!("CREATED")));
    assert_eq!((&answer["request"]["method"], &answer["request"]["target"]), (&json!("POST"), &json!(SERVICE_ORDERS)));
    assert_eq!(answer["request"]["body"], order);
    let authorization = Authorization::parse(header(&answer["request"], "authorization")).expect("signed");
    assert_eq!((authorization.mchid, authorization.serial_no), (shop.file.mchid.clone(), shop.file.serial_no.clone()));
    assert!(header(&answer["response"], "wechatpay-signature").len() > 300);
    assert_eq!(shop.state("a-1").await, "CREATED");

    let noted = shop.server.get(&format!("requests/{}", answer["request_id"].as_str().expect("an id"))).await.body;
    assert_eq!((&noted["operation"], &noted["status"]), (&json!("CreateServiceOrder"), &json!(200)));
    assert_eq!(noted["authorization"]["nonce_str"], authorization.nonce_str);
    assert!(header(&noted, "user-agent").starts_with("payscore-server/"));

    let query = json!({ "service_id": order["service_id"], "appid": shop.file.appid, "out_order_no": "a-1" });
    let call = json!({ "mchid": "default", "operation": "QueryServiceOrder", "query": query });
    assert_eq!(made(&shop, &call).await["response"]["body"]["out_order_no"], "a-1");
    let call = json!({ "mchid": "default", "method": "GET", "path": SERVICE_ORDERS, "query": query });
    assert_eq!(made(&shop, &call).await["response"]["body"]["out_order_no"], "a-1");
    let cancellation = json!({ "appid": shop.file.appid, "service_id": order["service_id"], "reason": "用户投诉" });
    let call = json!({
        "mchid": "default",
        "operation": "CancelServiceOrder",
        "path_values": { "out_order_no": "a-1" },
        "body": cancellation,
    });
    assert_eq!(made(&shop, &call).await["response"]["status"], 200);
    assert_eq!(shop.state("a-1").await, "REVOKED");
}

#[tokio::test]
async fn what_upstream_refuses_is_refused() {
    let shop = Shop::open().await;
    let answer = made(&shop, &json!({ "mchid": "default", "operation": "CreateServiceOrder", "body": {} })).await;
    assert_eq!(
        (&answer["response"]["status"], &answer["response"]["body"]["code"]),
        (&json!(400), &json!("PARAM_ERROR"))
    );
    let answer = made(&shop, &json!({ "mchid": "default", "operation": "CreateServiceOrder", "body": "{" })).await;
    assert_eq!((&answer["response"]["status"], &answer["request"]["body"]), (&json!(400), &json!("{")));
    let answer = made(&shop, &json!({ "mchid": "default", "method": "GET", "path": "/v3/nothing" })).await;
    assert_eq!(answer["response"]["status"], 404);
    let unknown = json!({ "out_order_no": "nope", "service_id": "1", "appid": shop.file.appid });
    let call = json!({ "mchid": "default", "operation": "QueryServiceOrder", "query": unknown });
    assert_eq!(made(&shop, &call).await["response"]["status"], 404);
}

#[tokio::test]
async fn what_cannot_be_called_is_named_and_calls_nothing() {
    let shop = Shop::open().await;
    for (call, words) in [
        (json!({}), "missing field `mchid`"),
        (json!({ "mchid": "default", "operations": "x" }), "unknown field `operations`"),
        (json!({ "mchid": "default" }), "operation, or method and path: one of the two is needed"),
        (json!({ "mchid": "default", "operation": "A", "method": "GET", "path": "/v3/a" }), "one of the two"),
        (json!({ "mchid": "default", "operation": "Nope" }), "operation: no operation is called Nope"),
        (json!({ "mchid": "default", "operation": "CancelServiceOrder" }), "path_values.out_order_no: missing"),
        (
            json!({ "mchid": "default", "operation": "CancelServiceOrder", "path_values": { "out_order_no": ".." } }),
            "path_values.out_order_no: no path can carry ..",
        ),
        (
            json!({ "mchid": "default", "operation": "CreateServiceOrder", "path_values": { "out_order_no": "1" } }),
            "path_values.out_order_no: CreateServiceOrder has no such variable",
        ),
        (json!({ "mchid": "default", "method": "GET", "path": "/_payscore/health" }), "path: should begin with /v3/"),
        (json!({ "mchid": "default", "method": "G T", "path": "/v3/a" }), "method: not a method of HTTP: G T"),
        (json!({ "mchid": "default", "method": "GET", "path": "/v3/a b" }), "path: /v3/a b: "),
        (
            json!({ "mchid": "default", "method": "GET", "path": "/v3/a", "query": { "b": [] } }),
            "query.b: should be a text, a number or a boolean",
        ),
        (
            json!({ "mchid": "default", "method": "GET", "path": "/v3/a", "headers": { "Authorization": "x" } }),
            "headers.Authorization: the server makes this one itself",
        ),
    ] {
        let refused = shop.server.post("call", &call).await;
        assert_eq!((refused.status, refused.body["code"].as_str()), (400, Some("PARAM_ERROR")), "{call}");
        let message = refused.body["message"].as_str().expect("a message");
        assert!(message.contains(words), "{message}");
    }
    let unknown = json!({ "mchid": "1999999999", "operation": "ListCertificates" });
    let refused = shop.server.post("call", &unknown).await;
    assert_eq!((refused.status, &refused.body["message"]), (404, &json!("no merchant 1999999999")));
    assert_eq!(shop.server.get("requests").await.body["requests"], json!([]));
}

#[tokio::test]
async fn sensitive_fields_are_encrypted_on_the_way() {
    const NAME: &str = "欧阳明德";
    let shop = Shop::open().await;
    let create = |number: &str, name: &str, headers: Value, encrypt: bool| {
        let body = with(shop.new_pay_after(number), &json!({ "name": name }));
        json!({
            "mchid": "default",
            "operation": "CreatePayAfterOrder",
            "body": body,
            "headers": headers,
            "encrypt": encrypt,
        })
    };
    let (certificate, public_key) = (shop.client.platform_serial_no.clone(), shop.client.public_key_id.clone());
    for (number, headers, serial) in
        [("p-1", json!({}), &certificate), ("p-2", json!({ "Wechatpay-Serial": public_key }), &public_key)]
    {
        let answer = made(&shop, &create(number, NAME, headers, true)).await;
        assert_eq!(answer["response"]["status"], 200, "{answer}");
        assert_eq!(header(&answer["request"], "wechatpay-serial"), serial);
        assert!(!answer.to_string().contains(NAME));
    }
    let key = shop.client.platform_key(&public_key);
    let sealed = key.encrypt(NAME.as_bytes()).expect("it fits");
    let headers = json!({ "Wechatpay-Serial": public_key });
    let answer = made(&shop, &create("p-3", &sealed, headers.clone(), false)).await;
    assert_eq!(answer["response"]["status"], 200, "{answer}");
    let refused = shop.server.post("call", &create("p-4", &sealed, headers, true)).await;
    let message = refused.body["message"].as_str().expect("a message");
    assert!(refused.status == 400 && message.starts_with("body.name: ") && !message.contains(&sealed), "{message}");
    let path = json!({ "mchid": "default", "method": "POST", "path": "/v3/payscore/payafter-orders" });
    let by_path = with(path, &json!({ "body": with(shop.new_pay_after("p-5"), &json!({ "name": NAME })) }));
    assert_eq!(made(&shop, &by_path).await["response"]["status"], 200);
}

#[tokio::test]
async fn a_fault_is_told_and_cuts_nothing() {
    let shop = Shop::open().await;
    let call = json!({
        "mchid": "default",
        "operation": "CreateServiceOrder",
        "body": shop.new_order("a-1"),
        "headers": { "Wechatpay-Negative-Test": "RESET_AFTER_COMMIT" },
    });
    let answer = made(&shop, &call).await;
    assert_eq!(answer["fault"], "RESET_AFTER_COMMIT");
    assert_eq!(shop.state("a-1").await, "CREATED");
    // And the same again by a replay, which keeps the header.
    assert_eq!(replayed(&shop, &answer["request_id"]).await["fault"], "RESET_AFTER_COMMIT");
}

#[tokio::test]
async fn its_curl_works_once() {
    let shop = Shop::open().await;
    let call = json!({ "mchid": "default", "operation": "CreateServiceOrder", "body": shop.new_order("a-1") });
    let answer = made(&shop, &call).await;
    let curl = answer["request"]["curl"].as_str().expect("a command");
    assert!(curl.starts_with(&format!("curl -sS -X POST '{}{SERVICE_ORDERS}'", shop.server.base_url())), "{curl}");
    let quoted: Vec<&str> = curl.split('\'').skip(1).step_by(2).collect();
    let (body, headers) = quoted[1..].split_last().expect("a body");
    let send = || async {
        let head = format!("POST {SERVICE_ORDERS} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", shop.client.address);
        let request = format!("{head}{}\r\nContent-Length: {}\r\n\r\n{body}", headers.join("\r\n"), body.len());
        exchange(&shop.client.address, request.as_bytes()).await.expect("an answer")
    };
    successful(send().await);
    assert_eq!(send().await.status, 401, "a signature is good for one call");
}

#[tokio::test]
async fn no_key_is_in_what_is_answered() {
    let shop = Shop::open().await;
    let answer = made(&shop, &json!({ "mchid": "default", "operation": "ListCertificates" })).await.to_string();
    let pem = std::fs::read_to_string(shop.server.merchant_dir("default").join("apiclient_key.pem")).expect("a key");
    let line = pem.lines().nth(5).expect("a line of it");
    for key in [line, &shop.file.apiv2_key, &shop.file.apiv3_key] {
        assert!(!answer.contains(key), "{answer}");
    }
}

#[tokio::test]
async fn who_signs_elsewhere_is_told_so() {
    let shop = Shop::open().await;
    let key = shop.server.merchant_dir("default").join("apiclient_key.pem");
    let pem = std::fs::read_to_string(&key).expect("a key");
    std::fs::remove_file(&key).expect("removed");
    let call = json!({ "mchid": "default", "operation": "ListCertificates" });
    let refused = shop.server.post("call", &call).await;
    let message = refused.body["message"].as_str().expect("a message");
    assert!(refused.status == 400 && message.contains("signs elsewhere: its private key is not at /"), "{message}");
    std::fs::copy(shop.server.merchant_dir("partner").join("apiclient_key.pem"), &key).expect("another's");
    let refused = shop.server.post("call", &call).await;
    let message = refused.body["message"].as_str().expect("a message");
    assert!(refused.status == 500 && message.contains("it is not the key of apiclient_cert.pem"), "{message}");
    // Put back, it counts at once.
    std::fs::write(&key, pem).expect("a key");
    assert_eq!(made(&shop, &call).await["response"]["status"], 200);
}

#[tokio::test]
async fn a_request_is_replayed_with_a_signature_of_its_own() {
    let shop = Shop::open().await;
    let first = successful(shop.client.post(format!("/mock{SERVICE_ORDERS}"), &shop.new_order("a-1")).await);
    shop.wall.advance(3600);
    let again = replayed(&shop, &json!(first.header("Request-ID"))).await;
    // An exact repeat: upstream answers as before.
    assert_eq!((&again["response"]["status"], &again["request"]["target"]), (&json!(200), &json!(SERVICE_ORDERS)));
    assert_eq!(again["response"]["body"]["order_id"], first.json()["order_id"]);
    assert_eq!(replayed(&shop, &again["request_id"]).await["response"]["status"], 200, "and so on");

    let missing = shop.server.post("requests/nope/replay", &json!({})).await;
    assert_eq!(missing.status, 404);
    let nobody = shop.client.request("GET", "/v3/certificates").authorized_by(&[]).send_unsigned().await;
    let refused = shop.server.post(&format!("requests/{}/replay", nobody.header("Request-ID")), &json!({})).await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (400, Some("PARAM_ERROR")));
}

#[tokio::test]
async fn an_upload_is_replayed_whole_or_not_at_all() {
    let shop = Shop::open().await;
    let first = successful(upload_image(&shop.client, PICTURE).await);
    let again = replayed(&shop, &json!(first.header("Request-ID"))).await;
    assert_eq!(again["response"]["status"], 200, "{again}");
    let long = [PICTURE, &[7; 20_000]].concat();
    let first = successful(upload_image(&shop.client, &long).await);
    let refused = shop.server.post(&format!("requests/{}/replay", first.header("Request-ID")), &json!({})).await;
    let message = refused.body["message"].as_str().expect("a message");
    assert!(refused.status == 400 && message.contains("only the beginning of the request's body"), "{message}");
}

#[tokio::test]
async fn who_may_not_use_the_control_api_may_not_call() {
    let shop = Shop::open().await;
    let body = json!({ "mchid": "default", "operation": "ListCertificates" }).to_string();
    let request = format!(
        "POST /_payscore/call HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.com\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let refused = exchange(&shop.client.address, request.as_bytes()).await.expect("an answer");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("NO_AUTH")));
    assert_eq!(shop.server.get("requests").await.body["requests"], json!([]));
}
