//! The list of orders at a million of them, against a store with none: the console's page and the JSON list, in turns
//! of one run. `-- --orders 200000` takes fewer.

use payscore_domain::service_order::{self, Location, Party, Terms, TimeRange};
use payscore_domain::{
    Behaviour, Candidate, Context, Draw, Fen, Moment, Order, OrderKey, Record, Service, ServiceKind, User,
};
use payscore_server::{Config, Server};
use payscore_store::{Change, SqliteStore, Store, TimelineEntry, Write};
use payscore_testkit::{MerchantFile, TestServer};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// So many orders become durable together.
const TOGETHER: u64 = 2_000;
/// What the issue asks of a page.
const LIMIT: Duration = Duration::from_millis(50);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let smoke = arguments.iter().any(|argument| argument == "--test");
    let given = arguments.iter().position(|argument| argument == "--orders").and_then(|at| arguments.get(at + 1));
    let orders = given.and_then(|orders| orders.parse().ok()).unwrap_or(if smoke { 2_000 } else { 1_000_000 });
    let rounds = if smoke { 1 } else { 15 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let [empty, full] = [0, 1].map(|_| {
        let mut provided = runtime.block_on(TestServer::start());
        runtime.block_on(provided.stop());
        provided
    });
    let file = full.merchant("default");
    let began = Instant::now();
    runtime.block_on(fill(&full.data().join("payscore.db"), &file, orders));
    println!("{orders} orders stored in {:.1} s\n", began.elapsed().as_secs_f64());

    let (none, many) = (spawn_server(empty.data()), spawn_server(full.data()));
    println!("| | ms, no orders | ms, {orders} orders | ratio |\n| --- | ---: | ---: | ---: |");
    let mut slowest = Duration::ZERO;
    for (name, target) in targets(&file, orders) {
        let (mut without, mut with) = (Vec::new(), Vec::new());
        for _ in 0..=rounds {
            without.push(ask(none, &target));
            with.push(ask(many, &target));
        }
        // The first of each opens what the others find open.
        let (without, with) = (median(without.split_off(1)), median(with.split_off(1)));
        slowest = slowest.max(with);
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!("| {name} | {:.2} | {:.2} | {:.2} |", ms(without), ms(with), ms(with) / ms(without));
    }
    println!("\nslowest median: {slowest:.1?}, limit: {LIMIT:.0?}");
    assert!(smoke || slowest < LIMIT, "a page takes longer than {LIMIT:?}");
}

/// What is asked for. Orders are numbered from the oldest; every tenth is in use, by one of two users.
fn targets(file: &MerchantFile, orders: u64) -> Vec<(&'static str, String)> {
    let (mchid, openid) = (&file.mchid, &file.users[0].openid);
    let page = |query: &str| format!("/_payscore/?{query}");
    vec![
        ("page: the newest", page("")),
        ("JSON: the newest", "/_payscore/orders".to_owned()),
        ("page: from the middle on", page(&format!("before={}", orders / 2))),
        ("page: in a state", page("state=DOING")),
        ("page: of a kind", page("kind=serviceorder")),
        ("page: of a kind that there is none of", page("kind=payafter")),
        ("page: of a merchant, in a state", page(&format!("mchid={mchid}&state=DOING"))),
        ("page: of a user", page(&format!("openid={openid}"))),
        ("page: one number", page("number=bench-7777")),
        ("page: numbers that begin alike", page("number=bench-")),
        ("page: of a user, in a state that none of theirs is in", page(&format!("openid={openid}&state=DONE"))),
        ("page: numbers alike, in a state that none is in", page("number=bench-&state=DONE")),
        (
            "page: everything at once",
            page(&format!("number=bench-1&openid={openid}&mchid={mchid}&state=DOING&kind=serviceorder")),
        ),
    ]
}

/// Stores so many orders, as the rules make them.
async fn fill(path: &Path, file: &MerchantFile, orders: u64) {
    let store = SqliteStore::open(path).expect("opens");
    let mut begin = 0;
    while begin < orders {
        let end = orders.min(begin + TOGETHER);
        let writes = (begin..end).map(|number| order(file, number)).collect();
        store.commit(Change { writes, ..Change::default() }).await.expect("commits");
        begin = end;
    }
    store.close().expect("closes");
}

fn order(file: &MerchantFile, number: u64) -> Write {
    let now = Moment::from_unix(i64::try_from(number / 10).unwrap_or_default() + 1_795_000_000);
    let ctx = Context { now, draw: Draw(u128::from(number)), deduction_seconds: 0, strict_start_time: false };
    let service = Service {
        service_id: file.services[0].service_id.clone(),
        kind: ServiceKind::ServiceOrder,
        risk_cap: Fen::new(20_000),
        needs_user_confirm: true,
    };
    let terms = Terms {
        key: OrderKey::new(file.mchid.as_str(), format!("bench-{number}").as_str()),
        appid: file.appid.as_str().into(),
        service_id: service.service_id.clone(),
        party: Party::Direct,
        service_introduction: "XX充电宝".to_owned(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: None,
        time_range: TimeRange { start: "OnAccept".parse().ok(), ..TimeRange::default() },
        location: Location { start: Some("嗨客时尚主题展餐厅".to_owned()), end: None },
        attach: Some("Easdfowealsdkjfnlaksjdlfkwqoi".to_owned()),
        notify_url: "http://127.0.0.1:9/notify".to_owned(),
        openid: None,
        sub_openid: None,
        need_user_confirm: true,
        device: None,
        shopping: None,
    };
    let new = service_order::create(terms, &service, None, &ctx).expect("the terms are in order");
    let mut record = Record::from(Order::Service(Box::new(new)));
    let mut events = vec![TimelineEntry { at: now, event: record.created() }];
    if number.is_multiple_of(10) {
        let user = User {
            openid: file.users[usize::from(number.is_multiple_of(20))].openid.clone(),
            behaviour: Behaviour::PaysAtOnce,
        };
        let candidate = Candidate { user: &user, authorized: true, in_progress: None };
        let confirmed = record.as_order().expect("an order").confirm(&candidate, &ctx).expect("it waits for its user");
        for event in confirmed {
            record.apply(&event.clone().into());
            events.push(TimelineEntry { at: now, event: event.into() });
        }
    }
    let new_handles = record.handles();
    Write { record, read_version: None, events, new_handles }
}

/// How long an answer takes, connecting included.
fn ask(address: SocketAddr, target: &str) -> Duration {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).expect("a connection");
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a sent request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let took = began.elapsed();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{target}: {}", String::from_utf8_lossy(&answer));
    took
}

fn spawn_server(data: &Path) -> SocketAddr {
    let mut config = Config::new(data);
    config.listen.set_port(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let server = Server::start(config).await.expect("a server");
            sender.send(server.address()).expect("somebody waiting");
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().expect("a running server")
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
