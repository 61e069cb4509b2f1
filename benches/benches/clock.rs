//! Thirty days at once: what a preview and a move cost when so many orders fall due on the way.

use payscore_benches::load::{self, Merchant};
use payscore_benches::orders::creations;
use payscore_testkit::TestServer;
use payscore_wire::PrivateKey;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 32;
const MONTH: u32 = 30 * 24 * 3600;

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let counts: &[usize] = if smoke { &[16] } else { &[0, 1_000, 10_000, 50_000] };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    println!("| orders that expire | preview | advance 30 days | for each |\n| ---: | ---: | ---: | ---: |");
    for count in counts {
        let (preview, advance) = runtime.block_on(month(*count));
        let each =
            u32::try_from(*count).ok().filter(|count| *count > 0).map_or(Duration::ZERO, |count| advance / count);
        let [preview, advance] = [preview, advance].map(|time| time.as_secs_f64());
        println!("| {count} | {preview:.3} s | {advance:.3} s | {:.0} µs |", each.as_secs_f64() * 1e6);
    }
}

/// A server with so many orders that nobody confirms: how long it takes to say what a month does to them, and to do it.
async fn month(orders: usize) -> (Duration, Duration) {
    let mut server = TestServer::start().await;
    let file = server.merchant("default");
    let pem = std::fs::read_to_string(server.merchant_dir("default").join("apiclient_key.pem")).expect("a key");
    let key = PrivateKey::from_pem(&pem).expect("a usable key");
    let merchant = Merchant { mchid: file.mchid.clone(), serial_no: file.serial_no.clone(), key };
    let address = server.base_url().trim_start_matches("http://").parse().expect("an address");
    // In portions: all of them signed at once would be too old, and too many, before the last is sent.
    for start in (0..orders).step_by(5_000) {
        let count = (orders - start).min(5_000);
        load::run(address, creations(&merchant, &file, &start.to_string(), count), CONNECTIONS).await;
    }
    let started = Instant::now();
    let seen = server.preview(MONTH).await;
    let preview = started.elapsed();
    let started = Instant::now();
    let moved = server.post("clock/advance", &json!({ "seconds": MONTH })).await.body;
    let advance = started.elapsed();
    assert_eq!((&moved["orders_moved"], expired(&moved["happened"])), (&json!(orders), orders));
    assert_eq!(expired(&seen["happens"]), orders.min(10_000));
    server.stop().await;
    (preview, advance)
}

fn expired(happenings: &Value) -> usize {
    let found = happenings.as_array().into_iter().flatten().find(|one| one["what"] == "expired");
    found.and_then(|one| one["count"].as_u64()).map_or(0, |count| usize::try_from(count).unwrap_or(usize::MAX))
}
