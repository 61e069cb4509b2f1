//! Typed requests, notifications, certificates and errors, against the running server.

mod support;

use payscore::api::NoContent;
use payscore::api::notification::UserPaid;
use payscore::core::AuthenticityError;
use payscore::partner::serviceorder::{DirectCompletePartnerServiceOrder, QueryPartnerServiceOrder};
use payscore::serviceorder::{
    CancelServiceOrder, CompleteServiceOrder, CreateServiceOrder, PostPayment, QueryServiceOrder, RiskFund, SyncDetail,
    SyncServiceOrder,
};
use payscore::smartretail_orders::{
    CancelSmartRetailOrder, CompleteSmartRetailOrder, CreateSmartRetailOrder, Fee, QuerySmartRetailOrder,
};
use payscore::{Client, Error, Event, Fen, NotificationError, PrivateKey, SignatureError, blocking};
use payscore_testkit::{Receiver, TestServer};
use serde_json::{Value, json};
use support::{Merchant, config, now};
use tokio::task::block_in_place;

/// Everything that a path may have to carry.
const NO: &str = "Az09_-|*";

fn create_order(merchant: &Merchant, notify_url: &str) -> CreateServiceOrder {
    serde_json::from_value(json!({
        "out_order_no": NO, "appid": merchant.text("appid"), "service_id": merchant.service("serviceorder", true),
        "service_introduction": "XX充电宝", "time_range": { "start_time": "OnAccept" },
        "risk_fund": RiskFund::builder().name("DEPOSIT").amount(Fen::new(10_000)).build(),
        "notify_url": notify_url, "need_user_confirm": true,
    }))
    .unwrap()
}

fn complete_order(merchant: &Merchant) -> CompleteServiceOrder {
    CompleteServiceOrder::builder()
        .out_order_no(NO)
        .appid(merchant.text("appid"))
        .service_id(merchant.service("serviceorder", true))
        .post_payments(vec![PostPayment::builder().name("租金").amount(Fen::new(500)).build()])
        .total_amount(Fen::new(500))
        .time_range(serde_json::from_value(json!({ "end_time": now() })).unwrap())
        .build()
}

fn query_order(merchant: &Merchant, no: &str) -> QueryServiceOrder {
    QueryServiceOrder::builder()
        .appid(merchant.text("appid"))
        .service_id(merchant.service("serviceorder", true))
        .out_order_no(no)
        .build()
}

#[tokio::test]
async fn a_service_order_from_creation_to_the_notification_of_its_payment() {
    let merchant = Merchant::of("default").await;
    let callbacks = Receiver::start().await;
    let client = &merchant.client;
    let created = client.send(&create_order(&merchant, callbacks.url())).await.unwrap().value;
    assert_eq!(created.state, "CREATED");
    merchant.confirm(NO, "pays_at_once").await;
    let confirmed = callbacks.next().await;
    let confirmed = client.notification(&confirmed.headers, &confirmed.body).unwrap();
    assert!(
        matches!(&confirmed.event, Event::UserConfirm(order) if order.out_order_no == NO && order.state == "DOING")
    );
    client.send(&complete_order(&merchant)).await.unwrap();
    let paid = callbacks.next().await;
    let paid = client.notification(&paid.headers, &paid.body).unwrap();
    let Event::UserPaid(UserPaid::ServiceOrder(order)) = &paid.event else { panic!("{paid:?}") };
    assert_eq!((order.state.as_str(), order.total_amount), ("DONE", Some(Fen::new(500))));
    assert_ne!(paid.id, confirmed.id);
    assert_eq!(serde_json::from_slice::<Value>(&paid.plaintext).unwrap()["out_order_no"], NO);
    let queried = client.send(&query_order(&merchant, NO)).await.unwrap();
    assert_eq!(queried.value.state, "DONE");
    assert_eq!(queried.json::<Value>().unwrap()["state"], "DONE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_smart_retail_order_with_the_blocking_client() {
    let merchant = Merchant::of("default").await;
    let callbacks = Receiver::start().await;
    merchant.server.set_notify_url(merchant.text("mchid"), callbacks.url()).await;
    let (appid, service) = (merchant.text("appid"), merchant.service("smartretail", true));
    let client = &merchant.blocking;
    let create = CreateSmartRetailOrder::builder()
        .appid(appid)
        .service_id(service)
        .out_order_no(NO)
        .service_start_time("OnAccept")
        .build();
    block_in_place(|| client.send(&create)).unwrap();
    merchant.confirm(NO, "pays_at_once").await;
    let accepted = callbacks.next().await;
    let accepted = client.notification(&accepted.headers, &accepted.body).unwrap();
    let Event::UserAccepted(order) = accepted.event else { panic!("{accepted:?}") };
    let complete = CompleteSmartRetailOrder::builder()
        .out_order_no(NO)
        .appid(appid)
        .service_id(service)
        .finish_type(2)
        .real_service_end_time(now())
        .fees(vec![Fee::builder().fee_name("矿泉水").fee_count(1).fee_amount(Fen::new(200)).build()])
        .total_amount(Fen::new(200))
        .finish_ticket(order.finish_ticket.unwrap())
        .build();
    assert_eq!(block_in_place(|| client.send(&complete)).unwrap().value.out_order_no, NO);
    let paid = callbacks.next().await;
    let paid = client.notification(&paid.headers, &paid.body).unwrap();
    assert!(
        matches!(paid.event, Event::UserPaid(UserPaid::RetailOrder(order)) if order.state.as_deref() == Some("USER_PAID"))
    );
    let query = QuerySmartRetailOrder::builder().appid(appid).service_id(service).out_order_no(NO).build();
    assert_eq!(block_in_place(|| client.send(&query)).unwrap().value.state.as_deref(), Some("USER_PAID"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn direct_completion_has_no_body_and_repeats() {
    let merchant = Merchant::of("partner").await;
    let request: DirectCompletePartnerServiceOrder = serde_json::from_value(json!({
        "service_id": merchant.service("serviceorder", false), "appid": merchant.text("appid"),
        "sub_appid": merchant.text("sub_appid"), "sub_mchid": merchant.text("sub_mchid"), "out_order_no": NO,
        "service_introduction": "XX充电宝", "total_amount": 100,
        "post_payments": [{ "name": "租金", "amount": 100 }],
        "time_range": { "start_time": "20091225091010", "end_time": "20091225121010" },
        "notify_url": "http://127.0.0.1:1/notify", "openid": merchant.user("pays_at_once"),
    }))
    .unwrap();
    let answered = merchant.client.send(&request).await.unwrap();
    assert_eq!((answered.value, answered.status.as_u16()), (NoContent {}, 204));
    block_in_place(|| merchant.blocking.send(&request)).unwrap();
    let query = QueryPartnerServiceOrder::builder()
        .service_id(request.service_id.as_str())
        .sub_mchid(merchant.text("sub_mchid"))
        .out_order_no(NO)
        .build();
    assert_eq!(merchant.client.send(&query).await.unwrap().value.state, "DONE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_cancelled_and_synced() {
    let merchant = Merchant::of("default").await;
    let (appid, service) = (merchant.text("appid"), merchant.service("smartretail", true));
    let client = &merchant.client;
    let create = CreateSmartRetailOrder::builder().appid(appid).service_id(service).out_order_no("retail").build();
    client.send(&create).await.unwrap();
    let cancel = CancelSmartRetailOrder::builder()
        .out_order_no("retail")
        .appid(appid)
        .service_id(service)
        .reason("无货")
        .build();
    assert_eq!(block_in_place(|| merchant.blocking.send(&cancel)).unwrap().value.out_order_no, "retail");

    client.send(&create_order(&merchant, "http://127.0.0.1:1/notify")).await.unwrap();
    merchant.confirm(NO, "never_has_balance").await;
    client.send(&complete_order(&merchant)).await.unwrap();
    let service = merchant.service("serviceorder", true);
    let sync = SyncServiceOrder::builder()
        .out_order_no(NO)
        .appid(appid)
        .service_id(service)
        .r#type("Order_Paid")
        .detail(SyncDetail::builder().paid_time(now()).build())
        .build();
    assert_eq!(block_in_place(|| merchant.blocking.send(&sync)).unwrap().value.state, "DONE");
    let cancel =
        CancelServiceOrder::builder().out_order_no(NO).appid(appid).service_id(service).reason("用户投诉").build();
    let refused = client.send(&cancel).await.unwrap_err();
    assert_eq!(refused.api().map(|error| (error.status.as_u16(), error.unsigned)), Some((400, false)), "{refused:?}");
}

#[tokio::test]
async fn both_platform_identities_are_verified() {
    let server = TestServer::start().await;
    let both = config(&server, "default");
    let merchant = server.merchant("default");
    assert_eq!(both.platform_keys().serials().len(), 2);
    for forgotten in [&merchant.platform_serial_no, &merchant.wechatpay_public_key_id] {
        let one = config(&server, "default");
        assert!(one.platform_keys().remove(forgotten));
        Client::new(one).unwrap()["v3/certificates"].get().await.unwrap();
    }
    Client::new(both).unwrap()["v3/certificates"].get().await.unwrap();
}

#[tokio::test]
async fn an_unknown_order_is_a_signed_refusal_with_a_number() {
    let merchant = Merchant::of("default").await;
    let error = merchant.client.send(&query_order(&merchant, "unknown")).await.unwrap_err();
    assert_eq!(error.code(), Some("ORDER_NOT_EXIST"), "{error:?}");
    let api = error.api().unwrap();
    assert_eq!((api.status.as_u16(), api.unsigned), (404, false));
    assert!(api.numeric_code.is_some_and(|code| code != 0));
    assert!(error.request_id().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_signature_is_an_unsigned_refusal_that_says_what_was_signed() {
    let server = TestServer::start().await;
    let right = config(&server, "default");
    let wrong = payscore::Config::builder()
        .mchid(right.mchid())
        .serial_no(right.serial_no())
        .private_key(PrivateKey::generate().unwrap())
        .apiv3_key(right.apiv3_key().clone())
        .platform_keys(right.platform_keys().clone())
        .base_url(server.base_url())
        .build()
        .unwrap();
    let blocking = blocking::Client::new(wrong.clone());
    let errors = [
        Client::new(wrong).unwrap().v3().certificates().get().await.unwrap_err(),
        block_in_place(|| blocking.v3().certificates().get()).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), Some("SIGN_ERROR"));
        let api = error.api().unwrap();
        assert_eq!((api.status.as_u16(), api.unsigned), (401, true));
        assert_eq!(api.detail.as_ref().unwrap()["sign_information"]["url"], "/v3/certificates");
    }
}

#[tokio::test]
async fn limits_are_checked_here_or_there() {
    let merchant = Merchant::of("default").await;
    let query = query_order(&merchant, "订单");
    let error = merchant.client.send(&query).await.unwrap_err();
    assert!(matches!(&error, Error::Limits(limits) if limits.violation.field() == "/out_order_no"), "{error:?}");
    let unchecked = Client::new(merchant.client.config().clone().with_check_limits(false)).unwrap();
    let error = unchecked.send(&query).await.unwrap_err();
    assert_eq!(error.code(), Some("PARAM_ERROR"));
    assert_eq!(error.api().unwrap().detail.as_ref().unwrap()["field"], "/out_order_no");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_path_prefix_of_the_base_url_is_signed() {
    let server = TestServer::start().await;
    let config = config(&server, "default").with_base_url(&format!("{}/prefix", server.base_url())).unwrap();
    Client::new(config.clone()).unwrap().v3().certificates().get().await.unwrap();
    let blocking = blocking::Client::new(config);
    block_in_place(|| blocking.v3().certificates().get()).unwrap();
}

#[tokio::test]
async fn the_blocking_client_works_on_a_thread_without_a_runtime() {
    let server = TestServer::start().await;
    let client = blocking::Client::new(config(&server, "default"));
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || sender.send(client.v3().certificates().get().map(|response| response.status)));
    assert_eq!(receiver.await.unwrap().unwrap(), 200);
}

#[tokio::test]
async fn a_notification_that_was_touched_is_refused() {
    let merchant = Merchant::of("default").await;
    let callbacks = Receiver::start().await;
    merchant.client.send(&create_order(&merchant, callbacks.url())).await.unwrap();
    merchant.confirm(NO, "pays_at_once").await;
    let callback = callbacks.next().await;
    let touched = [&callback.body[..], b"\n"].concat();
    let error = merchant.client.notification(&callback.headers, &touched).unwrap_err();
    assert!(matches!(error, NotificationError::Authenticity(AuthenticityError::Signature(SignatureError::Mismatch))));
    merchant.client.notification(&callback.headers, &callback.body).unwrap();
}
