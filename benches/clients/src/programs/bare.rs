//! What no client can do without: sign, write to a socket, read from it, verify. No URL, no header map, no pool.

use super::{Client, Notification, PATH, QUERY, World};
use crate::platform::{KEY_ID, now};
use payscore::wire::{ApiV3Key, Authorization, Envelope, PrivateKey, PublicKey, message};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Runtime;

const ANSWER_BYTES: usize = 16 * 1024;

/// Signing and verifying.
#[derive(Clone)]
struct Signer {
    mchid: String,
    serial_no: String,
    key: PrivateKey,
    platform_key: PublicKey,
    apiv3_key: ApiV3Key,
}

static NONCES: AtomicU64 = AtomicU64::new(0);

impl Signer {
    fn new(world: &World) -> Self {
        Self {
            mchid: world.mchid.clone(),
            serial_no: world.serial_no.clone(),
            key: world.key.clone(),
            platform_key: world.platform_key.clone(),
            apiv3_key: world.apiv3_key.clone(),
        }
    }

    fn request(&self) -> Vec<u8> {
        let [(a, b), (c, d), (e, f)] = QUERY;
        let target = format!("{PATH}?{a}={b}&{c}={d}&{e}={f}");
        let nonce_str = format!("{:032X}", NONCES.fetch_add(1, Ordering::Relaxed));
        let timestamp = now();
        let signature = self.key.sign(&message::request("GET", &target, timestamp, &nonce_str, b""));
        let (algorithm, mchid, serial_no) = (self.key.algorithm(), self.mchid.clone(), self.serial_no.clone());
        let authorization = Authorization { algorithm, mchid, nonce_str, signature, timestamp, serial_no }.format();
        format!(
            "GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\nuser-agent: bench\r\n\
             authorization: {authorization}\r\nwechatpay-serial: {KEY_ID}\r\n\r\n"
        )
        .into_bytes()
    }

    /// Whether the answer is whole; if so it has to be signed.
    fn accepts(&self, answer: &[u8]) -> bool {
        let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
        let text = std::str::from_utf8(&answer[..head]).expect("a head of text");
        let field = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.map(|line| &line[name.len() + 2..]).unwrap_or_else(|| panic!("no {name} in {text}"))
        };
        let body = &answer[head + 4..];
        if body.len() < field("content-length").parse::<usize>().expect("a number") {
            return false;
        }
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        let signed = message::response(field("wechatpay-timestamp"), field("wechatpay-nonce"), body);
        assert!(self.platform_key.verify(&signed, field("wechatpay-signature")));
        true
    }

    fn open(&self, notification: &Notification, count: usize) {
        let field = |name: &str| notification.headers[name].to_str().expect("text");
        for _ in 0..count {
            let body = notification.body.as_bytes();
            let signed = message::response(field("wechatpay-timestamp"), field("wechatpay-nonce"), body);
            assert!(self.platform_key.verify(&signed, field("wechatpay-signature")));
            let envelope: Envelope = serde_json::from_slice(body).expect("an envelope");
            let plaintext = envelope.open(&self.apiv3_key).expect("a plaintext");
            let order: payscore::api::notification::UserConfirm = serde_json::from_slice(&plaintext).expect("an order");
            assert_eq!(order.state, "DOING");
        }
    }
}

/// Threads and blocking sockets.
pub(super) struct Threads {
    signer: Signer,
    address: String,
    idle: Mutex<Vec<TcpStream>>,
}

impl Threads {
    pub(super) fn new(world: &World) -> Self {
        Self { signer: Signer::new(world), address: host(world), idle: Mutex::default() }
    }

    fn ask(&self, stream: &mut TcpStream, answer: &mut [u8]) {
        stream.write_all(&self.signer.request()).expect("a sent request");
        let mut got = 0;
        loop {
            let read = stream.read(&mut answer[got..]).expect("an answer");
            assert!(read > 0, "the connection was closed");
            got += read;
            if self.signer.accepts(&answer[..got]) {
                break;
            }
        }
    }
}

fn host(world: &World) -> String {
    world.url.trim_start_matches("http://").to_owned()
}

impl Client for Threads {
    fn calls(&self, at_a_time: usize, count: usize) {
        let begun = AtomicUsize::new(0);
        let work = || {
            let idle = self.idle.lock().expect("no panic").pop();
            let mut stream = idle.unwrap_or_else(|| {
                let stream = TcpStream::connect(&self.address).expect("a connection");
                stream.set_nodelay(true).expect("a socket option");
                stream
            });
            let mut answer = vec![0; ANSWER_BYTES];
            while begun.fetch_add(1, Ordering::Relaxed) < count {
                self.ask(&mut stream, &mut answer);
            }
            self.idle.lock().expect("no panic").push(stream);
        };
        std::thread::scope(|scope| (0..at_a_time).for_each(|_| drop(scope.spawn(work))));
    }

    fn open(&self, notification: &Notification, count: usize) {
        self.signer.open(notification, count);
    }
}

/// Tasks on a runtime of one thread.
pub(super) struct Tasks {
    signer: Signer,
    address: String,
    idle: Mutex<Vec<tokio::net::TcpStream>>,
    runtime: Runtime,
}

impl Tasks {
    pub(super) fn new(world: &World) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { signer: Signer::new(world), address: host(world), idle: Mutex::default(), runtime }
    }

    async fn connection(&self) -> tokio::net::TcpStream {
        if let Some(stream) = self.idle.lock().expect("no panic").pop() {
            return stream;
        }
        let stream = tokio::net::TcpStream::connect(&self.address).await.expect("a connection");
        stream.set_nodelay(true).expect("a socket option");
        stream
    }
}

async fn ask(signer: Signer, mut stream: tokio::net::TcpStream, count: usize) -> tokio::net::TcpStream {
    let mut answer = vec![0; ANSWER_BYTES];
    for _ in 0..count {
        stream.write_all(&signer.request()).await.expect("a sent request");
        let mut got = 0;
        loop {
            let read = stream.read(&mut answer[got..]).await.expect("an answer");
            assert!(read > 0, "the connection was closed");
            got += read;
            if signer.accepts(&answer[..got]) {
                break;
            }
        }
    }
    stream
}

impl Client for Tasks {
    fn calls(&self, at_a_time: usize, count: usize) {
        self.runtime.block_on(async {
            let mut tasks = Vec::with_capacity(at_a_time);
            for _ in 0..at_a_time {
                let stream = self.connection().await;
                tasks.push(tokio::spawn(ask(self.signer.clone(), stream, count.div_ceil(at_a_time))));
            }
            for task in tasks {
                let stream = task.await.expect("a task that ran to its end");
                self.idle.lock().expect("no panic").push(stream);
            }
        });
    }

    fn open(&self, notification: &Notification, count: usize) {
        self.signer.open(notification, count);
    }
}
