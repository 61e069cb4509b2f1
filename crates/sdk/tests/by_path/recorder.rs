//! A server that keeps what it is sent, and answers each request with the same refusal: that needs no signature.

use payscore::wire::{Authorization, message};
use payscore::{Client, Config, Error, PrivateKey, Response, blocking};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};

const CODE: &str = "RECORDED";
const ANSWER: &str = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 36\r\n\r\n\
                      {\"code\":\"RECORDED\",\"message\":\"kept\"}";

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query, byte for byte.
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
    /// Whether it says how long its body is.
    pub(crate) sized: bool,
    /// Whether the signature is one of these very bytes.
    pub(crate) signed: bool,
}

pub(crate) struct Recorder {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Recorder {
    /// Its threads end with the connections, or with the process.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || serve(stream, &kept));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.config()).unwrap()
    }

    pub(crate) fn blocking_client(&self) -> blocking::Client {
        blocking::Client::new(self.config())
    }

    /// What has come since this was last asked.
    pub(crate) fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    fn config(&self) -> Config {
        Config::builder()
            .mchid("1900000109")
            .serial_no("1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E")
            .private_key(key().clone())
            .apiv3_key("0123456789abcdef0123456789abcdef")
            .base_url(&format!("http://{}", self.address))
            .build()
            .unwrap()
    }
}

fn key() -> &'static PrivateKey {
    static KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate().unwrap());
    &KEY
}

/// The refusal came: what was sent has been kept.
pub(crate) fn assert_recorded(answer: &Result<Response<Value>, Error>) {
    match answer {
        Err(Error::Api(refusal)) => assert_eq!(refusal.code, CODE),
        other => panic!("{other:?}"),
    }
}

/// Requests of one connection, until it is closed.
fn serve(stream: TcpStream, kept: &Mutex<Vec<Request>>) {
    stream.set_nodelay(true).unwrap();
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        kept.lock().unwrap().push(request);
        if writer.write_all(ANSWER.as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let first = line(reader)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut authorization) = (None, None);
    while let Some((name, value)) = line(reader)?.split_once(": ") {
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.parse().unwrap()),
            "authorization" => authorization = Some(Authorization::parse(value).unwrap()),
            _ => {}
        }
    }
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body).ok()?;
    let signed = authorization.is_some_and(|it| {
        let message = message::request(&method, &target, it.timestamp, &it.nonce_str, &body);
        key().public_key().verify(&message, &it.signature)
    });
    Some(Request { method, target, body, sized: length.is_some(), signed })
}

/// A line without its end; `None` where the connection ended.
fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
}
