//! The server under callgrind, a process of its own, and who asks it: one request at a time, from outside, so that the
//! load is not counted.

use payscore_benches::callgrind::Profile;
use payscore_benches::load;
use payscore_server::{Config, Door, Entropy, Server};
use payscore_testkit::ManualWall;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const DATA: &str = "BENCH_DATA";
const NOW: &str = "BENCH_NOW";

/// Fewer than the warm-up has, so that the journal is full, and drops as much as it takes in, when counting begins.
const JOURNAL: usize = 100;

/// Whether this process is the counted server.
pub(crate) fn is_this() -> bool {
    std::env::var_os(DATA).is_some()
}

/// A running server, its instructions counted.
pub(crate) struct Counted {
    process: Child,
    orders: Option<ChildStdin>,
    words: BufReader<ChildStdout>,
    connection: TcpStream,
    profiles: TempDir,
    taken: usize,
}

impl Counted {
    /// On a provided data folder, its wall clock standing at `now`.
    pub(crate) fn start(data: &Path, now: i64) -> Self {
        let profiles = tempfile::tempdir().expect("a folder");
        let mut process = Command::new("valgrind")
            .args(["--tool=callgrind", "--quiet", "--compress-strings=no", "--compress-pos=no"])
            // A file each time that this function is entered, and the counts begin anew.
            .arg(format!("--dump-before=*{}*", stringify!(interval_ends)))
            .arg(format!("--callgrind-out-file={}", profiles.path().join("profile").display()))
            .arg(std::env::current_exe().expect("a program"))
            .env(DATA, data)
            .env(NOW, now.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("valgrind");
        let orders = process.stdin.take();
        let mut words = BufReader::new(process.stdout.take().expect("a pipe"));
        let address = line(&mut words).parse::<SocketAddr>().expect("an address");
        let connection = TcpStream::connect(address).expect("a connection");
        connection.set_nodelay(true).expect("a socket option");
        Self { process, orders, words, connection, profiles, taken: 0 }
    }

    /// Sends each request when the one before is answered.
    pub(crate) fn ask(&mut self, requests: &[Vec<u8>]) {
        for request in requests {
            load::ask(&mut self.connection, request);
        }
    }

    /// What was executed since the last time, or the start.
    pub(crate) fn profile(&mut self) -> Profile {
        let orders = self.orders.as_mut().expect("open until this is dropped");
        writeln!(orders, "profile").and_then(|()| orders.flush()).expect("a running server");
        assert_eq!(line(&mut self.words), "done");
        self.taken += 1;
        let path = self.profiles.path().join(format!("profile.{}", self.taken));
        Profile::parse(&std::fs::read_to_string(path).expect("a profile"))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        // The end of its input is the end of the server.
        drop(self.orders.take());
        let _ = self.process.wait();
    }
}

fn line(words: &mut impl BufRead) -> String {
    let mut line = String::new();
    let read = words.read_line(&mut line).expect("readable words");
    assert!(read > 0, "the counted server has ended: see above");
    line.trim().to_owned()
}

/// The server's side: one thread, and whichever its store has.
pub(crate) fn serve() {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let mut config = Config::new(variable(DATA));
    config.listen.set_port(0);
    (config.tls, config.proxy) = (Door::Closed, Door::Closed);
    config.journal = JOURNAL;
    config.wall = Arc::new(ManualWall::new(variable(NOW).parse().expect("a time")));
    config.entropy = Arc::new(Replayed(AtomicU64::new(1)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let server = Server::start(config).await.expect("a server");
        tell(&server.address().to_string());
        let (sender, ended) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            for order in std::io::stdin().lock().lines() {
                interval_ends(&order.expect("an order"));
                tell("done");
            }
            sender.send(()).expect("a server to stop");
        });
        ended.await.expect("an end");
        server.stop().await;
    });
}

fn tell(word: &str) {
    println!("{word}");
    std::io::stdout().flush().expect("somebody who reads");
}

/// Where valgrind writes a profile.
#[inline(never)]
fn interval_ends(order: &str) {
    black_box(order);
}

/// The same random bytes in every run.
struct Replayed(AtomicU64);

impl Entropy for Replayed {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64.
            let mut mixed = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}
