//! The programs that are measured. Each runs in a process of its own, and counts its own CPU time.
//!
//! It is given `BENCH_URL`, the platform's address, and `BENCH_DATA`, a folder with the merchant's files, the platform's
//! `wechatpay_public_key.pem`, and `notification.json`. On standard input comes a task a line, `calls AT_A_TIME COUNT` or
//! `open COUNT`; on standard output goes a line for each: microseconds of CPU (user and system), and of time.

mod bare;
mod ours;

use http::{HeaderMap, HeaderName, HeaderValue};
use payscore::Config;
use payscore::wire::{ApiV3Key, PrivateKey, PublicKey};
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;
use std::io::BufRead;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The path that all of them ask for, without its query.
pub const PATH: &str = "/v3/payscore/serviceorder";
/// What they ask for, in the order in which it is in the query.
pub const QUERY: [(&str, &str); 3] = [
    ("service_id", "500001000000000000000000000001"),
    ("appid", "wxd678efh567hg6787"),
    ("out_order_no", "1234323JKHDFE1243252"),
];

/// One that is measured.
trait Client {
    /// Makes calls, so many at a time. Panics if one fails: a benchmark of failures would be worthless.
    fn calls(&self, at_a_time: usize, count: usize);

    /// Verifies and opens the same notification again and again.
    fn open(&self, notification: &Notification, count: usize);
}

/// A notification as it came.
struct Notification {
    headers: HeaderMap,
    body: String,
}

/// Runs one of the programs of this crate until its input ends.
///
/// # Panics
/// Where the name is unknown, or anything fails.
pub fn run(name: &str) {
    let world = World::load();
    match name {
        "floor" => serve(&bare::Threads::new(&world), &world),
        "floor-async" => serve(&bare::Tasks::new(&world), &world),
        "async" => serve(&ours::Async::new(&world), &world),
        "blocking" => serve(&ours::Blocking::new(&world), &world),
        _ => panic!("no client {name}"),
    }
}

/// Which of the programs are in this crate.
pub const NAMES: [&str; 4] = ["floor", "floor-async", "async", "blocking"];

fn serve(client: &impl Client, world: &World) {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a task");
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse::<usize>().expect("a number");
        let notification = world.notification();
        let (began, cpu) = (Instant::now(), cpu_time());
        match words[0] {
            "calls" => client.calls(number(1), number(2)),
            "open" => client.open(&notification, number(1)),
            other => panic!("no task {other}"),
        }
        println!("{} {}", (cpu_time() - cpu).as_micros(), began.elapsed().as_micros());
    }
}

/// What this process has used so far, in user and in system mode, of all its threads.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// What the programs are given.
struct World {
    url: String,
    data: PathBuf,
    mchid: String,
    serial_no: String,
    key: PrivateKey,
    platform_key: PublicKey,
    apiv3_key: ApiV3Key,
}

impl World {
    fn load() -> Self {
        let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        let data = PathBuf::from(variable("BENCH_DATA"));
        let read = |name: &str| std::fs::read_to_string(data.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let file: Value = serde_json::from_str(&read("merchant.json")).expect("JSON");
        let text = |name: &str| file[name].as_str().expect("a text").to_owned();
        Self {
            url: variable("BENCH_URL"),
            mchid: text("mchid"),
            serial_no: text("serial_no"),
            key: PrivateKey::from_pem(&read("apiclient_key.pem")).expect("a key"),
            platform_key: PublicKey::from_pem(&read("wechatpay_public_key.pem")).expect("a key"),
            apiv3_key: ApiV3Key::new(&text("apiv3_key")).expect("a key"),
            data,
        }
    }

    fn config(&self) -> Config {
        let config = Config::from_merchant_dir(&self.data).expect("a merchant");
        config.with_base_url(&self.url).expect("an address")
    }

    fn notification(&self) -> Notification {
        let text = std::fs::read_to_string(self.data.join("notification.json")).expect("a notification");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let pairs = value["headers"].as_object().expect("headers").iter();
        let headers = pairs
            .map(|(name, value)| {
                (name.parse().expect("a name"), value.as_str().unwrap_or_default().parse().expect("a value"))
            })
            .collect::<Vec<(HeaderName, HeaderValue)>>();
        Notification {
            headers: headers.into_iter().collect(),
            body: value["body"].as_str().expect("a body").to_owned(),
        }
    }
}
