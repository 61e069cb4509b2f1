//! Delivering notifications, against what it cannot do without: one RSA signature each.
//!
//! A backlog is sent to a receiver that answers as soon as a request has ended. Measured is the CPU time of this process
//! without the receiver's, which is another process: signing, encryption, HTTP, sockets, and the writing of each attempt.

use payscore_domain::notification::{EventType, Notification, Phase};
use payscore_domain::{Mchid, Moment};
use payscore_store::{Change, SqliteStore, Store};
use payscore_testkit::TestServer;
use payscore_wire::PrivateKey;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Asks this very program to be the receiver.
const RECEIVER: &str = "--receive";
const ANSWER: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";
/// A kilobyte, as a notification of an order has.
const PLAINTEXT_BYTES: usize = 1024;

fn main() {
    let mut arguments = std::env::args();
    if arguments.any(|argument| argument == RECEIVER) {
        return receive(arguments.next().and_then(|count| count.parse().ok()).expect("a count"));
    }
    let smoke = std::env::args().any(|argument| argument == "--test");
    let (rounds, count) = if smoke { (1, 64) } else { (5, 10_000) };
    let mut receiver = Receiver::start(count);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    println!("| delivered | CPU µs each | signing alone | beside signing | of the signing limit | per second |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: |");
    for _ in 0..rounds {
        let signing = sign(if smoke { 20 } else { 4_000 });
        let (cpu, wall) = runtime.block_on(deliver(&mut receiver, count));
        let each = cpu.as_secs_f64() * 1e6 / count as f64;
        let (beside, share) = (each - signing, signing / each);
        let rate = count as f64 / wall.as_secs_f64();
        println!("| {count} | {each:.0} | {signing:.0} | {beside:.0} | {share:.2} | {rate:.0} |");
    }
    receiver.process.kill().expect("it runs");
    receiver.process.wait().expect("it ends");
}

/// CPU µs for one signature.
fn sign(count: u32) -> f64 {
    let key = PrivateKey::generate().expect("a key");
    let message = vec![b'x'; PLAINTEXT_BYTES * 2];
    let before = cpu_time();
    (0..count).for_each(|_| drop(black_box(key.sign(black_box(&message)))));
    (cpu_time() - before).as_secs_f64() * 1e6 / f64::from(count)
}

/// CPU time and wall time from the start of a server that owes so many until all are delivered, and it has stopped.
async fn deliver(receiver: &mut Receiver, count: usize) -> (Duration, Duration) {
    let mut server = TestServer::start().await;
    let mchid = server.merchant("default").mchid;
    let database = server.data().join("payscore.db");
    server.stop().await;
    let store = SqliteStore::open(&database).expect("nobody has it");
    for start in (0..count).step_by(1000) {
        let notifications = (start..count.min(start + 1000)).map(|n| notification(&mchid, &receiver.url, n)).collect();
        store.commit(Change { notifications, ..Change::default() }).await.expect("it commits");
    }
    store.close().expect("it closes");
    drop(store);
    let (before, begun) = (cpu_time(), Instant::now());
    server.restart().await;
    receiver.answered();
    // What is under way is recorded, and what is in the log is in the database.
    server.stop().await;
    (cpu_time() - before, begun.elapsed())
}

fn notification(mchid: &str, url: &str, n: usize) -> Notification {
    let now = Moment::from_unix(1_700_000_000);
    Notification {
        id: format!("{n:08}-367e-51d2-a370-9d77eb585d4e"),
        mchid: Mchid::from(mchid),
        subject: format!("bench-{n}"),
        event_type: EventType::UserPaid,
        url: url.to_owned(),
        created_at: now,
        plaintext: format!(r#"{{"out_order_no":"bench-{n}","attach":"{}"}}"#, "x".repeat(PLAINTEXT_BYTES - 50)),
        phase: Phase::new(true, now),
    }
}

/// The receiver's process.
struct Receiver {
    process: Child,
    output: BufReader<ChildStdout>,
    url: String,
}

impl Receiver {
    fn start(count: usize) -> Self {
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args([RECEIVER, &count.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let (mut output, mut url) = (BufReader::new(process.stdout.take().expect("its output")), String::new());
        output.read_line(&mut url).expect("its address");
        Self { process, output, url: url.trim().to_owned() }
    }

    /// Waits until it has answered so many more as it was told at its start.
    fn answered(&mut self) {
        self.output.read_line(&mut String::new()).expect("it runs");
    }
}

/// Says where it listens and each time that it has answered `count`, until its parent is gone.
fn receive(count: usize) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("http://{}/notify", listener.local_addr().expect("an address"));
    let answered = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answered = answered.clone();
            std::thread::spawn(move || answer(stream, &answered, count));
        }
    });
    let _ = std::io::stdin().read(&mut [0]);
}

/// Bodies end in `}`, and nothing follows before the answer.
fn answer(mut stream: TcpStream, answered: &AtomicUsize, count: usize) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read) = stream.read(&mut buffer)
        && read > 0
    {
        if buffer[read - 1] != b'}' {
            continue;
        }
        if stream.write_all(ANSWER).is_err() {
            return;
        }
        if (answered.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(count) {
            println!("answered");
        }
    }
}

/// Of all threads of this process, by the kernel's account: user and system ticks of 10 ms.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
