//! A 401 names its cause: each of the usual mistakes, made once.

use crate::client::{Answer, Request};
use crate::shop::{NOON, SERVICE_ORDERS, Shop};
use num_bigint::BigUint;
use payscore_wire::evidence::Hash;
use payscore_wire::{ApiV2Key, ApiV3Key, PrivateKey};
use serde_json::{Value, json};

const BODY: &str = r#"{"out_order_no":"a|1","service_introduction":"充电宝/租借","attach":"x<y","z":1,"a":null}"#;
const QUERY: &str = "/v3/payscore/serviceorder?service_id=5&out_order_no=a%7C1&appid=wx";
const NONCE: &str = "5d41402abc4b2a76b9719d911017c592AB";

fn post(shop: &Shop) -> Request<'_> {
    shop.client.request("POST", SERVICE_ORDERS).nonce(NONCE).body(BODY)
}

fn get(shop: &Shop) -> Request<'_> {
    shop.client.request("GET", QUERY).nonce(NONCE)
}

/// The names of all causes that the answer gives.
fn causes(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 401, "{}", answer.text());
    let explanation = &answer.json()["_payscore"];
    let also = explanation["also"].as_array().into_iter().flatten();
    let all = std::iter::once(explanation).chain(also);
    all.map(|finding| {
        for words in ["explanation", "explanation_zh", "advice", "advice_zh"] {
            let words = finding[words].as_str().expect("words");
            assert!(!words.is_empty());
        }
        finding["cause"].as_str().expect("a cause").to_owned()
    })
    .collect()
}

async fn assert_causes(request: Request<'_>, expected: &[&str]) -> Value {
    let answer = request.send_unsigned().await;
    assert_eq!(causes(&answer), expected, "{}", answer.text());
    assert_eq!(answer.json()["code"], "SIGN_ERROR", "and upstream's fields are as they were");
    answer.json()["_payscore"].clone()
}

/// Signed over this text.
fn over<'a>(shop: &Shop, request: Request<'a>, message: &str) -> Request<'a> {
    let signature = shop.client.sign(message.as_bytes());
    with_signature(request, &signature)
}

fn with_signature<'a>(request: Request<'a>, signature: &str) -> Request<'a> {
    let header = request.authorization().replace(&request.signature(), signature);
    request.authorized_by(&[&header])
}

#[tokio::test]
async fn bodies_spelled_anew() {
    let shop = Shop::open().await;
    for (signed, how) in [
        (
            r#"{"out_order_no": "a|1", "service_introduction": "充电宝/租借", "attach": "x<y", "z": 1, "a": null}"#,
            "a space",
        ),
        (
            r#"{"out_order_no": "a|1", "service_introduction": "\u5145\u7535\u5b9d/\u79df\u501f", "attach": "x<y", "z": 1, "a": null}"#,
            r"\uXXXX",
        ),
        (
            r#"{"out_order_no":"a|1","service_introduction":"\u5145\u7535\u5b9d\/\u79df\u501f","attach":"x<y","z":1,"a":null}"#,
            r"`\/`",
        ),
        (r#"{"a":null,"attach":"x<y","out_order_no":"a|1","service_introduction":"充电宝/租借","z":1}"#, "keys sorted"),
        (
            r#"{"out_order_no":"a|1","service_introduction":"充电宝/租借","attach":"x\u003cy","z":1,"a":null}"#,
            r"\u003c",
        ),
        (r#"{"out_order_no":"a|1","service_introduction":"充电宝/租借","attach":"x<y","z":1}"#, "without nulls"),
        (
            "{\n  \"out_order_no\": \"a|1\",\n  \"service_introduction\": \"充电宝/租借\",\n  \"attach\": \"x<y\",\n  \"z\": 1,\n  \"a\": null\n}",
            "indented by 2",
        ),
    ] {
        let explanation = assert_causes(post(&shop).signing_body(signed), &["body_reserialized"]).await;
        let told = explanation["explanation"].as_str().expect("an explanation");
        assert!(told.contains(how), "{how}: {told}");
        let byte: usize = explanation["facts"]["byte"].as_str().expect("a byte").parse().expect("a number");
        assert_eq!(signed.as_bytes()[..byte], BODY.as_bytes()[..byte]);
        assert_ne!(signed.as_bytes()[byte], BODY.as_bytes()[byte]);
    }
}

#[tokio::test]
async fn bodies_left_out_and_added() {
    let shop = Shop::open().await;
    assert_causes(post(&shop).signing_body(""), &["body_not_signed"]).await;
    assert_causes(post(&shop).signing_body(format!("{BODY}\n")), &["newline_surplus"]).await;
    assert_causes(post(&shop).body(format!("{BODY}\n")).signing_body(BODY), &["body_ends_differ"]).await;
    assert_causes(post(&shop).body(format!("\u{feff}{BODY}")).signing_body(BODY), &["body_ends_differ"]).await;
    assert_causes(get(&shop).signing_body("{}"), &["body_not_sent"]).await;
    let query = QUERY.split_once('?').expect("a query").1;
    assert_causes(get(&shop).signing_body(query), &["body_not_sent"]).await;
}

#[tokio::test]
async fn targets() {
    let shop = Shop::open().await;
    let cancel = "/v3/payscore/serviceorder/a%7C1/cancel";
    let address = &shop.client.address;
    for (sent, signed, cause) in [
        (QUERY, SERVICE_ORDERS.to_owned(), "query_not_signed"),
        (QUERY, format!("{SERVICE_ORDERS}?appid=wx&out_order_no=a%7C1&service_id=5"), "query_reordered"),
        (QUERY, QUERY.replace("%7C", "|"), "target_encoding"),
        (QUERY, QUERY.replace("%7C", "%7c"), "target_encoding"),
        (cancel, cancel.replace("%7C", "|"), "target_encoding"),
        (
            "/v3/payscore/serviceorder/a*1/cancel",
            "/v3/payscore/serviceorder/a%2A1/cancel".to_owned(),
            "target_encoding",
        ),
        (cancel, "/v3/payscore/serviceorder/{out_order_no}/cancel".to_owned(), "path_template_signed"),
        (QUERY, format!("http://{address}{QUERY}"), "url_signed_whole"),
        (QUERY, format!("https://api.mch.weixin.qq.com{QUERY}"), "url_signed_whole"),
        (QUERY, QUERY.replace("/v3", ""), "path_incomplete"),
        (QUERY, QUERY.trim_start_matches('/').to_owned(), "path_incomplete"),
    ] {
        let method = if sent == QUERY { "GET" } else { "POST" };
        let request = shop.client.request(method, sent).nonce(NONCE).signing_target(&signed);
        assert_causes(request, &[cause]).await;
    }
    let prefixed = shop.client.request("GET", format!("/mock{QUERY}")).nonce(NONCE);
    assert_causes(prefixed.signing_target(SERVICE_ORDERS), &["query_not_signed"]).await;
}

#[tokio::test]
async fn messages_put_together_wrongly() {
    let shop = Shop::open().await;
    let head = format!("POST\n{SERVICE_ORDERS}\n{NOON}\n{NONCE}\n");
    for (message, cause) in [
        (format!("{head}{BODY}"), "final_newline_missing"),
        (format!("{head}{BODY}\n\n"), "newline_surplus"),
        (format!("{head}{BODY}\n").replace('\n', "\r\n"), "crlf"),
        (format!("{head}{BODY}\n").replace('\n', "\\n"), "newlines_escaped"),
        (format!("{head}{BODY}").replace('\n', ""), "newlines_missing"),
        (format!("POST\n{SERVICE_ORDERS}\n{NONCE}\n{NOON}\n{BODY}\n"), "lines_swapped"),
        (format!("{NOON}\n{NONCE}\n{BODY}\n"), "response_message_signed"),
        (format!("post\n{SERVICE_ORDERS}\n{NOON}\n{NONCE}\n{BODY}\n"), "method_differs"),
        (format!("GET\n{SERVICE_ORDERS}\n{NOON}\n{NONCE}\n{BODY}\n"), "method_differs"),
        (format!("POST\n{SERVICE_ORDERS}\n{NOON}000\n{NONCE}\n{BODY}\n"), "timestamp_differs"),
        (format!("POST\n{SERVICE_ORDERS}\n{NOON}537\n{NONCE}\n{BODY}\n"), "timestamp_differs"),
        (format!("POST\n{SERVICE_ORDERS}\n{}\n{NONCE}\n{BODY}\n", NOON - 77), "timestamp_differs"),
        (format!("POST\n{SERVICE_ORDERS}\n{NOON}\n{}\n{BODY}\n", NONCE.to_uppercase()), "nonce_differs"),
        (format!("POST\n{SERVICE_ORDERS}\n{NOON}\nanother\n{BODY}\n"), "message_differs"),
    ] {
        assert_causes(over(&shop, post(&shop), &message), &[cause]).await;
    }
    let empty = format!("GET\n{QUERY}\n{NOON}\n{NONCE}\n");
    assert_causes(over(&shop, get(&shop), &empty), &["final_newline_missing"]).await;
    assert_causes(over(&shop, get(&shop), empty.trim_end()), &["final_newline_missing"]).await;
}

#[tokio::test]
async fn two_mistakes_at_once() {
    let shop = Shop::open().await;
    let order = format!("{SERVICE_ORDERS}?a=1");
    let request = shop.client.request("POST", order).nonce(NONCE).body(BODY);
    let both = request.signing_target(SERVICE_ORDERS).signing_body("");
    assert_causes(both, &["query_not_signed", "body_not_signed"]).await;
    let late = post(&shop).stamped(NOON - 900).signing_body("");
    assert_causes(late, &["clock_skew", "body_not_signed"]).await;
}

#[tokio::test]
async fn times() {
    let shop = Shop::open().await;
    for (timestamp, cause) in [
        (NOON + 8 * 3600, "time_zone"),
        (NOON - 8 * 3600, "time_zone"),
        (NOON - 3000, "clock_skew"),
        (NOON * 1000, "timestamp_in_milliseconds"),
    ] {
        assert_causes(post(&shop).stamped(timestamp), &[cause]).await;
    }
}

#[tokio::test]
async fn merchants_serials_and_keys() {
    let shop = Shop::open().await;
    let partner = shop.client_of("partner");
    let sub = shop.server.merchant("partner").sub_mchid.expect("a sub-merchant");
    let client = &shop.client;
    let wire = |pem: &str| PrivateKey::from_pem(pem).expect("a key");
    let read = |path: &str| std::fs::read_to_string(shop.server.data().join(path)).expect("a file");
    let right = format!("POST\n{SERVICE_ORDERS}\n{NOON}\n{NONCE}\n{BODY}\n");
    let signed_by = |key: &PrivateKey| with_signature(post(&shop), &key.sign(right.as_bytes()));
    let theirs = partner.request("POST", SERVICE_ORDERS).nonce(NONCE).body(BODY);

    assert_causes(post(&shop).mchid("1900000000"), &["credentials_of_another_merchant"]).await;
    let stranger = PrivateKey::generate().expect("a key");
    let unknown = with_signature(post(&shop).mchid("1900000000"), &stranger.sign(right.as_bytes()));
    assert_causes(unknown, &["merchant_unknown"]).await;
    assert_causes(theirs.clone().mchid(&sub), &["merchant_is_sub_merchant"]).await;
    assert_causes(theirs.mchid(&client.mchid), &["credentials_of_another_merchant"]).await;

    let serials = |serial: &str| post(&shop).serial_no(serial);
    assert_causes(serials(&partner.serial_no), &["serial_of_another_merchant"]).await;
    assert_causes(serials(&client.platform_serial_no), &["serial_of_platform"]).await;
    assert_causes(serials(&client.public_key_id), &["serial_of_platform"]).await;
    assert_causes(serials(&format!("0x{}", client.serial_no)), &["serial_misformatted"]).await;
    assert_causes(serials("5F0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B"), &["serial_unknown"]).await;

    let other = wire(&read("merchants/partner/apiclient_key.pem"));
    assert_causes(signed_by(&other), &["key_of_another_merchant"]).await;
    assert_causes(
        signed_by(&wire(&read(&format!("platform/certificates/{}/key.pem", client.platform_serial_no)))),
        &["key_of_platform"],
    )
    .await;
    assert_causes(signed_by(&stranger), &["key_unknown"]).await;
}

#[tokio::test]
async fn signatures_written_wrongly() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let shop = Shop::open().await;
    let right = post(&shop).signature();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let message = format!("POST\n{SERVICE_ORDERS}\n{NOON}\n{NONCE}\n{BODY}\n");
    let hmac = ApiV3Key::new(&shop.file.apiv3_key).expect("a key").hmac_sha256(message.as_bytes());
    let apiv2_hmac = ApiV2Key::new(&shop.file.apiv2_key).expect("a key").hmac_sha256(message.as_bytes());
    for (signature, cause) in [
        (hex(&STANDARD.decode(&right).expect("base64")), "signature_hex"),
        (right.replace('+', "-").replace('/', "_"), "signature_base64url"),
        (right.trim_end_matches('=').to_owned(), "signature_unpadded"),
        (right.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"), "signature_url_encoded"),
        (STANDARD.encode(&right), "signature_base64_twice"),
        (right[..200].to_owned(), "signature_cut"),
        ("???".to_owned(), "signature_not_base64"),
        (STANDARD.encode(&hmac), "signature_is_hmac"),
        (hex(&hmac), "signature_is_hmac"),
        (STANDARD.encode(&apiv2_hmac), "signature_is_hmac"),
        ("900150983CD24FB0D6963F7D28E17F72".to_owned(), "signature_is_hash"),
    ] {
        assert_causes(with_signature(post(&shop), &signature), &[cause]).await;
    }
    let digest = Hash::Sha256.of(message.as_bytes()).expect("a hash");
    assert_causes(with_signature(post(&shop), &shop.client.sign(&digest)), &["hashed_twice"]).await;
    assert_causes(over(&shop, post(&shop), &hex(&digest)), &["hashed_twice"]).await;
}

#[tokio::test]
async fn other_hashes_and_paddings() {
    use aws_lc_rs::signature::{RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let shop = Shop::open().await;
    let message = format!("POST\n{SERVICE_ORDERS}\n{NOON}\n{NONCE}\n{BODY}\n").into_bytes();
    let pem = std::fs::read_to_string(shop.server.merchant_dir("default").join("apiclient_key.pem")).expect("a file");
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(der).expect("base64");
    let pair = RsaKeyPair::from_pkcs8(&der).expect("a key");
    let sign = |encoding: &'static dyn RsaEncoding| {
        let mut signature = vec![0; pair.public_modulus_len()];
        let random = aws_lc_rs::rand::SystemRandom::new();
        pair.sign(encoding, &random, &message, &mut signature).expect("a signature");
        signature
    };
    for (signature, cause, word) in [
        (sha1_signature(&der, &message), "hash_wrong", "SHA-1"),
        (sign(&RSA_PKCS1_SHA384), "hash_wrong", "SHA-384"),
        (sign(&RSA_PKCS1_SHA512), "hash_wrong", "SHA-512"),
        (sign(&RSA_PSS_SHA256), "padding_pss", "PSS"),
    ] {
        let explanation = assert_causes(with_signature(post(&shop), &STANDARD.encode(signature)), &[cause]).await;
        assert!(explanation["explanation"].as_str().is_some_and(|text| text.contains(word)), "{explanation}");
    }
}

/// SHA1withRSA, which no library at hand makes any more: RFC 8017, 8.2.1, by the letter. The key is PKCS#8 in DER.
fn sha1_signature(key: &[u8], message: &[u8]) -> Vec<u8> {
    const LABEL: [u8; 15] = [0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14];
    let ([_version, _algorithm, key], _) = elements(elements::<1>(key).0[0]);
    let ([_version, modulus, _exponent, secret], _) = elements(elements::<1>(key).0[0]);
    let [modulus, secret] = [modulus, secret].map(BigUint::from_bytes_be);
    let digest = Hash::Sha1.of(message).expect("a hash");
    let filler = vec![0xff; 256 - 3 - LABEL.len() - digest.len()];
    let padded = [&[0, 1], &filler[..], &[0], &LABEL, &digest].concat();
    let bytes = BigUint::from_bytes_be(&padded).modpow(&secret, &modulus).to_bytes_be();
    [vec![0; 256 - bytes.len()], bytes].concat()
}

/// The contents of DER's first elements, and what follows them.
fn elements<const N: usize>(mut der: &[u8]) -> ([&[u8]; N], &[u8]) {
    let contents = std::array::from_fn(|_| {
        let (length, from) = match usize::from(der[1]) {
            short @ ..0x80 => (short, 2),
            long => {
                (der[2..][..long - 0x80].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), 2 + long - 0x80)
            }
        };
        let content = &der[from..from + length];
        der = &der[from + length..];
        content
    });
    (contents, der)
}

#[tokio::test]
async fn of_an_upload_meta_is_signed() {
    let shop = Shop::open().await;
    let meta = r#"{"filename":"a.png","sha256":"0"}"#;
    let body = format!("--x\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{meta}\r\n--x--\r\n");
    for path in ["/v3/merchant/media/upload", "/v3/merchant/media/video_upload"] {
        let request = shop.client.request("POST", path).header("Content-Type", "multipart/form-data; boundary=x");
        let request = request.nonce(NONCE).body(body.clone());
        assert_causes(request.clone(), &["upload_signed_whole"]).await;
        assert_causes(request.clone().signing_body(""), &["body_not_signed"]).await;
        let spaced = meta.replace(':', ": ").replace(',', ", ");
        assert_causes(request.signing_body(spaced), &["body_reserialized"]).await;
    }
}

#[tokio::test]
async fn headers() {
    let shop = Shop::open().await;
    let whole = post(&shop).authorization();
    let without_nonce = whole.replace(&format!("nonce_str=\"{NONCE}\","), "");
    for (values, cause) in [
        (vec![], "authorization_missing"),
        (vec![whole.clone(), whole.clone()], "authorization_twice"),
        (vec![whole.replace("SHA256-RSA2048", "SM2-WITH-SM3")], "scheme_wrong"),
        (vec![without_nonce], "authorization_field_missing"),
        (vec![format!("{whole},mchid=\"1\"")], "authorization_field_twice"),
        (vec![format!("{whole},more=\"1\"")], "authorization_field_unknown"),
        (vec![whole.replace("mchid=\"", "mchid=")], "authorization_malformed"),
        (vec![whole.replace(&NOON.to_string(), "noon")], "timestamp_not_a_number"),
    ] {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        assert_causes(post(&shop).authorized_by(&values), &[cause]).await;
    }
}

#[tokio::test]
async fn a_replayed_request_is_told_to_be_one() {
    let shop = Shop::open().await;
    let request = shop.client.request("GET", "/v3/certificates");
    assert_eq!(request.clone().send().await.status, 200);
    let explanation = assert_causes(request, &["nonce_replayed"]).await;
    insta::assert_json_snapshot!(explanation);
}

#[tokio::test]
async fn the_explanation_of_a_large_body_takes_bounded_work() {
    let shop = Shop::open().await;
    let items: Vec<Value> = (0..40_000).map(|n| json!({ "name": format!("项目{n}"), "amount": n })).collect();
    let body = json!({ "items": items }).to_string();
    assert!(body.len() > 1 << 20);
    let request = shop.client.request("POST", SERVICE_ORDERS).nonce(NONCE).body(body.clone());
    assert_causes(request.clone().signing_body(format!("{body} ")), &["message_differs"]).await;
    assert_causes(request.signing_body(""), &["body_not_signed"]).await;
}
