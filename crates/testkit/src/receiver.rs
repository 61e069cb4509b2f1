//! A merchant's notify endpoint that keeps what it gets.

use crate::PATIENCE;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

/// A callback as it came in.
#[derive(Debug, Clone)]
pub struct Callback {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, still encrypted.
    pub body: Bytes,
}

/// A notify endpoint on a free port. It ends when dropped.
pub struct Receiver {
    url: String,
    status: Arc<AtomicU16>,
    callbacks: Mutex<mpsc::UnboundedReceiver<Callback>>,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Inbox {
    status: Arc<AtomicU16>,
    sender: mpsc::UnboundedSender<Callback>,
}

impl Receiver {
    /// Listens, and answers 204 to whatever comes.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/notify", listener.local_addr().expect("a bound port"));
        let (sender, callbacks) = mpsc::unbounded_channel();
        let status = Arc::new(AtomicU16::new(204));
        let inbox = Inbox { status: status.clone(), sender };
        let router = Router::new().fallback(take).with_state(inbox);
        let task = tokio::spawn(async move {
            // Ends with the task; an error while serving shows as a callback that never comes.
            let _ = axum::serve(listener, router).await;
        });
        Self { url, status, callbacks: Mutex::new(callbacks), task }
    }

    /// The address to give as `notify_url`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on answers with this HTTP status.
    pub fn answer_with(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// The next callback.
    ///
    /// # Panics
    /// When none comes within 20 s.
    pub async fn next(&self) -> Callback {
        let mut callbacks = self.callbacks.lock().await;
        let next = tokio::time::timeout(PATIENCE, callbacks.recv()).await;
        next.expect("a callback within 20 s").expect("a receiver that runs")
    }

    /// Whether a callback has come that nobody has taken.
    pub async fn is_empty(&self) -> bool {
        self.callbacks.lock().await.is_empty()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let _ = inbox.sender.send(Callback { headers, body });
    StatusCode::from_u16(inbox.status.load(Ordering::SeqCst)).unwrap_or(StatusCode::NO_CONTENT)
}
