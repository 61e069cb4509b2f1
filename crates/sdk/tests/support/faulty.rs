//! A server's address at which things go wrong: it passes requests on to a real server, and breaks the exchange as told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;

/// What becomes of one exchange. Downloads of certificates always pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    Pass,
    /// The server believes that it was asked under another name.
    OtherHost,
    /// The server does as asked; the last byte of its answer is another one.
    AlteredEnd,
    /// The connection is reset before the server sees the request.
    ResetBefore,
    /// The server does as asked, and the connection is reset before its answer is sent on.
    ResetAfter,
    /// The server does as asked, and nothing comes back.
    Silence,
    /// The server does as asked, and a gateway answers in its stead.
    BadGateway,
    /// The server does as asked; half of its answer comes back.
    HalfAnswer,
    /// The server does as asked; its answer's signature is another one.
    WrongSignature,
    /// The server does as asked; its answer names a key that does not exist.
    UnknownSerial,
}

/// A request as it came by.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Method and target.
    pub(crate) line: String,
    pub(crate) nonce: String,
}

#[derive(Default)]
struct State {
    script: VecDeque<Fault>,
    seen: Vec<Seen>,
    downloads: usize,
}

/// The address. It ends with its runtime.
pub(crate) struct Faulty {
    url: String,
    target: String,
    closed: Mutex<Option<TcpSocket>>,
    runtime: Handle,
    state: Arc<Mutex<State>>,
}

impl Faulty {
    /// An address that passes on to `base_url`.
    pub(crate) fn start(base_url: &str) -> Arc<Self> {
        let faulty = Self::closed(base_url);
        faulty.open();
        faulty
    }

    /// The same, refusing connections for now.
    pub(crate) fn closed(base_url: &str) -> Arc<Self> {
        let socket = TcpSocket::new_v4().unwrap();
        // Bound, so that nobody else gets the port, and not listening.
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        Arc::new(Self {
            url: format!("http://{}", socket.local_addr().unwrap()),
            target: base_url.trim_start_matches("http://").to_owned(),
            closed: Mutex::new(Some(socket)),
            runtime: Handle::current(),
            state: Arc::default(),
        })
    }

    /// Takes connections from now on.
    pub(crate) fn open(&self) {
        let Some(socket) = self.closed.lock().unwrap().take() else { return };
        let _in_runtime = self.runtime.enter();
        let listener = socket.listen(64).unwrap();
        self.runtime.spawn(serve(listener, self.target.parse().unwrap(), self.state.clone()));
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What becomes of the next exchanges. Those after them pass.
    pub(crate) fn then(&self, faults: &[Fault]) {
        self.state.lock().unwrap().script = faults.iter().copied().collect();
    }

    /// The requests since the last time, those for certificates apart.
    pub(crate) fn take_seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state.lock().unwrap().seen)
    }

    /// How often certificates were downloaded since they were last counted.
    pub(crate) fn downloads(&self) -> usize {
        self.state.lock().unwrap().downloads
    }

    /// The same, starting to count anew.
    pub(crate) fn take_downloads(&self) -> usize {
        std::mem::take(&mut self.state.lock().unwrap().downloads)
    }
}

async fn serve(listener: TcpListener, target: SocketAddr, state: Arc<Mutex<State>>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(exchange(client, target, state.clone()));
    }
}

/// The exchanges of one connection.
async fn exchange(mut client: TcpStream, target: SocketAddr, state: Arc<Mutex<State>>) {
    while let Some(request) = read_message(&mut client).await {
        let fault = note(&request, &state);
        if fault == Some(Fault::ResetBefore) {
            client.set_zero_linger().unwrap();
            return;
        }
        let request = if fault == Some(Fault::OtherHost) { under_another_name(&request) } else { request };
        let mut server = TcpStream::connect(target).await.unwrap();
        server.write_all(&request).await.unwrap();
        let Some(answer) = read_message(&mut server).await else { return };
        match fault {
            Some(Fault::ResetAfter) => {
                client.set_zero_linger().unwrap();
                return;
            }
            Some(Fault::Silence) => {
                // Until the client hangs up.
                let _ = client.read(&mut [0]).await;
                return;
            }
            Some(Fault::HalfAnswer) => {
                client.write_all(&answer[..answer.len() - 2]).await.unwrap();
                return;
            }
            _ => {
                if client.write_all(&altered(&answer, fault)).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn note(request: &[u8], state: &Mutex<State>) -> Option<Fault> {
    let head = head(request);
    let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let mut state = state.lock().unwrap();
    if line.ends_with(" /v3/certificates") {
        state.downloads += 1;
        return None;
    }
    let nonce = head.split_once("nonce_str=\"").and_then(|(_, rest)| rest.split_once('"'));
    let nonce = nonce.map(|(nonce, _)| nonce.to_owned()).unwrap_or_default();
    state.seen.push(Seen { line, nonce });
    state.script.pop_front()
}

fn under_another_name(request: &[u8]) -> Vec<u8> {
    let head = head(request);
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("host: ")).expect("a host");
    let mut altered = head.replacen(line, "Host: pay.example", 1).into_bytes();
    altered.extend_from_slice(&request[head.len()..]);
    altered
}

fn altered(answer: &[u8], fault: Option<Fault>) -> Vec<u8> {
    let name = match fault {
        Some(Fault::AlteredEnd) => {
            let mut altered = answer.to_vec();
            *altered.last_mut().unwrap() ^= 1;
            return altered;
        }
        Some(Fault::BadGateway) => return b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 6\r\n\r\n<html>".to_vec(),
        Some(Fault::WrongSignature) => "Wechatpay-Signature: ",
        Some(Fault::UnknownSerial) => "Wechatpay-Serial: ",
        _ => return answer.to_vec(),
    };
    let at = head(answer).find(name).expect("a signed answer") + name.len();
    let mut altered = answer.to_vec();
    altered[at] = if altered[at] == b'7' { b'5' } else { b'7' };
    altered
}

/// One message with head and body; `None` where the connection ends instead.
async fn read_message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let length = head(&message).len();
        if length > 0 && message.len() >= length + content_length(head(&message)) {
            return Some(message);
        }
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => message.extend_from_slice(&chunk[..read]),
            _ => return None,
        }
    }
}

/// The head, once it is whole.
fn head(message: &[u8]) -> &str {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
    std::str::from_utf8(&message[..end]).expect("headers in ASCII")
}

fn content_length(head: &str) -> usize {
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    value.map_or(0, |value| value.trim().parse().unwrap())
}
