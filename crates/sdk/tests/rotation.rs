//! The platform's certificates are replaced while eight callers call without a pause: no call fails.

mod support;

use payscore::serviceorder::{CreateServiceOrder, QueryServiceOrder};
use payscore::{Client, Config, Error, blocking};
use payscore_testkit::TestServer;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::timer::Impatient;
use support::{Merchant, config};

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
fn call(merchant: &Merchant, config: &Config, tally: &Arc<Tally>) -> Vec<std::thread::JoinHandle<()>> {
    let client = Client::new(config.clone()).unwrap();
    // A set of its own, so that it finds the certificates by itself.
    let blocking = blocking::Client::new(Config::clone(config).with_platform_keys(payscore::PlatformKeys::new()));
    let runtime = tokio::runtime::Handle::current();
    let start = |no: usize| {
        let (create, query) = requests(merchant, no);
        let (client, blocking, tally, runtime) = (client.clone(), blocking.clone(), tally.clone(), runtime.clone());
        std::thread::spawn(move || {
            while !tally.is_over() {
                if no.is_multiple_of(2) {
                    tally.note(runtime.block_on(client.send(&create)).map(drop));
                    tally.note(runtime.block_on(client.send(&query)).map(drop));
                } else {
                    tally.note(blocking.send(&create).map(drop));
                    tally.note(blocking.send(&query).map(drop));
                }
            }
        })
    };
    (0..CALLERS).map(start).collect()
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
