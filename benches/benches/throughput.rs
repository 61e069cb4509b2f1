//! Requests a second of one server thread, as ratios to the RSA limit and to the bare floor, all in one run.

use payscore_benches::floor::{self, Keys};
use payscore_benches::load::{self, Merchant};
use payscore_benches::orders::{creations, queries};
use payscore_server::{Config, Server};
use payscore_testkit::TestServer;
use payscore_wire::PrivateKey;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 32;

/// How much is measured.
struct Size {
    rounds: usize,
    requests: usize,
}

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let size = if smoke { Size { rounds: 1, requests: 64 } } else { Size { rounds: 5, requests: 3000 } };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // Only for its data folder: the measured server gets a thread of its own.
    let mut provided = runtime.block_on(TestServer::start());
    runtime.block_on(provided.stop());
    let file = provided.merchant("default");
    let merchant = Merchant::load(&provided.merchant_dir("default"));

    let floor = spawn_floor(&merchant);
    let server = spawn_server(provided.data());
    let mut table = Table::default();
    for round in 0..size.rounds {
        table.limit.push(rsa_limit(&merchant.key, size.requests / 4));
        let creations = creations(&merchant, &file, &round.to_string(), size.requests);
        let queries = queries(&merchant, &file, &round.to_string(), size.requests);
        let same: Vec<_> = (0..size.requests)
            .map(|n| merchant.request("POST", "/v3/payscore/serviceorder", &format!("floor{round}x{n}"), "{}"))
            .collect();
        let measure = |address, requests: Vec<Vec<u8>>| {
            let count = requests.len();
            rate(count, runtime.block_on(load::run(address, requests, CONNECTIONS)))
        };
        table.floor.push(measure(floor, same));
        table.create.push(measure(server, creations));
        table.query.push(measure(server, queries));
    }
    table.print();
}

/// Requests a second, a row each, one value a round.
#[derive(Default)]
struct Table {
    limit: Vec<f64>,
    floor: Vec<f64>,
    create: Vec<f64>,
    query: Vec<f64>,
}

impl Table {
    fn print(&self) {
        println!("| | per second | of the RSA limit | of the floor |\n| --- | ---: | ---: | ---: |");
        let rows = [
            ("RSA limit", &self.limit),
            ("floor", &self.floor),
            ("query", &self.query),
            ("create, durable", &self.create),
        ];
        for (name, values) in rows {
            let of = |base: &[f64]| median(values.iter().zip(base).map(|(value, base)| value / base).collect());
            println!("| {name} | {:.0} | {:.2} | {:.2} |", median(values.clone()), of(&self.limit), of(&self.floor));
        }
    }
}

/// Signatures with verification, one after the other, a second.
fn rsa_limit(key: &PrivateKey, count: usize) -> f64 {
    let public = key.public_key();
    let message = [b'm'; 900];
    let started = Instant::now();
    for _ in 0..count {
        let signature = key.sign(&message);
        assert!(public.verify(&message, &signature));
    }
    rate(count, started.elapsed())
}

fn spawn_floor(merchant: &Merchant) -> SocketAddr {
    let keys = Keys { merchant: merchant.key.public_key(), platform: merchant.key.clone() };
    let (sender, receiver) = mpsc::channel();
    on_one_thread(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        sender.send(listener.local_addr().expect("a bound port")).expect("somebody waiting");
        floor::serve(listener, keys).await;
    });
    receiver.recv().expect("a running floor")
}

fn spawn_server(data: &Path) -> SocketAddr {
    let mut config = Config::new(data);
    config.listen.set_port(0);
    let (sender, receiver) = mpsc::channel();
    on_one_thread(async move {
        let server = Server::start(config).await.expect("a server");
        sender.send(server.address()).expect("somebody waiting");
        std::future::pending::<()>().await;
    });
    receiver.recv().expect("a running server")
}

fn on_one_thread(future: impl Future<Output = ()> + Send + 'static) {
    std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future);
    });
}

fn rate(count: usize, elapsed: Duration) -> f64 {
    let count = u32::try_from(count).map_or(f64::MAX, f64::from);
    count / elapsed.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
