//! Requests signed beforehand, so that the load costs next to nothing while it runs.

use payscore_testkit::MerchantFile;
use payscore_wire::{Authorization, PrivateKey, message};
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Who signs.
pub struct Merchant {
    /// The merchant number.
    pub mchid: String,
    /// The certificate's serial number.
    pub serial_no: String,
    /// The private key.
    pub key: PrivateKey,
}

impl Merchant {
    /// As a server has written it into `folder`.
    ///
    /// # Panics
    /// When it has not.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let file: MerchantFile = serde_json::from_str(&read("merchant.json")).expect("a readable merchant.json");
        let key = PrivateKey::from_pem(&read("apiclient_key.pem")).expect("a usable key");
        Self { mchid: file.mchid, serial_no: file.serial_no, key }
    }

    /// One request as it goes over the wire. `nonce` must not have been used.
    pub fn request(&self, method: &str, target: &str, nonce: &str, body: &str) -> Vec<u8> {
        let timestamp = now();
        let signed = message::request(method, target, timestamp, nonce, body.as_bytes());
        let authorization = Authorization {
            algorithm: self.key.algorithm(),
            mchid: self.mchid.clone(),
            nonce_str: nonce.to_owned(),
            signature: self.key.sign(&signed),
            timestamp,
            serial_no: self.serial_no.clone(),
        };
        format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: bench\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nAuthorization: {}\r\n\r\n{body}",
            body.len(),
            authorization.format()
        )
        .into_bytes()
    }
}

/// Seconds since the epoch.
#[must_use]
pub fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// Sends one request; its answer, head and body.
///
/// # Panics
/// As [`run`] does.
pub fn ask(stream: &mut std::net::TcpStream, request: &[u8]) -> String {
    stream.write_all(request).expect("a sent request");
    let (mut answer, mut got) = (vec![0; 16 * 1024], 0);
    while !is_whole(&answer[..got]) {
        let read = stream.read(&mut answer[got..]).expect("an answer");
        assert!(read > 0, "the server closed the connection");
        got += read;
    }
    answer.truncate(got);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(is_good(answer.as_bytes()), "{answer}");
    answer
}

/// Whether something at `address` takes a connection and answers this request well.
#[must_use]
pub fn answers(address: SocketAddr, request: &[u8]) -> bool {
    let asked = || -> std::io::Result<bool> {
        let mut stream = std::net::TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(request)?;
        let (mut answer, mut got) = (vec![0; 16 * 1024], 0);
        while !is_whole(&answer[..got]) {
            match stream.read(&mut answer[got..])? {
                0 => return Ok(false),
                read => got += read,
            }
        }
        Ok(is_good(&answer))
    };
    asked().unwrap_or(false)
}

/// Sends every request over `connections` kept-alive connections; how long it took.
///
/// # Panics
/// When a connection breaks, or an answer is not 200: a benchmark of failures would be worthless.
pub async fn run(address: SocketAddr, requests: Vec<Vec<u8>>, connections: usize) -> Duration {
    run_lives(address, requests.into_iter().map(|request| vec![request]).collect(), connections).await
}

/// Sends requests of which each has to wait for the one before it in its life: a life stays on one connection.
///
/// # Panics
/// As [`run`] does.
pub async fn run_lives(address: SocketAddr, lives: Vec<Vec<Vec<u8>>>, connections: usize) -> Duration {
    let lives = Arc::new(lives);
    let next = Arc::new(AtomicUsize::new(0));
    let streams = connect(address, connections).await;
    let started = Instant::now();
    let tasks: Vec<_> =
        streams.into_iter().map(|stream| tokio::spawn(drive(stream, lives.clone(), next.clone()))).collect();
    for task in tasks {
        task.await.expect("a connection that ran to its end");
    }
    started.elapsed()
}

async fn connect(address: SocketAddr, connections: usize) -> Vec<TcpStream> {
    let mut streams = Vec::with_capacity(connections);
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("a socket option");
        streams.push(stream);
    }
    streams
}

async fn drive(mut stream: TcpStream, lives: Arc<Vec<Vec<Vec<u8>>>>, next: Arc<AtomicUsize>) {
    let mut answer = vec![0; 16 * 1024];
    while let Some(life) = lives.get(next.fetch_add(1, Ordering::Relaxed)) {
        for request in life {
            exchange(&mut stream, request, &mut answer).await;
        }
    }
}

async fn exchange(stream: &mut TcpStream, request: &[u8], answer: &mut [u8]) {
    stream.write_all(request).await.expect("a sent request");
    let mut got = 0;
    while !is_whole(&answer[..got]) {
        let read = stream.read(&mut answer[got..]).await.expect("an answer");
        assert!(read > 0, "the server closed the connection");
        got += read;
    }
    assert!(is_good(answer), "{}", String::from_utf8_lossy(&answer[..got]));
}

/// Sends each request at its moment, whether those before it are answered or not, on whichever connection is free, and
/// says how long after that moment it was answered. Keeps its thread's processor busy: timers are too coarse for this.
///
/// # Panics
/// As [`run`] does.
pub async fn run_paced(
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
    moments: Vec<Duration>,
    connections: usize,
) -> Vec<Duration> {
    let idle = Arc::new(Mutex::new(connect(address, connections).await));
    let mut running = Vec::with_capacity(requests.len());
    let started = Instant::now();
    for (request, moment) in requests.into_iter().zip(moments) {
        while started.elapsed() < moment {
            tokio::task::yield_now().await;
        }
        let mut stream = loop {
            if let Some(stream) = idle.lock().expect("no panic").pop() {
                break stream;
            }
            // It waits all the same, counted from its moment.
            tokio::task::yield_now().await;
        };
        let idle = idle.clone();
        running.push(tokio::spawn(async move {
            exchange(&mut stream, &request, &mut vec![0; 16 * 1024]).await;
            let late = started.elapsed() - moment;
            idle.lock().expect("no panic").push(stream);
            late
        }));
    }
    let mut waited = Vec::with_capacity(running.len());
    for task in running {
        waited.push(task.await.expect("an answer"));
    }
    waited
}

fn is_good(answer: &[u8]) -> bool {
    answer.starts_with(b"HTTP/1.1 200")
}

/// Whether head and body are all there.
pub(crate) fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    let length =
        text.split("\r\n").find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
    answer.len() >= head + 4 + length.unwrap_or(0)
}
