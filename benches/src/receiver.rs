//! Where notifications go: reads them, counts them, answers without looking.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A merchant's endpoint, on the runtime that it was opened on.
#[derive(Clone)]
pub struct Receiver {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    refusing: AtomicBool,
    accepted: AtomicUsize,
    refused: AtomicUsize,
    bytes: AtomicUsize,
}

impl Receiver {
    /// Opens one that takes whatever comes.
    ///
    /// # Panics
    /// Without a free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let receiver = Self { address: listener.local_addr().expect("a bound port"), seen: Arc::default() };
        let seen = receiver.seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(serve(stream, seen.clone()));
            }
        });
        receiver
    }

    /// Its address, as a `notify_url`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/notify", self.address)
    }

    /// From now on it answers 500, or 204 again.
    pub fn refuse(&self, refusing: bool) {
        self.seen.refusing.store(refusing, Ordering::SeqCst);
    }

    /// How many it has taken so far.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.seen.accepted.load(Ordering::SeqCst)
    }

    /// How many it has refused so far.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.seen.refused.load(Ordering::SeqCst)
    }

    /// How long the last one was, in bytes, head and body.
    #[must_use]
    pub fn last_bytes(&self) -> usize {
        self.seen.bytes.load(Ordering::SeqCst)
    }

    /// Waits until a count is as high as that; when it was.
    pub async fn wait(&self, count: fn(&Self) -> usize, least: usize) -> Instant {
        while count(self) < least {
            tokio::task::yield_now().await;
        }
        Instant::now()
    }
}

async fn serve(mut stream: TcpStream, seen: Arc<Seen>) {
    let (mut text, mut got) = (vec![0; 16 * 1024], 0);
    loop {
        match stream.read(&mut text[got..]).await {
            Ok(read) if read > 0 => got += read,
            _ => return,
        }
        if !crate::load::is_whole(&text[..got]) {
            continue;
        }
        seen.bytes.store(got, Ordering::SeqCst);
        got = 0;
        let (answer, count) = if seen.refusing.load(Ordering::SeqCst) {
            ("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", &seen.refused)
        } else {
            ("HTTP/1.1 204 No Content\r\n\r\n", &seen.accepted)
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
        count.fetch_add(1, Ordering::SeqCst);
    }
}
