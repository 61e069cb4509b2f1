//! A merchant's client that shares nothing with our SDK: it builds the signed message, the `Authorization` text and
//! the raw HTTP/1.1 request by itself, and reads the answer as bytes, so that nothing on the way repairs anything.

use crate::refusals;
use payscore_server::Wall;
use payscore_wire::{Certificate, PrivateKey, PublicKey};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";

/// A merchant number with its keys, and what it knows of the platform.
#[derive(Clone)]
pub(crate) struct Client {
    /// `127.0.0.1:PORT`
    pub(crate) address: String,
    pub(crate) mchid: String,
    pub(crate) serial_no: String,
    pub(crate) platform_serial_no: String,
    pub(crate) public_key_id: String,
    /// What it verifies by, under the names that `Wechatpay-Serial` gives them.
    pub(crate) platform_keys: BTreeMap<String, PublicKey>,
    key: PrivateKey,
    wall: Arc<dyn Wall>,
}

impl Client {
    /// From a merchant's folder; its requests are stamped with `wall`'s time.
    pub(crate) fn new(folder: &Path, base_url: &str, wall: Arc<dyn Wall>) -> Self {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a provided file");
        let file: Value = serde_json::from_str(&read("merchant.json")).expect("merchant.json is JSON");
        let text = |name: &str| file[name].as_str().expect("a text in merchant.json").to_owned();
        let certificate = Certificate::from_pem(&read("platform_cert.pem")).expect("a certificate");
        let public_key = PublicKey::from_pem(&read("wechatpay_public_key.pem")).expect("a public key");
        Self {
            address: base_url.trim_start_matches("http://").to_owned(),
            mchid: text("mchid"),
            serial_no: text("serial_no"),
            platform_serial_no: text("platform_serial_no"),
            public_key_id: text("wechatpay_public_key_id"),
            platform_keys: BTreeMap::from([
                (text("platform_serial_no"), certificate.public_key().clone()),
                (text("wechatpay_public_key_id"), public_key),
            ]),
            key: PrivateKey::from_pem(&read("apiclient_key.pem")).expect("a private key"),
            wall,
        }
    }

    /// The same at another server.
    pub(crate) fn at(&self, address: impl ToString) -> Self {
        Self { address: address.to_string(), ..self.clone() }
    }

    /// A signature over whatever it may be.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        self.key.sign(message)
    }

    pub(crate) fn request(&self, method: &'static str, target: impl Into<String>) -> Request<'_> {
        static COUNTER: AtomicU64 = AtomicU64::new(1);
        let target = target.into();
        Request {
            client: self,
            method,
            signed_target: target.clone(),
            target,
            body: Vec::new(),
            signed_body: None,
            timestamp: self.wall.now(),
            nonce: format!("{:032X}", COUNTER.fetch_add(1, Ordering::Relaxed)),
            mchid: self.mchid.clone(),
            serial_no: self.serial_no.clone(),
            authorization: None,
            headers: Vec::new(),
        }
    }

    pub(crate) async fn get(&self, target: impl Into<String>) -> Answer {
        self.request("GET", target).send().await
    }

    pub(crate) async fn post(&self, target: impl Into<String>, body: &Value) -> Answer {
        self.request("POST", target).json(body).send().await
    }

    /// The key behind a `Wechatpay-Serial`.
    pub(crate) fn platform_key(&self, serial: &str) -> &PublicKey {
        let known = || self.platform_keys.keys().collect::<Vec<_>>();
        self.platform_keys.get(serial).unwrap_or_else(|| panic!("{serial} signed; known are {:?}", known()))
    }
}

/// A request that can be made wrong in every way.
#[derive(Clone)]
pub(crate) struct Request<'a> {
    client: &'a Client,
    method: &'static str,
    target: String,
    signed_target: String,
    body: Vec<u8>,
    signed_body: Option<Vec<u8>>,
    timestamp: i64,
    nonce: String,
    mchid: String,
    serial_no: String,
    authorization: Option<Vec<String>>,
    headers: Vec<(&'static str, String)>,
}

impl Request<'_> {
    pub(crate) fn json(self, body: &Value) -> Self {
        self.body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Signs another body than it sends.
    pub(crate) fn signing_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.signed_body = Some(body.into());
        self
    }

    /// Signs another target than it asks for.
    pub(crate) fn signing_target(mut self, target: &str) -> Self {
        target.clone_into(&mut self.signed_target);
        self
    }

    pub(crate) fn stamped(mut self, timestamp: i64) -> Self {
        self.timestamp = timestamp;
        self
    }

    pub(crate) fn nonce(mut self, nonce: &str) -> Self {
        nonce.clone_into(&mut self.nonce);
        self
    }

    pub(crate) fn mchid(mut self, mchid: &str) -> Self {
        mchid.clone_into(&mut self.mchid);
        self
    }

    pub(crate) fn serial_no(mut self, serial_no: &str) -> Self {
        serial_no.clone_into(&mut self.serial_no);
        self
    }

    /// Sends these `Authorization` headers instead of the right one.
    pub(crate) fn authorized_by(mut self, values: &[&str]) -> Self {
        self.authorization = Some(values.iter().map(|value| (*value).to_owned()).collect());
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The signature that belongs to what is to be signed.
    pub(crate) fn signature(&self) -> String {
        let mut message = format!("{}\n{}\n{}\n{}\n", self.method, self.signed_target, self.timestamp, self.nonce);
        let body = self.signed_body.as_ref().unwrap_or(&self.body);
        let mut bytes = std::mem::take(&mut message).into_bytes();
        bytes.extend_from_slice(body);
        bytes.push(b'\n');
        self.client.key.sign(&bytes)
    }

    /// The five fields, in the documentation's order.
    pub(crate) fn fields(&self) -> [String; 5] {
        [
            format!("mchid=\"{}\"", self.mchid),
            format!("nonce_str=\"{}\"", self.nonce),
            format!("signature=\"{}\"", self.signature()),
            format!("timestamp=\"{}\"", self.timestamp),
            format!("serial_no=\"{}\"", self.serial_no),
        ]
    }

    pub(crate) fn authorization(&self) -> String {
        format!("{SCHEME} {}", self.fields().join(","))
    }

    /// The bytes that go out.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let authorizations = self.authorization.clone().unwrap_or_else(|| vec![self.authorization()]);
        let mut head = format!("{} {} HTTP/1.1\r\nHost: {}\r\n", self.method, self.target, self.client.address);
        for value in authorizations {
            head.push_str(&format!("Authorization: {value}\r\n"));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let given = |name: &str| self.headers.iter().any(|(given, _)| *given == name);
        if self.method != "GET" || !self.body.is_empty() {
            if !given("Content-Type") {
                head.push_str("Content-Type: application/json\r\n");
            }
            if !given("Transfer-Encoding") {
                head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
            }
        }
        head.push_str("Accept: application/json\r\nUser-Agent: independent\r\nConnection: close\r\n\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// The answer, its signature verified.
    pub(crate) async fn send(self) -> Answer {
        let client = self.client;
        let answer = self.send_unverified().await;
        answer.verify(client);
        answer
    }

    /// The answer, asserted to carry no signature at all: a 401, and what never reached an operation.
    pub(crate) async fn send_unsigned(self) -> Answer {
        let answer = self.send_unverified().await;
        let signed = answer.headers.iter().find(|(name, _)| name.to_lowercase().starts_with("wechatpay-"));
        assert_eq!(signed, None, "this answer should not be signed");
        answer
    }

    async fn send_unverified(self) -> Answer {
        self.try_send().await.expect("an answer")
    }

    pub(crate) async fn try_send(self) -> std::io::Result<Answer> {
        let answer = exchange(&self.client.address, &self.bytes()).await?;
        refusals::note(self.method, &self.target, &answer);
        Ok(answer)
    }
}

/// Sends bytes, reads bytes: at the same time, because an answer may come before a large body is through.
pub(crate) async fn exchange(address: &str, request: &[u8]) -> std::io::Result<Answer> {
    exchange_over(TcpStream::connect(address).await?, request).await
}

/// The same on a connection that is there already.
pub(crate) async fn exchange_over(stream: impl AsyncRead + AsyncWrite, request: &[u8]) -> std::io::Result<Answer> {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let mut raw = Vec::new();
    let (written, read) = tokio::join!(writer.write_all(request), reader.read_to_end(&mut raw));
    written?;
    read?;
    let answer = Answer::parse(raw).filter(|answer| answer.is_whole(request));
    answer.ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

/// An answer, header names cased as they came.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(raw: Vec<u8>) -> Option<Self> {
        let end = raw.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(raw[..end].to_vec()).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let headers = lines.map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())));
        Some(Self { status, headers: headers.collect::<Option<_>>()?, body: raw[end + 4..].to_vec() })
    }

    /// HEAD is told how long the body would be, and none follows.
    fn is_whole(&self, request: &[u8]) -> bool {
        let told = self.find("Content-Length").map_or(0, |length| length.parse().unwrap_or(usize::MAX));
        self.body.len() == if request.starts_with(b"HEAD ") { 0 } else { told }
    }

    /// The header written exactly like this.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.find(name).unwrap_or_else(|| panic!("no {name} in {:#?}", self.headers))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The number at the end of `Request-ID`.
    pub(crate) fn number(&self) -> u32 {
        let (_, number) = self.header("Request-ID").rsplit_once('-').expect("a dash in Request-ID");
        number.parse().expect("a number at the end of Request-ID")
    }

    /// Checks the signature over the raw body, with the key that the answer names.
    pub(crate) fn verify(&self, client: &Client) {
        let (timestamp, nonce) = (self.header("Wechatpay-Timestamp"), self.header("Wechatpay-Nonce"));
        assert_eq!(self.header("Wechatpay-Signature-Type"), SCHEME);
        let skew = timestamp.parse::<i64>().expect("unix seconds") - client.wall.now();
        assert!(skew.abs() < 300, "signatures go by the wall clock: {skew} s off");
        let key = client.platform_key(self.header("Wechatpay-Serial"));
        let mut message = format!("{timestamp}\n{nonce}\n").into_bytes();
        message.extend_from_slice(&self.body);
        message.push(b'\n');
        assert!(key.verify(&message, self.header("Wechatpay-Signature")), "{} {}", self.status, self.text());
        if !self.body.is_empty() {
            assert!(self.header("Content-Type").starts_with("application/json"));
        }
    }
}
