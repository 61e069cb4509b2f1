//! The platform's certificates are replaced while eight callers call without a pause: no call fails.

mod support;

use payscore::serviceorder::{CreateServiceOrder, QueryServiceOrder};
use payscore::{Client, Config, Error, PlatformKeys, PublicKey, blocking};
use payscore_testkit::TestServer;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use support::timer::Impatient;
use support::{Merchant, config};
use tokio::runtime::Handle;

const CALLERS: usize = 8;
/// Between two phases of a rotation, each caller makes some.
const CALLS: usize = CALLERS * 3;
const PHASES: [&str; 3] = ["announce", "switch", "retire"];
const HOUR: Duration = Duration::from_secs(3600);

/// What the callers have done.
#[derive(Default)]
struct Tally {
    made: AtomicUsize,
    failed: Mutex<Vec<Error>>,
    over: AtomicBool,
}

impl Tally {
    fn note(&self, result: Result<(), Error>) {
        if let Err(error) = result {
            self.failed.lock().unwrap().push(error);
        }
        self.made.fetch_add(1, Ordering::SeqCst);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    async fn so_many_more(&self, calls: usize) {
        let enough = self.made.load(Ordering::SeqCst) + calls;
        while self.made.load(Ordering::SeqCst) < enough {
            tokio::task::yield_now().await;
        }
    }

    fn check(&self, rotations: usize) -> usize {
        assert!(self.failed.lock().unwrap().is_empty(), "{:?}", self.failed.lock().unwrap());
        let made = self.made.load(Ordering::SeqCst);
        assert!(made > rotations * CALLS, "{made} calls");
        made
    }
}

fn requests(merchant: &Merchant, no: usize) -> (CreateServiceOrder, QueryServiceOrder) {
    let (appid, service) = (merchant.text("appid"), merchant.service("serviceorder", true));
    let create = json!({
        "out_order_no": format!("order-{no}"), "appid": appid, "service_id": service, "service_introduction": "XX充电宝",
        "time_range": { "start_time": "OnAccept" }, "risk_fund": { "name": "DEPOSIT", "amount": 10_000 },
        "notify_url": "http://127.0.0.1:1/notify", "need_user_confirm": true,
    });
    let query = json!({ "out_order_no": format!("order-{no}"), "appid": appid, "service_id": service });
    (serde_json::from_value(create).unwrap(), serde_json::from_value(query).unwrap())
}

/// Both clients, half of the callers each; a write and a query in turn.
fn call(merchant: &Merchant, config: &Config, tally: &Arc<Tally>) -> Vec<JoinHandle<()>> {
    let mut callers = call_async(merchant, config, tally, CALLERS / 2);
    // A set of its own, so that it finds the certificates by itself.
    let client = blocking::Client::new(config.clone().with_platform_keys(PlatformKeys::new()));
    callers.extend((CALLERS / 2..CALLERS).map(|no| {
        let ((create, query), client, tally) = (requests(merchant, no), client.clone(), tally.clone());
        std::thread::spawn(move || {
            while !tally.is_over() {
                tally.note(client.send(&create).map(drop));
                tally.note(client.send(&query).map(drop));
            }
        })
    }));
    callers
}

fn call_async(merchant: &Merchant, config: &Config, tally: &Arc<Tally>, callers: usize) -> Vec<JoinHandle<()>> {
    let client = Client::new(config.clone()).unwrap();
    let runtime = Handle::current();
    let start = |no: usize| {
        let ((create, query), client) = (requests(merchant, no), client.clone());
        let (tally, runtime) = (tally.clone(), runtime.clone());
        std::thread::spawn(move || {
            while !tally.is_over() {
                tally.note(runtime.block_on(client.send(&create)).map(drop));
                tally.note(runtime.block_on(client.send(&query)).map(drop));
            }
        })
    };
    (0..callers).map(start).collect()
}

async fn rotate(server: &TestServer, order: &Value) {
    let answer = server.post("platform/rotate", order).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// A client's configuration that goes by certificates.
fn by_certificates(merchant: &Merchant) -> Config {
    let config = config(&merchant.server, "default");
    assert!(config.platform_keys().remove(&merchant.server.merchant("default").wechatpay_public_key_id));
    config
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_fails_while_certificates_are_rotated() {
    let merchant = Merchant::of("default").await;
    let timer = Impatient::default();
    let config = by_certificates(&merchant).with_timer(timer.clone());
    let tally = Arc::new(Tally::default());
    let callers = call(&merchant, &config, &tally);
    let (announced, at_once) = (3, 2);
    for _ in 0..announced {
        for phase in PHASES {
            rotate(&merchant.server, &json!({ "phase": phase })).await;
            // On schedule: the list is downloaded while both are in it.
            timer.advance(6 * HOUR);
            tally.so_many_more(CALLS).await;
        }
    }
    for _ in 0..at_once {
        // Without notice: the first answer that is signed with the new one leads to a download.
        rotate(&merchant.server, &json!({ "now": true })).await;
        tally.so_many_more(CALLS).await;
        timer.advance(HOUR);
    }
    tally.over.store(true, Ordering::SeqCst);
    tokio::task::spawn_blocking(|| callers.into_iter().for_each(|caller| caller.join().unwrap())).await.unwrap();
    tally.check(announced * 3 + at_once);
}

/// The id and the text of the platform's newest public key.
async fn newest_public_key(server: &TestServer) -> (String, PublicKey) {
    let view = server.get("platform").await.body;
    let identities = view["public_key"]["identities"].as_array().cloned().unwrap();
    let newest = identities.iter().find(|it| it["state"] == "announced").or(identities.first()).unwrap();
    let text = |field: &str| newest[field].as_str().unwrap().to_owned();
    (text("serial"), PublicKey::from_pem(&text("pem")).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_fails_while_the_public_key_is_replaced_by_hand() {
    let merchant = Merchant::of("default").await;
    let server = &merchant.server;
    let config = config(server, "default").with_timer(Impatient::default()).with_certificate_refresh(None);
    let tally = Arc::new(Tally::default());
    let callers = call_async(&merchant, &config, &tally, CALLERS);
    for _ in 0..2 {
        rotate(server, &json!({ "identity": "public_key", "phase": "announce" })).await;
        tally.so_many_more(CALLS).await;
        // The merchant platform shows the new key; whoever runs the client configures it beside the old one.
        let (id, key) = newest_public_key(server).await;
        config.platform_keys().add_public_key(id, key);
        for phase in ["switch", "retire"] {
            rotate(server, &json!({ "identity": "public_key", "phase": phase })).await;
            tally.so_many_more(CALLS).await;
        }
    }
    tally.over.store(true, Ordering::SeqCst);
    tokio::task::spawn_blocking(|| callers.into_iter().for_each(|caller| caller.join().unwrap())).await.unwrap();
    tally.check(6);
}

/// `cargo test -p payscore --release --test rotation -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute"]
async fn no_call_fails_in_a_minute_of_rotations() {
    let merchant = Merchant::of("default").await;
    let config = by_certificates(&merchant).with_certificate_refresh(Some(Duration::from_millis(300)));
    let tally = Arc::new(Tally::default());
    let callers = call(&merchant, &config, &tally);
    let (started, mut phases) = (Instant::now(), 0);
    while started.elapsed() < Duration::from_secs(60) {
        let order = match phases % 10 {
            9 => json!({ "now": true }),
            phase => json!({ "phase": PHASES[phase % PHASES.len()] }),
        };
        rotate(&merchant.server, &order).await;
        phases += 1;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    tally.over.store(true, Ordering::SeqCst);
    tokio::task::spawn_blocking(|| callers.into_iter().for_each(|caller| caller.join().unwrap())).await.unwrap();
    println!("{} calls, {} phases of rotations, 0 failures", tally.check(phases), phases);
}
