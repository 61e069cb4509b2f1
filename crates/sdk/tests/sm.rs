//! 国密: a merchant with SM2 keys against the running server, and one with RSA keys beside it.

mod support;

use payscore::core::{Answer, AuthenticityError, CertificateListError, accept, certificates_call, prepare};
use payscore::serviceorder::{CompleteServiceOrder, CreateServiceOrder, PostPayment, QueryServiceOrder};
use payscore::wire::message;
use payscore::{
    Algorithm, Client, Config, Error, Event, Fen, NotificationError, PlatformKeys, PrivateKey, SignatureError, blocking,
};
use payscore_testkit::{Receiver, TestServer};
use serde_json::{Value, json};
use support::{Merchant, config, now};
use tokio::task::block_in_place;

const MCHID: &str = "1600000002";
const NO: &str = "sm-1";

async fn server() -> TestServer {
    let server = TestServer::start().await;
    let added = server.post("merchants", &json!({ "mchid": MCHID, "algorithm": "sm2" })).await;
    assert_eq!((added.status, &added.body["algorithm"]), (200, &json!("sm2")), "{}", added.body);
    server
}

fn service(server: &TestServer) -> String {
    server.merchant(MCHID).services[0].service_id.to_string()
}

fn create(server: &TestServer, notify_url: &str) -> CreateServiceOrder {
    serde_json::from_value(json!({
        "out_order_no": NO, "appid": server.merchant(MCHID).appid, "service_id": service(server),
        "service_introduction": "XX充电宝", "time_range": { "start_time": "OnAccept" },
        "risk_fund": { "name": "DEPOSIT", "amount": 10_000 }, "notify_url": notify_url, "need_user_confirm": true,
    }))
    .unwrap()
}

fn query(server: &TestServer) -> QueryServiceOrder {
    QueryServiceOrder::builder()
        .appid(server.merchant(MCHID).appid)
        .service_id(service(server))
        .out_order_no(NO)
        .build()
}

#[tokio::test]
async fn an_order_lives_from_creation_to_the_notification_of_its_payment() {
    let server = server().await;
    let callbacks = Receiver::start().await;
    let config = config(&server, MCHID);
    assert_eq!(config.private_key().algorithm(), Algorithm::Sm2);
    let client = Client::new(config).unwrap();
    assert_eq!(client.send(&create(&server, callbacks.url())).await.unwrap().value.state, "CREATED");
    server.confirm(MCHID, NO).await;
    let callback = callbacks.next().await;
    assert_eq!(callback.headers["wechatpay-signature-type"], "WECHATPAY2-SM2-WITH-SM3");
    let envelope: Value = serde_json::from_slice(&callback.body).unwrap();
    assert_eq!(envelope["resource"]["algorithm"], "AEAD_SM4_GCM");
    let confirmed = client.notification(&callback.headers, &callback.body).unwrap();
    assert!(matches!(confirmed.event, Event::UserConfirm(order) if order.out_order_no == NO));

    let complete = CompleteServiceOrder::builder()
        .out_order_no(NO)
        .appid(server.merchant(MCHID).appid)
        .service_id(service(&server))
        .post_payments(vec![PostPayment::builder().name("租金").amount(Fen::new(500)).build()])
        .total_amount(Fen::new(500))
        .time_range(serde_json::from_value(json!({ "end_time": now() })).unwrap())
        .build();
    client.send(&complete).await.unwrap();
    let callback = callbacks.next().await;
    let paid = client.notification(&callback.headers, &callback.body).unwrap();
    assert!(matches!(paid.event, Event::UserPaid(_)), "{paid:?}");
    assert_eq!(client.send(&query(&server)).await.unwrap().value.state, "DONE");

    let mut altered = callback.body.to_vec();
    let last = altered.len() - 2;
    altered[last] ^= 1;
    let refused = client.notification(&callback.headers, &altered).unwrap_err();
    let mismatch = AuthenticityError::Signature(SignatureError::Mismatch);
    assert!(matches!(refused, NotificationError::Authenticity(error) if error == mismatch));
}

/// With the platform's keys to be downloaded.
fn knowing_nobody(server: &TestServer, mchid: &str) -> Config {
    config(server, mchid).with_platform_keys(PlatformKeys::new())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_clients_download_the_certificates_of_their_kind() {
    let server = server().await;
    let (sm2, rsa) = (server.merchant(MCHID), server.merchant("default"));
    for (mchid, serial) in [(MCHID, sm2.platform_serial_no), ("default", rsa.platform_serial_no)] {
        let config = knowing_nobody(&server, mchid);
        let client = Client::new(config.clone()).unwrap();
        let listed = client.download_certificates().await.unwrap().value;
        assert_eq!(listed.iter().map(payscore::Certificate::serial_no).collect::<Vec<_>>(), [&serial]);
        assert_eq!(listed[0].public_key().algorithm(), config.private_key().algorithm());
        let blocking = blocking::Client::new(knowing_nobody(&server, mchid));
        let again = block_in_place(|| blocking.download_certificates()).unwrap().value;
        assert_eq!(again[0].serial_no(), serial);
    }
}

#[tokio::test]
async fn all_certificates_are_listed_each_under_its_own_cipher() {
    let server = server().await;
    let client = Client::new(config(&server, MCHID)).unwrap();
    for (query, ciphers) in [
        (json!({}), &["AEAD_AES_256_GCM"][..]),
        (json!({ "algorithm_type": "RSA" }), &["AEAD_AES_256_GCM"]),
        (json!({ "algorithm_type": "SM2" }), &["AEAD_SM4_GCM"]),
        (json!({ "algorithm_type": "ALL" }), &["AEAD_AES_256_GCM", "AEAD_SM4_GCM"]),
    ] {
        let listed = client["v3/certificates"].query(&query).get().await.unwrap();
        let named =
            listed.value["data"].as_array().unwrap().iter().map(|entry| &entry["encrypt_certificate"]["algorithm"]);
        assert_eq!(named.collect::<Vec<_>>(), ciphers, "{query}");
    }
}

#[tokio::test]
async fn another_apiv3_key_opens_no_sm2_certificate() {
    let server = server().await;
    let known = knowing_nobody(&server, MCHID);
    let other = Config::builder()
        .mchid(MCHID)
        .serial_no(known.serial_no())
        .private_key(known.private_key().clone())
        .apiv3_key("ffffffffffffffffffffffffffffffff")
        .platform_keys(PlatformKeys::new())
        .build()
        .unwrap()
        .with_base_url(server.base_url())
        .unwrap();
    let error = Client::new(other).unwrap().download_certificates().await.unwrap_err();
    assert!(matches!(error, Error::Certificates(CertificateListError::Decrypt { .. })), "{error:?}");
}

#[tokio::test]
async fn an_altered_request_is_refused_and_a_key_of_the_other_kind_is_named() {
    let server = server().await;
    let client = Client::new(config(&server, MCHID)).unwrap();
    let call = certificates_call(client.config());
    let request = prepare(client.config(), &call).unwrap();
    let http = reqwest::Client::new();
    let altered = http.get(format!("{}&x=1", request.url)).headers(request.headers.clone()).send().await.unwrap();
    assert_eq!(altered.status(), 401);
    let body: Value = serde_json::from_slice(&altered.bytes().await.unwrap()).unwrap();
    assert_eq!(body["message"], "错误的签名，验签失败");

    let rsa = config(&server, "default");
    let of_rsa = Config::builder()
        .mchid(MCHID)
        .serial_no(client.config().serial_no())
        .private_key(rsa.private_key().clone())
        .apiv3_key(client.config().apiv3_key().clone())
        .platform_keys(rsa.platform_keys().clone())
        .build()
        .unwrap()
        .with_base_url(server.base_url())
        .unwrap();
    let error = Client::new(of_rsa).unwrap().send(&query(&server)).await.unwrap_err();
    let refusal = error.api().unwrap();
    assert_eq!((refusal.status.as_u16(), refusal.message.as_str()), (401, "Http头Authorization认证类型不正确"));
}

#[tokio::test]
async fn an_altered_answer_is_not_believed() {
    let server = server().await;
    let config = config(&server, MCHID);
    let request = prepare(&config, &certificates_call(&config)).unwrap();
    let answer = reqwest::Client::new().get(&request.url).headers(request.headers).send().await.unwrap();
    assert_eq!(answer.headers()["Wechatpay-Signature-Type"], "WECHATPAY2-SM2-WITH-SM3");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.unwrap();
    let answer = |body: Vec<u8>| Answer { status, headers: headers.clone(), body: body.into() };
    assert!(accept(&config, answer(body.to_vec())).is_ok());
    let mut altered = body.to_vec();
    altered[0] ^= 1;
    let error = accept(&config, answer(altered)).unwrap_err();
    assert!(matches!(error, Error::Signature(_)), "{error:?}");
}

#[tokio::test]
async fn fields_are_encrypted_with_sm2() {
    let server = server().await;
    let client = Client::new(config(&server, MCHID)).unwrap();
    let file = server.merchant(MCHID);
    let pay_after = file.services.iter().find(|it| json!(it.kind) == json!("payafter")).expect("a service");
    let sealed = client.config().encrypt("张三").unwrap();
    assert_eq!(sealed.platform_serial, file.platform_serial_no);
    let body = |name: &str| {
        json!({
            "appid": file.appid, "service_id": pay_after.service_id, "out_order_no": "by-path",
            "service_start_time": "OnAccept", "risk_amount": 10_000, "name": name,
        })
    };
    let orders = &client["v3/payscore/payafter-orders"];
    orders.post(&body(&sealed.ciphertext)).await.unwrap();
    let error = orders.post(&body("5byg5LiJ")).await.unwrap_err();
    assert_eq!(error.code(), Some("PARAM_ERROR"));
}

#[tokio::test]
async fn a_merchant_changes_to_sm2_and_back_and_others_notice_nothing() {
    let merchant = Merchant::of("default").await;
    let server = &merchant.server;
    let before = Client::new(config(server, "default")).unwrap();
    before.download_certificates().await.unwrap();
    let partner = Client::new(config(server, "partner")).unwrap();
    let mchid = server.merchant("default").mchid;
    for (algorithm, scheme) in [("sm2", Algorithm::Sm2), ("rsa", Algorithm::Rsa)] {
        let added = server.post("merchants", &json!({ "mchid": mchid, "algorithm": algorithm, "replace": true })).await;
        assert_eq!(added.status, 200, "{}", added.body);
        assert_eq!(before.download_certificates().await.unwrap_err().api().unwrap().status, 401);
        let after = Client::new(knowing_nobody(server, "default")).unwrap();
        assert_eq!(after.config().private_key().algorithm(), scheme);
        after.download_certificates().await.unwrap();
        partner.download_certificates().await.unwrap();
    }
}

/// No page describes such a key; whoever is given one can use it.
#[test]
fn a_public_key_for_sm2_verifies_answers_and_encrypts() {
    const ID: &str = "PUB_KEY_ID_0116000000022026112100000000000000";
    let (merchant, platform) = (PrivateKey::generate_sm2().unwrap(), PrivateKey::generate_sm2().unwrap());
    let signed_at = 1_800_000_000_i64;
    let config = Config::builder()
        .mchid(MCHID)
        .serial_no("1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E")
        .private_key(merchant)
        .apiv3_key("0123456789abcdef0123456789abcdef")
        .platform_keys(PlatformKeys::new().with_public_key(ID, platform.public_key()))
        .build()
        .unwrap()
        .with_clock(move || signed_at);
    let request = prepare(&config, &certificates_call(&config)).unwrap();
    assert_eq!(request.headers["wechatpay-serial"], ID);
    let sealed = config.encrypt("张三").unwrap();
    assert_eq!(platform.decrypt(&sealed.ciphertext).unwrap(), "张三".as_bytes());
    let signed_by = |key: &PrivateKey| {
        let signature = key.sign(&message::response(&signed_at.to_string(), "NONCE", b"{}"));
        let headers = [
            ("wechatpay-timestamp", signed_at.to_string()),
            ("wechatpay-nonce", "NONCE".to_owned()),
            ("wechatpay-serial", ID.to_owned()),
            ("wechatpay-signature", signature),
            ("wechatpay-signature-type", Algorithm::Sm2.scheme().to_owned()),
        ];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Answer { status: http::StatusCode::OK, headers: headers.into_iter().collect(), body: "{}".into() }
    };
    assert!(accept(&config, signed_by(&platform)).is_ok());
    let error = accept(&config, signed_by(&PrivateKey::generate_sm2().unwrap())).unwrap_err();
    assert!(matches!(error, Error::Signature(_)), "{error:?}");
}
