//! Calls of the server over connections that lose, delay, double and cut what is sent.

use crate::provision::Merchant;
use crate::world::Life;
use payscore_server::{Unbound, Wall};
use payscore_wire::headers::{
    WECHATPAY_NONCE, WECHATPAY_SERIAL, WECHATPAY_SIGNATURE, WECHATPAY_SIGNATURE_TYPE, WECHATPAY_TIMESTAMP,
};
use payscore_wire::{Authorization, SignatureHeaders, message, verify};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// After so long a client gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer that came.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    /// Its body, where that is JSON.
    pub(crate) body: Value,
    headers: Vec<(String, String)>,
    text: Vec<u8>,
}

impl Answer {
    /// Whether it was done.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// In a few words.
    pub(crate) fn shown(&self) -> String {
        let code = self.body["code"].as_str().unwrap_or_default();
        let state = self.body["state"].as_str().unwrap_or_default();
        format!("{} {code}{state}", self.status)
    }
}

/// What calls a server.
#[derive(Clone)]
pub(crate) struct Client {
    life: Arc<Life>,
    server: Arc<Unbound>,
}

impl Client {
    /// Of this process.
    pub(crate) fn new(life: Arc<Life>, server: Arc<Unbound>) -> Self {
        Self { life, server }
    }

    /// A merchant's call. `None`: no answer came; it may have been done, or may be yet.
    pub(crate) async fn call(
        &self,
        merchant: &Merchant,
        method: &str,
        target: &str,
        body: Option<&Value>,
    ) -> Option<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let bytes = self.signed(merchant, method, target, &body);
        let answer = self.carry(bytes, true).await?;
        if let Err(why) = self.check(merchant, &answer) {
            self.life.violate(format_args!("{method} {target}: the answer {} is not genuine: {why}", answer.status));
        }
        Some(answer)
    }

    /// What somebody who tests does through the control API.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.carry(request(method, &format!("/_payscore/{path}"), "", &body), false).await
    }

    fn signed(&self, merchant: &Merchant, method: &str, target: &str, body: &str) -> Vec<u8> {
        let dice = &self.life.world.dice;
        let (timestamp, nonce) =
            (self.life.now(), format!("{:016X}{:016X}", dice.below(u64::MAX), dice.below(u64::MAX)));
        let authorization = Authorization {
            algorithm: merchant.key.algorithm(),
            mchid: merchant.file.mchid.clone(),
            signature: merchant.key.sign(&message::request(method, target, timestamp, &nonce, body.as_bytes())),
            nonce_str: nonce,
            timestamp,
            serial_no: merchant.file.serial_no.clone(),
        };
        request(method, target, &format!("Authorization: {}\r\n", authorization.format()), body)
    }

    /// All answers but refusals of the signature are signed.
    fn check(&self, merchant: &Merchant, answer: &Answer) -> Result<(), String> {
        if answer.status == 401 {
            return Ok(());
        }
        let headers = SignatureHeaders {
            timestamp: answer.header(WECHATPAY_TIMESTAMP),
            nonce: answer.header(WECHATPAY_NONCE),
            serial: answer.header(WECHATPAY_SERIAL),
            signature: answer.header(WECHATPAY_SIGNATURE),
            signature_type: Some(answer.header(WECHATPAY_SIGNATURE_TYPE)),
        };
        let (serial, key) = &merchant.platform;
        let key = (headers.serial == serial).then_some(key);
        verify::check(&headers, &answer.text, key, self.life.now()).map_err(|error| error.to_string())
    }

    /// Sends a request, as the network lets it through.
    async fn carry(&self, bytes: Vec<u8>, signed: bool) -> Option<Answer> {
        let (life, world) = (&self.life, &self.life.world);
        let odds = if world.is_calm() { 1000 } else { world.dice.below(1000) };
        match odds {
            0..=19 => {
                life.note("network: a request is lost");
                tokio::time::sleep(world.dice.moment(3000)).await;
                None
            }
            20..=59 => {
                let answer = self.exchange(bytes).await?;
                life.note(format_args!("network: the answer {} is lost", answer.shown()));
                tokio::time::sleep(world.dice.moment(3000)).await;
                None
            }
            60..=89 => {
                life.note("network: a connection is cut");
                self.cut(bytes).await;
                None
            }
            90..=129 if signed => self.double(bytes).await,
            130..=199 => {
                tokio::time::sleep(world.dice.moment(3000)).await;
                self.exchange(bytes).await
            }
            _ => self.exchange(bytes).await,
        }
    }

    /// The same bytes twice: the server may take one of them.
    async fn double(&self, bytes: Vec<u8>) -> Option<Answer> {
        let (life, other) = (&self.life, self.clone());
        life.note("network: a request is doubled");
        let copy = bytes.clone();
        let doubled = tokio::spawn(async move {
            tokio::time::sleep(other.life.world.dice.moment(40)).await;
            other.exchange(copy).await
        });
        tokio::time::sleep(life.world.dice.moment(20)).await;
        let (one, two) = (self.exchange(bytes).await, doubled.await.ok().flatten());
        if let (Some(one), Some(two)) = (&one, &two)
            && one.status != 401
            && two.status != 401
        {
            life.violate(format_args!("a replay was taken: {} and {}", one.shown(), two.shown()));
        }
        // Which of them was taken is not for whoever sent it to know.
        one.filter(|answer| answer.status != 401)
    }

    /// Some or all of the bytes, and then the client is gone.
    async fn cut(&self, bytes: Vec<u8>) {
        let dice = &self.life.world.dice;
        let mut stream = self.server.connect();
        let whole = dice.percent(80);
        let length = if whole { bytes.len() } else { usize::try_from(dice.below(bytes.len() as u64)).unwrap_or(0) };
        let _ = stream.write_all(&bytes[..length]).await;
        tokio::time::sleep(dice.moment(25)).await;
    }

    async fn exchange(&self, bytes: Vec<u8>) -> Option<Answer> {
        self.life.alive().await;
        let mut stream = self.server.connect();
        let mut answer = Vec::with_capacity(4096);
        let exchanged = async {
            stream.write_all(&bytes).await.ok()?;
            stream.read_to_end(&mut answer).await.ok()
        };
        tokio::time::timeout(PATIENCE, exchanged).await.ok()??;
        self.life.alive().await;
        parse(&answer)
    }
}

/// A request on a connection of its own.
fn request(method: &str, target: &str, more: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n{more}\r\n{body}"
    )
    .into_bytes()
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let length = match head.parse(bytes).ok()? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial => return None,
    };
    let text = bytes[length..].to_vec();
    let owned =
        |header: &httparse::Header<'_>| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned());
    Some(Answer {
        status: head.code?,
        body: serde_json::from_slice(&text).unwrap_or_default(),
        headers: head.headers.iter().map(owned).collect(),
        text,
    })
}
