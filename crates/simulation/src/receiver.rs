//! Where notifications go: merchants that answer, refuse, dawdle, hang up and are not there.

use crate::world::Life;
use futures_util::future::BoxFuture;
use payscore_server::{Dial, Wall};
use payscore_wire::{Envelope, SignatureHeaders, verify};
use serde_json::Value;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

/// All receivers, as one process of the server reaches them.
pub(crate) struct Receivers(Arc<Life>);

impl Receivers {
    /// Of this process.
    pub(crate) fn new(life: Arc<Life>) -> Self {
        Self(life)
    }
}

impl Dial for Receivers {
    fn dial(&self, origin: &str) -> BoxFuture<'static, io::Result<DuplexStream>> {
        let (life, origin) = (self.0.clone(), origin.to_owned());
        Box::pin(async move {
            life.alive().await;
            if life.world.trouble(60) {
                life.note(format_args!("network: {origin} is not there"));
                return Err(io::ErrorKind::ConnectionRefused.into());
            }
            let (theirs, ours) = tokio::io::duplex(64 << 10);
            tokio::spawn(receive(life, ours));
            Ok(theirs)
        })
    }
}

/// Takes one notification after another, until the connection or the patience ends.
async fn receive(life: Arc<Life>, mut stream: DuplexStream) {
    let mut bytes = Vec::new();
    while let Some(length) = read_request(&mut stream, &mut bytes).await {
        life.alive().await;
        if let Err(why) = take(&life, &bytes[..length]) {
            life.violate(format_args!("a notification is not as it has to be: {why}"));
        }
        bytes.drain(..length);
        let world = &life.world;
        if world.trouble(8) {
            life.crash("a notification was taken, and not recorded");
        }
        life.alive().await;
        let odds = if world.is_calm() { 1000 } else { world.dice.below(1000) };
        let status = match odds {
            0..=99 => "500 Internal Server Error",
            100..=139 => "302 Found",
            // No answer before the server's patience ends.
            140..=179 => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                return;
            }
            // The connection ends without one.
            180..=219 => return,
            220..=299 => {
                tokio::time::sleep(world.dice.moment(8000)).await;
                "200 OK"
            }
            _ => "204 No Content",
        };
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        if status.starts_with("204") {
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        } else if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Reads until a request is whole; its length.
async fn read_request(stream: &mut DuplexStream, bytes: &mut Vec<u8>) -> Option<usize> {
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let body: usize = header(&head, "Content-Length")?.parse().ok()?;
            if bytes.len() >= end + 4 + body {
                return Some(end + 4 + body);
            }
        }
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let named = |line: &&'a str| line.split(':').next().is_some_and(|known| known.eq_ignore_ascii_case(name));
    head.lines().find(named)?.split_once(':').map(|(_, value)| value.trim())
}

/// Verifies and decrypts a notification, and holds it against what is durable: nothing else may be told.
fn take(life: &Life, request: &[u8]) -> Result<(), String> {
    let end = request.windows(4).position(|four| four == b"\r\n\r\n").ok_or("it has no head")?;
    let (head, body) = (String::from_utf8_lossy(&request[..end]).into_owned(), &request[end + 4..]);
    let host = header(&head, "Host").unwrap_or_default();
    let mchid = host.split('.').next().unwrap_or_default();
    let merchants = &life.world.provision.merchants;
    let merchant = merchants.iter().find(|merchant| merchant.file.mchid == mchid).ok_or("it went to a stranger")?;
    let of = |name| header(&head, name).unwrap_or_default();
    let headers = SignatureHeaders {
        timestamp: of("Wechatpay-Timestamp"),
        nonce: of("Wechatpay-Nonce"),
        serial: of("Wechatpay-Serial"),
        signature: of("Wechatpay-Signature"),
        signature_type: header(&head, "Wechatpay-Signature-Type"),
    };
    let (serial, key) = &merchant.platform;
    let key = (headers.serial == serial).then_some(key);
    verify::check(&headers, body, key, life.now()).map_err(|error| error.to_string())?;
    let envelope: Envelope = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let plain = envelope.open(&merchant.apiv3_key).map_err(|error| error.to_string())?;
    let told: Value = serde_json::from_slice(&plain).map_err(|error| error.to_string())?;
    let number = told["out_order_no"].as_str().or(told["out_refund_no"].as_str()).unwrap_or_default().to_owned();
    life.note(format_args!("told: {} of {number}", envelope.event_type));
    let owed = life.world.disk.lock().outbox().any(|outgoing| {
        let notification = &outgoing.notification;
        notification.id == envelope.id
            && notification.mchid.as_str() == mchid
            && notification.event_type.as_str() == envelope.event_type
            && notification.plaintext.as_bytes() == plain
    });
    if !owed {
        return Err(format!("{} of {number} is not owed", envelope.event_type));
    }
    life.world.model.lock().told.insert(envelope.id);
    Ok(())
}
