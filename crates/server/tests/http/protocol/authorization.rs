//! Who may call: 401s are unsigned, numbered, and say what is wrong.

use crate::client::{Answer, exchange};
use crate::shop::{NOON, RETAIL_ORDERS, SERVICE_ORDERS, Shop, successful};
use serde_json::{Map, Value, json};

const PATH: &str = "/v3/certificates";
const SIGN_ERROR: u32 = 269_546_525;
const UNREADABLE: u32 = 270_924_346;

fn assert_sign_error(answer: &Answer) {
    assert_eq!((answer.status, answer.number()), (401, SIGN_ERROR), "{}", answer.text());
    assert_eq!(answer.json()["code"], "SIGN_ERROR");
}

#[tokio::test]
async fn headers_that_cannot_be_read() {
    let shop = Shop::open().await;
    let right = shop.client.request("GET", PATH).nonce("N").fields();
    let scheme = "WECHATPAY2-SHA256-RSA2048";
    let without = |index: usize| {
        let fields: Vec<&str> =
            right.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, f)| f.as_str()).collect();
        format!("{scheme} {}", fields.join(","))
    };
    let all = right.join(",");
    let whole = format!("{scheme} {all}");
    let mut seen = Map::new();
    for (name, values) in [
        ("none", vec![]),
        ("two", vec![whole.clone(), whole.clone()]),
        ("empty", vec![String::new()]),
        ("the scheme alone", vec![scheme.to_owned()]),
        ("bearer", vec!["Bearer abc".to_owned()]),
        ("the other scheme", vec![format!("WECHATPAY2-SM2-WITH-SM3 {all}")]),
        ("no mchid", vec![without(0)]),
        ("no nonce_str", vec![without(1)]),
        ("no signature", vec![without(2)]),
        ("no timestamp", vec![without(3)]),
        ("no serial_no", vec![without(4)]),
        ("a field twice", vec![format!("{whole},mchid=\"1\"")]),
        ("an unknown field", vec![format!("{whole},more=\"1\"")]),
        ("no quotes", vec![format!("{scheme} mchid={}", shop.file.mchid)]),
        ("no closing quote", vec![format!("{scheme} mchid=\"{}", shop.file.mchid)]),
        ("milliseconds' cousin: no number", vec![whole.replace(&NOON.to_string(), "noon")]),
    ] {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let refused = shop.client.request("GET", PATH).authorized_by(&values).send_unsigned().await;
        assert_eq!((refused.status, refused.number()), (401, UNREADABLE), "{}", refused.text());
        seen.insert(name.to_owned(), refused.json());
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn fields_come_in_any_order() {
    let shop = Shop::open().await;
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
        let request = shop.client.request("GET", PATH);
        let fields = request.fields();
        let fields: Vec<&str> = order.iter().map(|index| fields[*index].as_str()).collect();
        for separator in [",", ", "] {
            // The second one repeats the nonce and is refused for that only: its fields were read.
            let header = format!("WECHATPAY2-SHA256-RSA2048 {}", fields.join(separator));
            let answer = request.clone().authorized_by(&[&header]);
            if separator == "," {
                successful(answer.send().await);
            } else {
                assert!(answer.send_unsigned().await.text().contains("nonce_str"));
            }
        }
    }
}

#[tokio::test]
async fn strangers() {
    let shop = Shop::open().await;
    let other = shop.server.merchant("partner");
    let mut seen = Map::new();
    let request = || shop.client.request("GET", PATH).nonce("N");
    for (name, request) in [
        ("an unknown mchid", request().mchid("1900000000")),
        ("another merchant's mchid", request().mchid(&other.mchid)),
        ("another merchant's serial_no", request().serial_no(&other.serial_no)),
        ("an unknown serial_no", request().serial_no("5F0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B")),
        ("another merchant's number and certificate", request().mchid(&other.mchid).serial_no(&other.serial_no)),
    ] {
        let refused = request.send_unsigned().await;
        assert_sign_error(&refused);
        seen.insert(name.to_owned(), serials_out(&refused.json(), [&shop.client.serial_no, &other.serial_no]));
    }
    insta::assert_json_snapshot!(seen);
}

/// Serial numbers are drawn when a data folder is made.
fn serials_out(body: &Value, serials: [&str; 2]) -> Value {
    let text = serials.iter().fold(body.to_string(), |text, serial| text.replace(serial, "[serial_no]"));
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test]
async fn a_timestamp_may_be_five_minutes_off_and_no_more() {
    let shop = Shop::open().await;
    for off in [-300, -299, 0, 299, 300] {
        successful(shop.client.request("GET", PATH).stamped(NOON + off).send().await);
    }
    let mut seen = Map::new();
    for off in [-301, 301, NOON * 999] {
        let refused = shop.client.request("GET", PATH).stamped(NOON + off).send_unsigned().await;
        assert_sign_error(&refused);
        seen.insert(format!("{off} s"), refused.json());
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn a_request_counts_once() {
    let shop = Shop::open().await;
    let request = shop.client.request("POST", SERVICE_ORDERS).json(&shop.new_order("a-1"));
    successful(request.clone().send().await);
    let record = shop.record("a-1").await;
    let replayed = request.clone().send_unsigned().await;
    assert_sign_error(&replayed);
    insta::assert_json_snapshot!(replayed.json());
    shop.wall.advance(299);
    assert_sign_error(&request.clone().send_unsigned().await);
    shop.wall.advance(2);
    assert!(request.send_unsigned().await.text().contains("timestamp"), "later it is too old anyway");
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn a_request_counts_once_over_a_restart_too() {
    let mut shop = Shop::open().await;
    let request = shop.client.request("POST", SERVICE_ORDERS).json(&shop.new_order("a-1"));
    let bytes = request.bytes();
    successful(request.send().await);
    shop.restart().await;
    let replayed = exchange(&shop.client.address, &bytes).await.expect("an answer");
    assert_sign_error(&replayed);
    assert!(replayed.text().contains("nonce_str"), "{}", replayed.text());
    // A reset forgets them, as it forgets what they did.
    assert_eq!(shop.server.post("reset", &json!({})).await.status, 200);
    shop.restart().await;
    assert_eq!(exchange(&shop.client.address, &bytes).await.expect("an answer").status, 200);
}

#[tokio::test]
async fn of_ten_copies_at_once_one_counts() {
    let shop = Shop::open().await;
    let request = shop.client.request("POST", SERVICE_ORDERS).json(&shop.new_order("a-1"));
    let copies = (0..10).map(|_| request.clone().try_send());
    let answers = futures_util::future::join_all(copies).await;
    let mut statuses: Vec<u16> = answers.into_iter().map(|answer| answer.expect("an answer").status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401, 401, 401, 401, 401, 401, 401, 401, 401]);
}

#[tokio::test]
async fn a_nonce_counts_a_merchant_and_only_when_the_signature_is_right() {
    let shop = Shop::open().await;
    let forged = shop.client.request("GET", PATH).nonce("ONCE").signing_target("/other").send_unsigned().await;
    assert_sign_error(&forged);
    successful(shop.client.request("GET", PATH).nonce("ONCE").send().await);
    successful(shop.client_of("partner").request("GET", PATH).nonce("ONCE").send().await);
    assert_sign_error(&shop.client.request("GET", PATH).nonce("ONCE").send_unsigned().await);
}

#[tokio::test]
async fn one_altered_byte_is_enough() {
    let shop = Shop::open().await;
    let body = shop.new_order("a-1").to_string();
    let altered = body.replace("400", "401");
    let path = shop.query_target("&out_order_no=a-1");
    let request = |method, target: &str| shop.client.request(method, target.to_owned()).nonce("N");
    let right = request("GET", PATH);
    let signature = right.signature();
    let mut other: Vec<u8> = signature.clone().into_bytes();
    other[10] = if other[10] == b'A' { b'B' } else { b'A' };
    let other = String::from_utf8(other).expect("base64");
    for (name, request) in [
        ("body", request("POST", SERVICE_ORDERS).body(altered).signing_body(body.clone())),
        ("a body added", request("POST", SERVICE_ORDERS).body(body.clone()).signing_body("")),
        ("a newline added", request("POST", SERVICE_ORDERS).body(format!("{body}\n")).signing_body(body.clone())),
        ("path", request("POST", RETAIL_ORDERS).body(body.clone()).signing_target(SERVICE_ORDERS)),
        ("query", request("GET", &path).signing_target(&path.replace("a-1", "a-2"))),
        ("query left out", request("GET", &path).signing_target(SERVICE_ORDERS)),
        ("encoding", request("GET", &path.replace("a-1", "%61-1")).signing_target(&path)),
        ("nonce", request("GET", PATH).authorized_by(&[&right.authorization().replace("\"N\"", "\"M\"")])),
        ("signature", request("GET", PATH).authorized_by(&[&right.authorization().replace(&signature, &other)])),
        ("no base64", request("GET", PATH).authorized_by(&[&right.authorization().replace(&signature, "???")])),
    ] {
        let refused = request.send_unsigned().await;
        assert_sign_error(&refused);
        assert_eq!(refused.json()["message"], "错误的签名，验签失败", "{name}");
    }
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn a_signature_error_shows_what_should_have_been_signed() {
    let shop = Shop::open().await;
    let body = r#"{"out_order_no":"a-1"}"#;
    let request = shop.client.request("POST", "/v3/payscore/serviceorder?a=1").nonce("N").body(body);
    let refused = request.signing_body("{}").send_unsigned().await;
    insta::assert_json_snapshot!(refused.json());
    let shown = &refused.json()["detail"]["sign_information"];
    let message = format!("POST\n/v3/payscore/serviceorder?a=1\n{NOON}\nN\n{body}\n");
    assert_eq!(shown["sign_message_length"], message.len());
    assert_eq!(shown["truncated_sign_message"], format!("{}\n", &message[..message.len() - body.len() - 1 + 8]));

    let refused = shop.client.request("GET", PATH).nonce("N").signing_target("/").send_unsigned().await;
    insta::assert_json_snapshot!("a_signature_error_without_a_body", refused.json());
}

#[tokio::test]
async fn a_base_url_with_a_prefix_may_be_signed_or_not() {
    let shop = Shop::open().await;
    let prefixed = format!("/mock/wechat{SERVICE_ORDERS}");
    let post = |number: &str| shop.client.request("POST", prefixed.clone()).json(&shop.new_order(number));
    successful(post("signed").send().await);
    successful(post("unsigned").signing_target(SERVICE_ORDERS).send().await);
    assert_sign_error(&post("wrong").signing_target("/wechat/v3/payscore/serviceorder").send_unsigned().await);
    for number in ["signed", "unsigned"] {
        let target = shop.query_target(&format!("&out_order_no={number}"));
        successful(shop.client.get(format!("/mock{target}")).await);
        successful(shop.client.request("GET", format!("/mock{target}")).signing_target(&target).send().await);
    }
    let refused = post("wrong").signing_target("/other").send_unsigned().await;
    assert_eq!(refused.json()["detail"]["sign_information"]["url"], prefixed, "as it was sent");
}

#[tokio::test]
async fn a_request_in_absolute_form_is_signed_without_its_authority() {
    // axios 1.8 talks to a proxy like this.
    let shop = Shop::open().await;
    let absolute = format!("http://{}{PATH}?algorithm_type=RSA", shop.client.address);
    let signed = format!("{PATH}?algorithm_type=RSA");
    successful(shop.client.request("GET", absolute).signing_target(&signed).send().await);
}

#[tokio::test]
async fn refusals_come_in_a_fixed_order() {
    let shop = Shop::open().await;
    let wrong = shop.client.request("POST", SERVICE_ORDERS).body("{").signing_body("");
    let unknown = wrong.clone().mchid("1900000000").serial_no("0");
    let message = |answer: Answer| answer.json()["message"].as_str().unwrap_or_default().to_owned();
    assert!(message(unknown.clone().stamped(0).send_unsigned().await).contains("timestamp"));
    assert_eq!(message(unknown.send_unsigned().await), "签名错误");
    assert!(message(wrong.clone().serial_no("0").send_unsigned().await).contains("证书序列号有误"));
    assert!(message(wrong.send_unsigned().await).contains("验签失败"), "and the body is not looked at before");
    let broken = shop.client.request("POST", SERVICE_ORDERS).body("{").send().await;
    assert_eq!(broken.status, 400);
    shop.server.post("faults", &json!({ "fault": "SYSTEM_ERROR" })).await;
    let refused = shop.client.request("POST", SERVICE_ORDERS).body("{").signing_body("").send_unsigned().await;
    assert_sign_error(&refused);
    let struck = shop.client.request("POST", SERVICE_ORDERS).body("{").send().await;
    assert_eq!(struck.status, 500, "a fault strikes whoever is let in");
}
