//! kill -9 in the middle of work: whatever was acknowledged is there, and whatever is owed is delivered.
//!
//! The server that is killed runs in a child process: this very test binary, asked for its `child` alone.
#![cfg(unix)]

#[allow(dead_code, reason = "the other test binary uses more of it")]
#[path = "http/client.rs"]
mod client;
#[path = "http/refusals.rs"]
mod refusals;

use client::{Answer, Client, exchange};
use payscore_server::{Config, Server, SystemWall};
use payscore_testkit::Receiver;
use payscore_wire::ApiV3Key;
use payscore_wire::digest::Sha256;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// Tells the child which data folder to serve.
const DATA: &str = "PAYSCORE_CRASH_TEST_DATA";
/// After so many acknowledged acts the child is killed, a different place each round.
const KILL_AFTER: [usize; 4] = [40, 75, 111, 150];
const CALLERS: usize = 8;

/// Serves until killed; passes at once where nobody asks for it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "the server that `acknowledged_means_kept` kills"]
async fn child() {
    let Some(data) = std::env::var_os(DATA) else { return };
    let mut config = Config::new(data);
    config.listen.set_port(0);
    let server = Server::start(config).await.expect("a server");
    println!("listening on {}", server.address());
    std::future::pending::<()>().await;
}

/// A server process; killed when dropped, so that none is left behind by a test that fails.
struct Victim {
    process: Child,
    address: String,
}

impl Victim {
    fn start(data: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().expect("this binary"))
            .args(["child", "--exact", "--ignored", "--nocapture"])
            .env(DATA, data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child process");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let address = output.lines().map_while(Result::ok).find_map(|line| {
            // The test harness may have begun the line with the test's name.
            line.split_once("listening on ").map(|(_, address)| address.to_owned())
        });
        Self { process, address: address.expect("an address") }
    }

    /// SIGKILL: nothing is flushed, nobody says goodbye.
    fn kill(&mut self) {
        self.process.kill().expect("a running child");
        self.process.wait().expect("an end");
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the server said of an order: its number, and how far it had come.
#[derive(Default)]
struct Acknowledged {
    acts: AtomicUsize,
    orders: Mutex<BTreeMap<String, Order>>,
    enough: Notify,
}

#[derive(Debug, Clone)]
struct Order {
    order_id: Value,
    confirmed: bool,
    completed: bool,
}

impl Acknowledged {
    fn note(&self, kill_after: usize, number: &str, change: impl FnOnce(Option<Order>) -> Order) {
        let mut orders = self.orders.lock().expect("no panic");
        let order = change(orders.remove(number));
        orders.insert(number.to_owned(), order);
        if self.acts.fetch_add(1, Ordering::SeqCst) + 1 == kill_after {
            self.enough.notify_one();
        }
    }
}

/// What the calls of this merchant say.
struct Merchant {
    client: Client,
    file: Value,
    notify_url: String,
}

impl Merchant {
    fn new(data: &Path, address: &str, notify_url: &str) -> Self {
        let folder = data.join("merchants/default");
        let json = std::fs::read_to_string(folder.join("merchant.json")).expect("merchant.json");
        Self {
            client: Client::new(&folder, address, Arc::new(SystemWall)),
            file: serde_json::from_str(&json).expect("JSON"),
            notify_url: notify_url.to_owned(),
        }
    }

    async fn create(&self, number: &str) -> std::io::Result<Answer> {
        let body = json!({
            "out_order_no": number,
            "appid": self.file["appid"],
            "service_id": self.file["services"][0]["service_id"],
            "service_introduction": "充电宝租借",
            "time_range": { "start_time": "20260101", "end_time": "20260101" },
            "risk_fund": { "name": "DEPOSIT", "amount": 10_000 },
            "notify_url": self.notify_url,
        });
        self.client.request("POST", "/v3/payscore/serviceorder").json(&body).try_send().await
    }

    async fn confirm(&self, number: &str) -> std::io::Result<Answer> {
        let mchid = &self.client.mchid;
        let head = "Host: localhost\r\nContent-Length: 0\r\nConnection: close";
        let request = format!("POST /_payscore/orders/{mchid}/{number}/confirm HTTP/1.1\r\n{head}\r\n\r\n");
        exchange(&self.client.address, request.as_bytes()).await
    }

    async fn complete(&self, number: &str) -> std::io::Result<Answer> {
        let body = json!({
            "appid": self.file["appid"],
            "service_id": self.file["services"][0]["service_id"],
            "post_payments": [{ "name": "租借费", "amount": 300 }],
            "total_amount": 300,
        });
        let target = format!("/v3/payscore/serviceorder/{number}/complete");
        self.client.request("POST", target).json(&body).try_send().await
    }

    async fn query(&self, number: &str) -> Answer {
        let service_id = self.file["services"][0]["service_id"].as_str().expect("a service");
        let appid = self.file["appid"].as_str().expect("an appid");
        let key = format!("service_id={service_id}&appid={appid}&out_order_no={number}");
        self.client.get(format!("/v3/payscore/serviceorder?{key}")).await
    }
}

/// Order after order through its life, until the server is gone.
async fn work(merchant: &Merchant, acknowledged: &Acknowledged, kill_after: usize, name: &str) {
    for n in 0.. {
        let number = format!("{name}-{n}");
        let Ok(created) = merchant.create(&number).await else { return };
        assert_eq!(created.status, 200, "{}", created.text());
        let order_id = created.json()["order_id"].clone();
        acknowledged.note(kill_after, &number, |_| Order { order_id, confirmed: false, completed: false });
        // Every third order is left as it was created.
        if n % 3 == 2 {
            continue;
        }
        let Ok(confirmed) = merchant.confirm(&number).await else { return };
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        acknowledged.note(kill_after, &number, |order| Order { confirmed: true, ..order.expect("created") });
        let Ok(completed) = merchant.complete(&number).await else { return };
        assert_eq!(completed.status, 200, "{}", completed.text());
        acknowledged.note(kill_after, &number, |order| Order { completed: true, ..order.expect("created") });
    }
}

#[tokio::test]
async fn what_was_answered_before_a_kill_is_not_answered_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut victim = Victim::start(folder.path());
    let merchant = Merchant::new(folder.path(), &victim.address, "http://127.0.0.1:9/notify");
    let call = merchant.client.request("GET", "/v3/certificates").bytes();
    assert_eq!(exchange(&victim.address, &call).await.expect("an answer").status, 200);
    victim.kill();
    let next = Victim::start(folder.path());
    let again = exchange(&next.address, &call).await.expect("an answer");
    assert_eq!(again.status, 401);
    assert!(again.text().contains("nonce_str"), "{}", again.text());
}

/// One round: work, kill, start again in this process, look at everything that was acknowledged.
async fn round(data: &Path, receiver: &Receiver, number: usize, told: &mut BTreeSet<(String, String)>) {
    let mut victim = Victim::start(data);
    let merchant = Merchant::new(data, &victim.address, receiver.url());
    let acknowledged = Acknowledged::default();
    let kill_after = KILL_AFTER[number];
    let names: Vec<String> = (0..CALLERS).map(|caller| format!("r{number}-c{caller}")).collect();
    let callers = names.iter().map(|name| work(&merchant, &acknowledged, kill_after, name));
    let killing = async {
        acknowledged.enough.notified().await;
        victim.kill();
    };
    tokio::join!(futures_util::future::join_all(callers), killing);

    let mut config = Config::new(data);
    config.listen.set_port(0);
    let server = Server::start(config).await.expect("a start after the kill");
    let merchant = Merchant::new(data, &server.address().to_string(), receiver.url());
    let orders = acknowledged.orders.into_inner().expect("no panic");
    assert!(orders.len() >= kill_after / 3, "there was work: {}", orders.len());
    let mut owed = BTreeSet::new();
    for (number, order) in &orders {
        let found = merchant.query(number).await;
        assert_eq!(found.status, 200, "{number} was acknowledged and is gone");
        let found = found.json();
        assert_eq!(found["order_id"], order.order_id, "{number}");
        let state = found["state"].as_str().expect("a state");
        // What was asked for last may have been done without having been acknowledged.
        let possible: &[&str] = match order {
            Order { completed: true, .. } => &["DONE"],
            Order { confirmed: true, .. } => &["DOING", "DONE"],
            _ => &["CREATED", "DOING"],
        };
        assert!(possible.contains(&state), "{number} is {state}, acknowledged was {order:?}");
        if order.confirmed {
            owed.insert((number.clone(), "PAYSCORE.USER_CONFIRM".to_owned()));
        }
        if order.completed {
            owed.insert((number.clone(), "PAYSCORE.USER_PAID".to_owned()));
        }
    }
    let key = ApiV3Key::new(merchant.file["apiv3_key"].as_str().expect("a key")).expect("an APIv3 key");
    while !owed.is_subset(told) {
        told.insert(read(&key, &receiver.next().await.body));
    }
    server.stop().await;
}

/// The serials that a merchant's folder and the platform's know.
fn serials(data: &Path) -> (String, usize) {
    let json = std::fs::read_to_string(data.join("merchants/default/merchant.json")).expect("merchant.json");
    let file: Value = serde_json::from_str(&json).expect("a whole file");
    let certificates = std::fs::read_dir(data.join("platform/certificates")).expect("a folder").count();
    (file["platform_serial_no"].as_str().expect("a serial").to_owned(), certificates)
}

/// A new platform certificate, asked for and killed: when the answer is there, when the merchants are told, when its
/// key is half written. Whatever had come of it, the next start is whole, and what was acknowledged is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_is_whole_or_never_was() {
    let data = tempfile::tempdir().expect("a temporary folder");
    // The last one may leave a rotation half done, of which a next round would find the rest only.
    for round in ["answered", "merchants told", "key written"] {
        let mut victim = Victim::start(data.path());
        let (old, held) = serials(data.path());
        let head = "Host: localhost\r\nContent-Length: 13\r\nConnection: close";
        let request = format!("POST /_payscore/platform/rotate HTTP/1.1\r\n{head}\r\n\r\n{{\"now\": true}}");
        let address = victim.address.clone();
        let answer = tokio::spawn(async move { exchange(&address, request.as_bytes()).await });
        match round {
            "answered" => {
                let answer = answer.await.expect("no panic").expect("an answer");
                assert_eq!(answer.status, 200, "{}", answer.text());
            }
            "key written" => wait_for(|| serials(data.path()).1 > held || serials(data.path()).0 != old).await,
            _ => wait_for(|| serials(data.path()).0 != old).await,
        }
        victim.kill();

        let mut config = Config::new(data.path());
        config.listen.set_port(0);
        let server = Server::start(config).await.expect("a start after the kill");
        let (new, _) = serials(data.path());
        assert!(round == "key written" || new != old, "{round}: acknowledged, and not kept");
        let client =
            Client::new(&data.path().join("merchants/default"), &server.address().to_string(), Arc::new(SystemWall));
        let answer = client.get("/v3/certificates").await;
        assert_eq!((answer.status, answer.header("Wechatpay-Serial")), (200, new.as_str()), "{round}");
        server.stop().await;
    }
}

async fn wait_for(mut happened: impl FnMut() -> bool) {
    let waiting = async {
        while !happened() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("within 20 s");
}

/// Of which order a callback tells, and what.
fn read(key: &ApiV3Key, body: &[u8]) -> (String, String) {
    let envelope: Value = serde_json::from_slice(body).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let resource = &envelope["resource"];
    let plaintext = key
        .open(&text(&resource["nonce"]), &text(&resource["associated_data"]), &text(&resource["ciphertext"]))
        .expect("it opens");
    let order: Value = serde_json::from_slice(&plaintext).expect("JSON");
    (text(&order["out_order_no"]), text(&envelope["event_type"]))
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_means_kept() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let receiver = Receiver::start().await;
    let mut told = BTreeSet::new();
    for number in 0..KILL_AFTER.len() {
        round(data.path(), &receiver, number, &mut told).await;
    }
}

/// Uploads one picture after another until the server is gone; what was acknowledged.
async fn upload_until_killed(client: &Client, name: usize, enough: &Notify) -> Vec<String> {
    let mut kept = Vec::new();
    for n in 0.. {
        let file = format!("BM{name}-{}", n / 2);
        let meta = json!({ "filename": "a.bmp", "sha256": Sha256::of(file.as_bytes()) }).to_string();
        let disposition = "Content-Disposition: form-data; name";
        let body = format!(
            "--x\r\n{disposition}=\"meta\"\r\n\r\n{meta}\r\n--x\r\n{disposition}=\"file\"; filename=\"a.bmp\"\r\n\r\n{file}\r\n--x--\r\n"
        );
        let request = client
            .request("POST", "/v3/merchant/media/upload")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .body(body)
            .signing_body(meta);
        let Ok(answer) = request.try_send().await else { break };
        assert_eq!(answer.status, 200, "{}", answer.text());
        kept.push(format!("{} {file}", answer.json()["media_id"].as_str().expect("an id")));
        if kept.len() == 8 {
            enough.notify_one();
        }
    }
    kept
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_upload_is_kept_as_a_whole() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut victim = Victim::start(data.path());
    let client = Client::new(&data.path().join("merchants/default"), &victim.address, Arc::new(SystemWall));
    let enough = Notify::new();
    let uploading = (0..CALLERS).map(|caller| upload_until_killed(&client, caller, &enough));
    let killing = async {
        enough.notified().await;
        victim.kill();
    };
    let (kept, ()) = tokio::join!(futures_util::future::join_all(uploading), killing);

    let mut config = Config::new(data.path());
    config.listen.set_port(0);
    let server = Server::start(config).await.expect("a start after the kill");
    let kept = kept.concat();
    assert!(kept.len() >= CALLERS, "there was work: {}", kept.len());
    for (media_id, file) in kept.iter().map(|kept| kept.split_once(' ').expect("an id and a file")) {
        let request =
            format!("GET /_payscore/media/{media_id} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = exchange(&server.address().to_string(), request.as_bytes()).await.expect("an answer");
        assert_eq!((answer.status, answer.text()), (200, file.to_owned()), "acknowledged and gone");
    }
    server.stop().await;
}
