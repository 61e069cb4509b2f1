//! Platform certificates: found by whoever knows none, renewed on schedule and on demand, against the running server.

mod support;

use payscore::core::AuthenticityError;
use payscore::{Certificate, Client, Config, Error, PlatformKeys, SignatureError, blocking};
use payscore_testkit::{Receiver, TestServer};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use support::faulty::Faulty;
use support::timer::Impatient;
use support::{Merchant, config};
use tokio::task::{JoinSet, block_in_place};

const HOUR: Duration = Duration::from_secs(3600);

/// A client's configuration without platform keys, and the address it goes to.
fn without_keys(server: &TestServer) -> (Config, Arc<Faulty>, Impatient) {
    let (faulty, timer) = (Faulty::start(server.base_url()), Impatient::default());
    let config = config(server, "default").with_platform_keys(PlatformKeys::new());
    (config.with_base_url(faulty.url()).unwrap().with_timer(timer.clone()), faulty, timer)
}

fn is_unknown_serial(error: &Error) -> bool {
    matches!(
        error,
        Error::Signature(untrusted)
            if matches!(untrusted.reason, AuthenticityError::Signature(SignatureError::UnknownSerial { .. }))
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_knows_no_platform_key_finds_them() {
    let server = TestServer::start().await;
    let serial = server.merchant("default").platform_serial_no;

    let (config, faulty, _) = without_keys(&server);
    let client = Client::new(config).unwrap();
    client.v3().payscore().user_service_state().query(&[("a", "b")]).get().await.unwrap_err();
    assert_eq!(client.config().platform_keys().serials(), [serial.as_str()]);
    assert_eq!((faulty.take_seen().len(), faulty.take_downloads()), (1, 1), "verified late, and not sent again");

    let (config, faulty, _) = without_keys(&server);
    let client = blocking::Client::new(config);
    block_in_place(|| client["v3/payscore/user-service-state"].get()).unwrap_err();
    assert_eq!(client.config().platform_keys().serials(), [serial]);
    assert_eq!((faulty.take_seen().len(), faulty.take_downloads()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_wants_to_downloads_the_list_alone() {
    let server = TestServer::start().await;
    let serial = server.merchant("default").platform_serial_no;
    let fresh = || without_keys(&server).0.with_certificate_refresh(None);

    let client = Client::new(fresh()).unwrap();
    assert!(is_unknown_serial(&client.chain("v3/certificates").get().await.unwrap_err()));
    let certificates = client.download_certificates().await.unwrap().value;
    assert_eq!(certificates.iter().map(Certificate::serial_no).collect::<Vec<_>>(), [serial.as_str()]);
    client.v3().certificates().get().await.unwrap();

    let blocking = blocking::Client::new(fresh());
    assert!(is_unknown_serial(&block_in_place(|| blocking["v3/certificates"].get()).unwrap_err()));
    block_in_place(|| blocking.download_certificates()).unwrap();
    assert_eq!(blocking.config().platform_keys().serials(), [serial]);
    block_in_place(|| blocking["v3/certificates"].get()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_want_the_same_certificate_cause_one_download() {
    let server = TestServer::start().await;
    let (config, faulty, _) = without_keys(&server);
    let client = Client::new(config).unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        let call = client["v3/payscore/serviceorder"].query(&[("out_order_no", "unknown")]).get();
        calls.spawn(async move { call.await.unwrap_err() });
    }
    while let Some(error) = calls.join_next().await {
        assert!(error.unwrap().api().is_some_and(|refusal| !refusal.unsigned));
    }
    assert_eq!((faulty.take_seen().len(), faulty.take_downloads()), (8, 1));

    let (config, faulty, _) = without_keys(&server);
    let client = blocking::Client::new(config);
    block_in_place(|| {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| client["v3/payscore/serviceorder"].get().unwrap_err());
            }
        });
    });
    assert_eq!((faulty.take_seen().len(), faulty.take_downloads()), (8, 1));
}

#[tokio::test]
async fn the_task_downloads_on_schedule_and_ends_with_the_client() {
    let server = TestServer::start().await;
    let (config, faulty, timer) = without_keys(&server);
    let client = Client::new(config).unwrap();
    client.download_certificates().await.unwrap();
    client.v3().certificates().get().await.unwrap();
    assert_eq!(faulty.take_downloads(), 2);
    for _ in 0..3 {
        timer.advance(6 * HOUR);
        while faulty.downloads() == 0 {
            tokio::task::yield_now().await;
        }
        // The next one is scheduled when this one's answer is in.
        while timer.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(faulty.take_downloads(), 1);
    }
    drop(client);
    while timer.sleepers() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_blocking_client_downloads_when_a_call_finds_them_due() {
    let server = TestServer::start().await;
    let (config, faulty, timer) = without_keys(&server);
    let client = blocking::Client::new(config);
    let call = || block_in_place(|| client["v3/payscore/serviceorder"].get()).unwrap_err();
    call();
    assert_eq!(faulty.take_downloads(), 1);
    for _ in 0..3 {
        timer.advance(6 * HOUR);
        call();
        call();
        assert_eq!(faulty.take_downloads(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_downloaded_is_kept_for_the_next_process() {
    let server = TestServer::start().await;
    let serial = server.merchant("default").platform_serial_no;
    for blocks in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let cached = || without_keys(&server).0.with_certificate_cache(folder.path()).unwrap();
        if blocks {
            let client = blocking::Client::new(cached());
            block_in_place(|| client.download_certificates()).unwrap();
        } else {
            Client::new(cached()).unwrap().download_certificates().await.unwrap();
        }
        assert_eq!(cached().platform_keys().serials(), [serial.as_str()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_with_an_unknown_certificate_leads_to_a_download() {
    let merchant = Merchant::of("default").await;
    let callbacks = Receiver::start().await;
    let file = merchant.server.merchant("default");
    merchant.server.set_notify_url(&file.mchid, callbacks.url()).await;
    let create = json!({
        "appid": file.appid, "service_id": merchant.service("smartretail", true), "out_order_no": "1",
        "service_start_time": "OnAccept",
    });
    merchant.client["v3/payscore/smartretail-orders"].post(&create).await.unwrap();
    merchant.confirm("1", "pays_at_once").await;
    let callback = callbacks.next().await;
    assert_eq!(callback.headers["wechatpay-serial"], *file.platform_serial_no);

    let (config, faulty, _) = without_keys(&merchant.server);
    let client = blocking::Client::new(config);
    block_in_place(|| client.notification(&callback.headers, &callback.body)).unwrap();
    assert_eq!(faulty.take_downloads(), 1);

    let (config, faulty, _) = without_keys(&merchant.server);
    let client = Client::new(config).unwrap();
    client.notification(&callback.headers, &callback.body).unwrap_err();
    while client.config().platform_keys().is_empty() {
        tokio::task::yield_now().await;
    }
    client.notification(&callback.headers, &callback.body).unwrap();
    assert_eq!(faulty.take_downloads(), 1);
}
