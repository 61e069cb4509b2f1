//! What a durable create and a query by number cost the store, with no orders and with many, in one run: `-- --orders N`.
//! `-- --file FILE` keeps the many for the next run, and takes them from there when they are there already.
//! 32 committers on a runtime of one thread; CPU time of the process, and of the store's writing thread apart.

use payscore_domain::charges::{Discount, Payment};
use payscore_domain::service_order::{self, Location, Party, RiskFund, RiskFundName, Terms, TimeRange};
use payscore_domain::{
    Behaviour, Candidate, Context, Draw, Fen, Moment, Order, OrderKey, Record, RecordKey, RecordKind, Service,
    ServiceKind, User,
};
use payscore_store::{Change, SqliteStore, Store, TimelineEntry, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};
use tokio::runtime::Runtime;

const MERCHANTS: [&str; 3] = ["1900000109", "1900000110", "1900000111"];
const COMMITTERS: u64 = 32;
/// What a server does for a create besides, signing above all, while the disk works.
const OTHER_WORK: Duration = Duration::from_micros(300);
/// So many orders become durable together while a database is filled.
const TOGETHER: u64 = 2_000;
/// Orders that are measured are numbered from here.
const MEASURED: u64 = 1 << 40;

/// How much is measured.
#[derive(Clone, Copy)]
struct Size {
    orders: u64,
    rounds: u64,
    creates: u64,
    queries: u64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let smoke = arguments.iter().any(|argument| argument == "--test");
    let given =
        |option: &str| arguments.iter().position(|argument| argument == option).and_then(|at| arguments.get(at + 1));
    let size = if smoke {
        Size { orders: 2_000, rounds: 1, creates: 200, queries: 200 }
    } else {
        Size { orders: 1_000_000, rounds: 5, creates: 4_000, queries: 4_000 }
    };
    let orders = given("--orders").and_then(|orders| orders.parse().ok()).unwrap_or(size.orders);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("empty.db");
    let full = given("--file").map_or_else(|| folder.path().join("full.db"), PathBuf::from);
    if !full.exists() {
        let began = Instant::now();
        fill(&runtime, &full, orders);
        let bytes = full.metadata().expect("a file").len();
        println!(
            "{orders} orders stored in {:.0} s, {} bytes each",
            began.elapsed().as_secs_f64(),
            bytes / orders.max(1)
        );
    }

    println!(
        "\n| µs, medians of {} | create, CPU | writer's of it | writer's in a busy server | create, wall | query, CPU | \
         query, wall |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        size.rounds
    );
    let rows = [("no orders", &empty, 0), ("orders stored", &full, orders)];
    for (name, path, orders) in rows {
        let cost = measure(&runtime, path, Size { orders, ..size });
        let [cpu, writer, wall] = cost.create.map(median);
        let [busy, query_cpu, query_wall] = [cost.busy, cost.query[0].clone(), cost.query[1].clone()].map(median);
        println!("| {name} | {cpu:.1} | {writer:.1} | {busy:.1} | {wall:.1} | {query_cpu:.1} | {query_wall:.1} |");
        println!("{}", memory());
    }
}

/// µs, one value a round.
#[derive(Default)]
struct Cost {
    create: [Vec<f64>; 3],
    /// The writing thread's alone.
    busy: Vec<f64>,
    query: [Vec<f64>; 2],
}

fn measure(runtime: &Runtime, path: &Path, size: Size) -> Cost {
    let mut cost = Cost::default();
    for round in 0..size.rounds {
        // Opened anew for each: a query finds nothing in the store's own caches.
        let store = Rc::new(SqliteStore::open(path).expect("opens"));
        let from = MEASURED + round * size.creates * 2;
        let changes = |from: u64, count| (from..from + count).map(|n| creation(n, false)).collect::<Vec<_>>();
        let busily = changes(from + size.creates, size.creates / 2);
        let changes = changes(from, size.creates);
        let (process, writer, began) = (cpu(None), cpu(Some("payscore-store-w")), Instant::now());
        create(runtime, &store, changes, Duration::ZERO);
        let each = |time: Duration, count: u64| time.as_secs_f64() * 1e6 / (count as f64);
        for (values, value) in
            cost.create.iter_mut().zip([cpu(None) - process, cpu(Some("payscore-store-w")) - writer, began.elapsed()])
        {
            values.push(each(value, size.creates));
        }
        let writer = cpu(Some("payscore-store-w"));
        create(runtime, &store, busily, OTHER_WORK);
        cost.busy.push(each(cpu(Some("payscore-store-w")) - writer, size.creates / 2));
        store.close().expect("closes");
        let store = SqliteStore::open(path).expect("opens");
        let among = |n: u64| if size.orders == 0 { from + mix(n) % size.creates } else { mix(n + from) % size.orders };
        let keys: Vec<RecordKey> = (0..size.queries).map(|n| key(among(n))).collect();
        let (process, began) = (cpu(None), Instant::now());
        runtime.block_on(async {
            for key in &keys {
                assert!(store.record(key).await.expect("reads").is_some(), "{key:?}");
            }
        });
        for (values, value) in cost.query.iter_mut().zip([cpu(None) - process, began.elapsed()]) {
            values.push(each(value, size.queries));
        }
    }
    cost
}

/// Commits them, so many at a time, with so much work between the call and its answer.
fn create(runtime: &Runtime, store: &Rc<SqliteStore>, changes: Vec<Change>, work: Duration) {
    let changes = Rc::new(std::cell::RefCell::new(changes));
    let tasks = tokio::task::LocalSet::new();
    for _ in 0..COMMITTERS {
        let (store, changes) = (store.clone(), changes.clone());
        tasks.spawn_local(async move {
            loop {
                let Some(change) = changes.borrow_mut().pop() else { break };
                let durable = store.commit(change);
                let began = Instant::now();
                while began.elapsed() < work {
                    std::hint::spin_loop();
                }
                durable.await.expect("commits");
            }
        });
    }
    runtime.block_on(tasks);
}

fn fill(runtime: &Runtime, path: &Path, orders: u64) {
    let store = SqliteStore::open(path).expect("opens");
    let mut begin = 0;
    while begin < orders {
        let end = orders.min(begin + TOGETHER);
        let writes = (begin..end).flat_map(|n| creation(n, n % 4 == 0).writes).collect();
        runtime.block_on(store.commit(Change { writes, ..Change::default() })).expect("commits");
        begin = end;
    }
    store.close().expect("closes");
}

/// Spreads numbers, always alike.
fn mix(n: u64) -> u64 {
    let x = (n ^ (n >> 30)).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// What is measured is new in a file that is kept, too: its numbers are this run's alone.
fn of_this_run(n: u64) -> u64 {
    static BEGAN: OnceLock<u64> = OnceLock::new();
    let seconds = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    if n < MEASURED { n } else { n + (BEGAN.get_or_init(seconds) << 20) }
}

/// A number as merchants draw them at random.
fn key(n: u64) -> RecordKey {
    let n = of_this_run(n);
    let merchant = MERCHANTS[usize::try_from(n % 3).unwrap_or_default()];
    RecordKey::new(merchant, RecordKind::Order, format!("{:016X}{n:08X}", mix(n)))
}

/// An order as the rules make it; confirmed at once, or not.
fn creation(n: u64, confirmed: bool) -> Change {
    // What is measured comes after all that was stored.
    let seconds = if n < MEASURED { n / 100 } else { (1 << 20) + (n - MEASURED) / 1_000 };
    let now = Moment::from_unix(1_795_000_000 + i64::try_from(seconds).unwrap_or_default());
    let unique = of_this_run(n);
    let draw = Draw(u128::from(mix(unique)) << 64 | u128::from(mix(!unique)));
    let ctx = Context { now, draw, deduction_seconds: 0, strict_start_time: false };
    let service = Service {
        service_id: "500001".into(),
        kind: ServiceKind::ServiceOrder,
        risk_cap: Fen::new(20_000),
        needs_user_confirm: true,
    };
    let new = service_order::create(terms(n), &service, None, &ctx).expect("the terms are in order");
    let mut record = Record::from(Order::Service(Box::new(new)));
    let mut events = vec![TimelineEntry { at: now, event: record.created() }];
    let mut new_handles = record.handles();
    if confirmed {
        let openid = format!("oUpF8uMuAJO_M2pxb1Q9z{:07}", n / 64);
        let user = User { openid: openid.as_str().into(), behaviour: Behaviour::PaysAtOnce };
        let candidate = Candidate { user: &user, authorized: true, in_progress: None };
        let happened = record.as_order().expect("an order").confirm(&candidate, &ctx).expect("it waits for its user");
        for event in happened {
            record.apply(&event.clone().into());
            events.push(TimelineEntry { at: now, event: event.into() });
        }
        new_handles.extend(record.handles());
    }
    let write = Write { record, read_version: None, events, new_handles };
    Change { writes: vec![write], ..Change::default() }
}

fn terms(n: u64) -> Terms {
    let text = |text: &str| Some(text.to_owned());
    let key = key(n);
    Terms {
        key: OrderKey::new(key.mchid, key.number.as_str()),
        appid: "wxd678efh567hg6787".into(),
        service_id: "500001".into(),
        party: Party::Direct,
        service_introduction: "XX充电宝".to_owned(),
        payments: vec![Payment {
            name: text("就餐费用"),
            amount: Some(Fen::new(4_000)),
            description: text("就餐人均100元"),
            count: Some(1),
        }],
        discounts: vec![Discount {
            name: text("满20减1元"),
            amount: None,
            description: text("不与其他优惠叠加"),
            count: None,
        }],
        risk_fund: Some(RiskFund {
            name: RiskFundName::EstimateOrderCost,
            amount: Fen::new(10_000),
            description: text("就餐的预估费用"),
        }),
        time_range: TimeRange { start: "OnAccept".parse().ok(), ..TimeRange::default() },
        location: Location { start: text("嗨客时尚主题展餐厅"), end: text("嗨客时尚主题展餐厅") },
        attach: text("Easdfowealsdkjfnlaksjdlfkwqoi"),
        notify_url: "http://127.0.0.1:9/notify".to_owned(),
        openid: None,
        sub_openid: None,
        need_user_confirm: true,
        device: None,
        shopping: None,
    }
}

/// CPU time so far: of the threads that are named so, or of all.
fn cpu(name: Option<&str>) -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux");
    let spent = |thread: std::fs::DirEntry| {
        let read = |file: &str| std::fs::read_to_string(thread.path().join(file)).ok();
        let ours = name.is_none_or(|name| read("comm").is_some_and(|comm| comm.trim().starts_with(&name[..15])));
        let nanoseconds = read("schedstat")?.split(' ').next()?.parse().ok()?;
        ours.then(|| Duration::from_nanos(nanoseconds))
    };
    threads.filter_map(|thread| spent(thread.ok()?)).sum()
}

/// The process's memory, now and at its most.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let fields = status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"));
    fields.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
