//! What a call tells `tracing`, and what it does not.

mod support;

use payscore::permissions::openid::QueryPermissionByOpenid;
use payscore::{Client, blocking};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};
use support::Merchant;
use support::faulty::{Fault, Faulty};
use support::timer::Impatient;
use tokio::task::block_in_place;
use tracing_subscriber::fmt::format::FmtSpan;

/// A log to be read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operation_tries_and_outcome_are_told_and_never_who_or_what() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_env_filter("payscore=debug,payscore_server=off")
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let merchant = Merchant::of("default").await;
    let faulty = Faulty::start(merchant.server.base_url());
    let config = || {
        let config = merchant.client.config().clone();
        config.with_base_url(faulty.url()).unwrap().with_timer(Impatient::default())
    };
    let openid = merchant.user("pays_at_once");
    let service = merchant.service("serviceorder", false);
    let query =
        QueryPermissionByOpenid::builder().openid(openid).appid(merchant.text("appid")).service_id(service).build();
    let (client, blocking) = (Client::new(config()).unwrap(), blocking::Client::new(config()));

    for blocks in [false, true] {
        faulty.then(&[Fault::ResetAfter]);
        if blocks {
            block_in_place(|| blocking.send(&query)).unwrap();
        } else {
            client.send(&query).await.unwrap();
        }
        let told = log.take();
        for expected in [
            "trying again",
            "attempt=1",
            "error=\"broken\"",
            "operation=\"QueryPermissionByOpenid\"",
            "attempts=2",
            "status=200",
        ] {
            assert!(told.contains(expected), "{expected}: {told}");
        }
        assert!(told.contains("request_id=") && told.contains("duration_ms="), "{told}");
        assert!(!told.contains(openid) && !told.contains(service), "{told}");
    }

    let secret = "o-somebody";
    let by_path = client.chain("v3/marketing/users/{openid}/x").with("openid", secret);
    by_path.post(&json!({ "openid": secret })).await.unwrap_err();
    let told = log.take();
    assert!(told.contains("operation=POST /v3/marketing/…") && told.contains("error=\"refused\""), "{told}");
    assert!(!told.contains(secret), "{told}");
}
