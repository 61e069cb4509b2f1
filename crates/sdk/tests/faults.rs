//! Every fault × every kind of call × both clients: what the caller is told, how often it was sent, and that nothing is
//! done twice. `docs/sdk-faults.md` shows the outcome; `PAYSCORE_REWRITE=1 cargo test -p payscore --test faults` writes
//! its table anew.

mod support;

use payscore::core::RetryPolicy;
use payscore::serviceorder::{CompleteServiceOrder, CreateServiceOrder, PayServiceOrder, QueryServiceOrder};
use payscore::{Client, Config, Error, Operation, PlatformKeys, blocking};
use serde_json::json;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use support::faulty::{Fault, Faulty};
use support::timer::Impatient;
use support::{Merchant, config, now};
use tokio::task::block_in_place;

/// What a test of timeouts really waits for.
const IMPATIENCE: Duration = Duration::from_secs(1);

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Refused,
    Wire(Fault),
    /// The server itself says no, and does nothing.
    Server(&'static str),
    /// The client's clock is ten minutes fast.
    ClockSkew,
    /// The client knows none of the platform's keys.
    UnknownSerial,
}

const ROWS: [(&str, Row); 12] = [
    ("connection refused", Row::Refused),
    ("reset before commit", Row::Wire(Fault::ResetBefore)),
    ("reset after commit", Row::Wire(Fault::ResetAfter)),
    ("timeout after commit", Row::Wire(Fault::Silence)),
    ("429", Row::Server("FREQUENCY_LIMITED")),
    ("500", Row::Server("SYSTEM_ERROR")),
    ("502 after commit", Row::Wire(Fault::BadGateway)),
    ("truncated body", Row::Wire(Fault::HalfAnswer)),
    ("wrong signature", Row::Wire(Fault::WrongSignature)),
    ("unknown serial, in the list", Row::UnknownSerial),
    ("unknown serial, in no list", Row::Wire(Fault::UnknownSerial)),
    ("clock skew", Row::ClockSkew),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Get,
    Repeatable,
    Other,
}

const KINDS: [Kind; 3] = [Kind::Get, Kind::Repeatable, Kind::Other];

/// The two clients as one.
enum Either {
    Async(Client),
    Blocking(blocking::Client),
}

impl Either {
    fn both(config: impl Fn() -> Config) -> [Self; 2] {
        [Self::Async(Client::new(config()).unwrap()), Self::Blocking(blocking::Client::new(config()))]
    }

    async fn send<O: Operation>(&self, request: &O) -> Result<u16, Error> {
        let sent = match self {
            Self::Async(client) => client.send(request).await,
            Self::Blocking(client) => block_in_place(|| client.send(request)),
        };
        sent.map(|response| response.status.as_u16())
    }
}

/// An order of a merchant, at a stage where its call can be made.
struct Order<'a> {
    merchant: &'a Merchant,
    no: String,
}

impl Order<'_> {
    fn create(&self) -> CreateServiceOrder {
        serde_json::from_value(json!({
            "out_order_no": self.no, "appid": self.merchant.text("appid"),
            "service_id": self.merchant.service("serviceorder", true), "service_introduction": "XX充电宝",
            "time_range": { "start_time": "OnAccept" }, "risk_fund": { "name": "DEPOSIT", "amount": 10_000 },
            "notify_url": "http://127.0.0.1:1/notify", "need_user_confirm": true,
        }))
        .unwrap()
    }

    fn complete(&self) -> CompleteServiceOrder {
        serde_json::from_value::<CompleteServiceOrder>(json!({
            "appid": self.merchant.text("appid"), "service_id": self.merchant.service("serviceorder", true),
            "post_payments": [{ "name": "租金", "amount": 500 }], "total_amount": 500, "time_range": { "end_time": now() },
        }))
        .map(|request| CompleteServiceOrder { out_order_no: self.no.clone(), ..request })
        .unwrap()
    }

    fn query(&self) -> QueryServiceOrder {
        QueryServiceOrder::builder()
            .appid(self.merchant.text("appid"))
            .service_id(self.merchant.service("serviceorder", true))
            .out_order_no(&*self.no)
            .build()
    }

    fn pay(&self) -> PayServiceOrder {
        PayServiceOrder::builder()
            .out_order_no(&*self.no)
            .appid(self.merchant.text("appid"))
            .service_id(self.merchant.service("serviceorder", true))
            .build()
    }

    /// Brings the order to where the call is the next thing to do.
    async fn prepare(&self, kind: Kind) {
        let client = &self.merchant.client;
        if kind == Kind::Repeatable {
            return;
        }
        client.send(&self.create()).await.unwrap();
        if kind == Kind::Other {
            self.merchant.confirm(&self.no, "pays_on_third_attempt").await;
            client.send(&self.complete()).await.unwrap();
            assert_eq!(client.send(&self.pay()).await.unwrap_err().api().unwrap().status, 403, "the second attempt");
        }
    }

    async fn call(&self, kind: Kind, client: &Either) -> Result<u16, Error> {
        match kind {
            Kind::Get => client.send(&self.query()).await,
            Kind::Repeatable => client.send(&self.create()).await,
            Kind::Other => client.send(&self.pay()).await,
        }
    }

    /// How often the call has taken effect.
    async fn effects(&self, kind: Kind) -> usize {
        let order = self.merchant.server.order(self.merchant.text("mchid"), &self.no).await.body;
        let timeline = order["timeline"].as_array().cloned().unwrap_or_default();
        match kind {
            Kind::Get => 0,
            Kind::Repeatable => timeline.len(),
            // One was made on the way here.
            Kind::Other => timeline.iter().filter(|entry| entry["event"]["what"] == "asked").count() - 1,
        }
    }
}

fn operation(kind: Kind) -> &'static str {
    match kind {
        Kind::Get => "QueryServiceOrder",
        Kind::Repeatable => "CreateServiceOrder",
        Kind::Other => "PayServiceOrder",
    }
}

/// A client's configuration for a row, and the address it goes to.
fn setting(merchant: &Merchant, row: Row) -> (Config, Arc<Faulty>) {
    let server = merchant.server.base_url();
    let base = config(&merchant.server, "default").with_timeouts(Duration::from_secs(5), IMPATIENCE);
    let base = if row == Row::Wire(Fault::Silence) {
        base
    } else {
        base.with_timeouts(Duration::from_secs(30), Duration::from_secs(30))
    };
    let faulty = if row == Row::Refused { Faulty::closed(server) } else { Faulty::start(server) };
    let timer = Impatient::default();
    let opened = faulty.clone();
    let timer = if row == Row::Refused { timer.meanwhile(move || opened.open()) } else { timer };
    let config = base.with_base_url(faulty.url()).unwrap().with_timer(timer);
    let config = match row {
        Row::UnknownSerial => config.with_platform_keys(PlatformKeys::new()),
        Row::ClockSkew => {
            let wall = config.now();
            config.with_clock(move || wall + 600)
        }
        _ => config,
    };
    (config, faulty)
}

/// One cell with one client, as the table shows it.
async fn cell(merchant: &Merchant, row: Row, kind: Kind, no: String, blocking: bool) -> String {
    let order = Order { merchant, no };
    order.prepare(kind).await;
    let (config, faulty) = setting(merchant, row);
    let [first, second] = Either::both(|| config.clone());
    let client = if blocking { second } else { first };
    match row {
        Row::Wire(fault) => faulty.then(&[fault]),
        Row::Server(fault) => {
            let rule = json!({ "fault": fault, "operation": operation(kind), "count": 1 });
            assert_eq!(merchant.server.post("faults", &rule).await.status, 200);
        }
        _ => {}
    }
    let result = order.call(kind, &client).await;
    let seen = faulty.take_seen();
    let nonces: HashSet<_> = seen.iter().map(|request| request.nonce.as_str()).collect();
    assert_eq!(nonces.len(), seen.len(), "each try has a nonce of its own: {seen:?}");
    let lines: HashSet<_> = seen.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(lines.len(), 1, "{seen:?}");
    let effects = order.effects(kind).await;
    let shown = show(&result, seen.len());
    let about = format!("{row:?} {kind:?} blocking={blocking}: {shown}, {effects} effects");
    assert!(effects <= 1, "{about}");
    match &result {
        Ok(_) => assert_eq!(effects, usize::from(kind != Kind::Get), "{about}"),
        Err(error) => assert!(effects == 0 || error.may_have_taken_effect(), "{about}"),
    }
    settle(&order, kind, result.is_ok()).await;
    shown
}

/// Whatever was told: who asks how it stands, and calls again if need be, ends in the same place.
async fn settle(order: &Order<'_>, kind: Kind, done: bool) {
    let usual = Either::Async(order.merchant.client.clone());
    if kind == Kind::Repeatable || (!done && order.effects(kind).await == 0) {
        order.call(kind, &usual).await.unwrap();
    }
    assert_eq!(order.effects(kind).await, usize::from(kind != Kind::Get));
}

fn show(result: &Result<u16, Error>, tries: usize) -> String {
    let what = match result {
        Ok(_) => return format!("answered, {tries}×"),
        Err(Error::Api(refusal)) if refusal.code.is_empty() => format!("`Api` {}", refusal.status.as_u16()),
        Err(Error::Api(refusal)) => format!("`Api` {}", refusal.code),
        Err(Error::Transport(transport)) => format!("`Transport` {:?}", transport.kind),
        Err(Error::Signature(_)) => "`Signature`".to_owned(),
        Err(error) => panic!("{error:?}"),
    };
    let doubt = if result.as_ref().is_err_and(Error::may_have_taken_effect) { " **?**" } else { "" };
    format!("{what}, {tries}×{doubt}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_has_its_documented_outcome_and_nothing_is_done_twice() {
    let merchant = Merchant::of("default").await;
    let mut table = String::from("| | GET | POST that may be repeated | other POST |\n| --- | --- | --- | --- |\n");
    for (at, (name, row)) in ROWS.iter().enumerate() {
        write!(table, "| {name} |").unwrap();
        for kind in KINDS {
            let no = |client: &str| format!("{at}-{kind:?}-{client}");
            let told = cell(&merchant, *row, kind, no("async"), false).await;
            let told_blocking = cell(&merchant, *row, kind, no("blocking"), true).await;
            assert_eq!(told, told_blocking, "{name} {kind:?}: both clients say the same");
            write!(table, " {told} |").unwrap();
        }
        table.push('\n');
    }
    for page in ["sdk-faults.md", "sdk-faults.zh-CN.md"] {
        compare(page, &table);
    }
}

/// Holds the table of a page against what came out.
fn compare(page: &str, table: &str) {
    const START: &str = "<!-- table -->\n";
    const END: &str = "<!-- /table -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(START).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if std::env::var_os("PAYSCORE_REWRITE").is_some() {
        std::fs::write(&path, format!("{before}{START}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(written, table, "docs/{page}; PAYSCORE_REWRITE=1 writes it anew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_are_lost_again_and_again_leave_one_order_and_an_honest_error() {
    let merchant = Merchant::of("default").await;
    let timer = Impatient::default();
    let faulty = Faulty::start(merchant.server.base_url());
    let base = || config(&merchant.server, "default").with_base_url(faulty.url()).unwrap().with_timer(timer.clone());
    for (at, client) in Either::both(base).iter().enumerate() {
        faulty.then(&[Fault::ResetAfter; 9]);
        let order = Order { merchant: &merchant, no: format!("lost-{at}") };
        let error = order.call(Kind::Repeatable, client).await.unwrap_err();
        assert!(error.may_have_taken_effect(), "{error:?}");
        assert_eq!(faulty.take_seen().len(), 4);
        assert_eq!(order.effects(Kind::Repeatable).await, 1);
    }
    let waits: Vec<u128> = timer.waits().iter().map(Duration::as_millis).collect();
    assert_eq!(waits, [100, 200, 400, 100, 200, 400], "half of what they may be at most");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_backup_host_takes_over() {
    let merchant = Merchant::of("default").await;
    let (gone, faulty) = (Faulty::closed(merchant.server.base_url()), Faulty::start(merchant.server.base_url()));
    let timer = Impatient::default();
    let base = || {
        let config = config(&merchant.server, "default").with_base_url(gone.url()).unwrap();
        config.with_backup_url(Some(faulty.url())).unwrap().with_timer(timer.clone())
    };
    for (at, client) in Either::both(base).iter().enumerate() {
        let order = Order { merchant: &merchant, no: format!("backup-{at}") };
        order.call(Kind::Repeatable, client).await.unwrap();
        order.call(Kind::Get, client).await.unwrap();
        assert_eq!(faulty.take_seen().len(), 2);
    }
    assert_eq!(timer.waits(), [Duration::ZERO; 2], "once each, and without waiting");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_can_be_turned_off() {
    let merchant = Merchant::of("default").await;
    let faulty = Faulty::start(merchant.server.base_url());
    let base = || {
        let config = config(&merchant.server, "default").with_base_url(faulty.url()).unwrap();
        config.with_retry(RetryPolicy::never()).with_timer(Impatient::default())
    };
    for client in &Either::both(base) {
        faulty.then(&[Fault::BadGateway]);
        let order = Order { merchant: &merchant, no: "once".to_owned() };
        let error = order.call(Kind::Get, client).await.unwrap_err();
        assert_eq!((error.api().map(|it| it.status.as_u16()), faulty.take_seen().len()), (Some(502), 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strangers_serial_causes_few_downloads() {
    let merchant = Merchant::of("default").await;
    let faulty = Faulty::start(merchant.server.base_url());
    let base = || {
        let config = config(&merchant.server, "default").with_base_url(faulty.url()).unwrap();
        // Signed with the certificate, so that its serial can be altered.
        assert!(config.platform_keys().remove(&merchant.server.merchant("default").wechatpay_public_key_id));
        config.with_timer(Impatient::default())
    };
    for client in &Either::both(base) {
        faulty.then(&[Fault::UnknownSerial; 20]);
        let order = Order { merchant: &merchant, no: "once".to_owned() };
        for _ in 0..20 {
            let error = order.call(Kind::Get, client).await.unwrap_err();
            assert!(matches!(error, Error::Signature(_)), "{error:?}");
        }
        assert_eq!((faulty.take_seen().len(), faulty.take_downloads()), (20, 3));
    }
}
