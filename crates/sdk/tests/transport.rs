//! What goes over the wire, and what happens when little or nothing comes back: against a socket that answers as told.

use payscore::core::MAX_ANSWER_BYTES;
use payscore::{Client, Config, Error, PrivateKey, RetryPolicy, TransportKind, blocking};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::OnceLock;
use std::thread::JoinHandle;
use std::time::Duration;

/// Only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(30);
/// What the one test of timeouts waits for.
const IMPATIENCE: Duration = Duration::from_millis(200);

type Post = fn(Config) -> Result<Value, Error>;
const CLIENTS: [(&str, Post); 2] = [("async", post_async), ("blocking", post_blocking)];

fn config(base_url: &str) -> Config {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    Config::builder()
        .mchid("1900000109")
        .serial_no("1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E")
        .private_key(KEY.get_or_init(|| PrivateKey::generate().unwrap()).clone())
        .apiv3_key("0123456789abcdef0123456789abcdef")
        .base_url(base_url)
        .connect_timeout(PATIENCE)
        .timeout(PATIENCE)
        .build()
        .unwrap()
        .with_retry(RetryPolicy::never())
}

/// A server for one connection: reads a request's head, does as told, gives back the head.
fn serve(act: impl FnOnce(&mut TcpStream) + Send + 'static) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        act(&mut stream);
        String::from_utf8(head).unwrap()
    });
    (url, thread)
}

fn answer(text: &'static str) -> impl FnOnce(&mut TcpStream) + Send + Copy + 'static {
    move |stream| stream.write_all(text.as_bytes()).unwrap()
}

fn post_async(config: Config) -> Result<Value, Error> {
    let client = Client::new(config).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let call = client["v3/x/{no}"].with("no", "A|*/1").query(&[("q", "a b")]).post(&json!({}));
    runtime.block_on(call).map(|response| response.value)
}

fn post_blocking(config: Config) -> Result<Value, Error> {
    let client = blocking::Client::new(config);
    client["v3/x/{no}"].with("no", "A|*/1").query(&[("q", "a b")]).post(&json!({})).map(|response| response.value)
}

/// Each client's error with a server that does this.
fn errors(act: impl FnOnce(&mut TcpStream) + Send + Copy + 'static) -> [Error; 2] {
    CLIENTS.map(|(_, post)| {
        let (url, thread) = serve(act);
        let error = post(config(&url)).unwrap_err();
        thread.join().unwrap();
        error
    })
}

fn kind(error: &Error) -> TransportKind {
    match error {
        Error::Transport(transport) => transport.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_target_is_sent_as_it_was_encoded() {
    for (name, post) in CLIENTS {
        let (url, thread) = serve(answer("HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n"));
        let _ = post(config(&url));
        let head = thread.join().unwrap();
        assert!(head.starts_with("POST /v3/x/A%7C%2A%2F1?q=a%20b HTTP/1.1\r\n"), "{name}: {head}");
        let head = head.to_lowercase();
        for line in [
            "accept: application/json\r\n",
            "content-type: application/json\r\n",
            concat!("user-agent: payscore/", env!("CARGO_PKG_VERSION"), "\r\n"),
            "content-length: 2\r\n",
            "authorization: wechatpay2-sha256-rsa2048 mchid=\"1900000109\"",
        ] {
            assert!(head.contains(line), "{name}: {head}");
        }
        assert!(!head.contains("accept-encoding"), "{name}: a signature covers the bytes as sent: {head}");
    }
}

#[test]
fn no_connection_is_told_apart_because_nothing_can_have_happened() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for (name, post) in CLIENTS {
        let error = post(config(&url)).unwrap_err();
        assert!(matches!(&error, Error::Transport(it) if it.is_connect() && !it.is_timeout()), "{name}: {error:?}");
        assert_eq!(error.to_string(), "POST /v3/x/A%7C%2A%2F1: no connection");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn silence_ends_in_a_timeout() {
    for (name, post) in CLIENTS {
        // Says nothing until the client hangs up.
        let (url, thread) = serve(|stream| assert!(stream.read_to_end(&mut Vec::new()).is_ok()));
        let error = post(config(&url).with_timeouts(PATIENCE, IMPATIENCE)).unwrap_err();
        assert!(error.is_timeout() && kind(&error) == TransportKind::Timeout, "{name}: {error:?}");
        thread.join().unwrap();
    }
}

#[test]
fn a_connection_that_breaks_is_no_answer() {
    for error in errors(|_| ()) {
        assert_eq!(kind(&error), TransportKind::Broken, "{error:?}");
    }
    for error in errors(answer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")) {
        assert_eq!(kind(&error), TransportKind::Broken, "{error:?}");
    }
}

#[test]
fn an_endless_answer_is_not_read_to_its_end() {
    for error in errors(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").unwrap();
        let chunk = [b' '; 64 * 1024];
        // The client hangs up on the way.
        for _ in 0..=MAX_ANSWER_BYTES / chunk.len() * 4 {
            if stream.write_all(&chunk).is_err() {
                break;
            }
        }
    }) {
        assert_eq!(kind(&error), TransportKind::TooLong, "{error:?}");
    }
}

#[test]
fn an_unsigned_success_is_not_believed() {
    for error in errors(answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nrequest-id: R-0\r\n\r\n{}")) {
        assert!(matches!(&error, Error::Signature(it) if it.request_id.as_deref() == Some("R-0")), "{error:?}");
    }
}

#[test]
fn redirects_are_not_followed() {
    for error in errors(answer("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")) {
        assert_eq!(error.api().map(|api| api.status.as_u16()), Some(302), "{error:?}");
    }
}

#[test]
fn a_gateways_page_is_an_unsigned_refusal() {
    for error in errors(answer("HTTP/1.1 502 X\r\ncontent-length: 6\r\n\r\n<html>")) {
        let api = error.api().unwrap();
        assert_eq!((api.status.as_u16(), api.code.as_str(), api.unsigned), (502, "", true));
    }
}
