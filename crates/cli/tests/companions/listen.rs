//! `payscore listen`

use super::{PATIENCE, Running};
use crate::support::{Server, fail};
use http::{HeaderMap, HeaderName, HeaderValue};
use payscore::NotificationOpener;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

/// A back end on a free port that keeps what it is sent and answers with this status.
fn back_end(status: &'static str) -> (String, Receiver<(HeaderMap, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/notify", listener.local_addr().expect("an address"));
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(&stream);
            let mut headers = HeaderMap::new();
            let mut line = String::new();
            reader.read_line(&mut line).expect("a request line");
            loop {
                line.clear();
                reader.read_line(&mut line).expect("a header");
                let Some((name, value)) = line.trim_end().split_once(": ") else { break };
                let value = HeaderValue::from_str(value).expect("a value");
                headers.append(name.parse::<HeaderName>().expect("a name"), value);
            }
            let length = headers["content-length"].to_str().expect("text").parse().expect("a number");
            let mut body = vec![0; length];
            reader.read_exact(&mut body).expect("a body");
            // 204 has no body, and no length of one.
            let rest = if status.starts_with("204") { "\r\n" } else { "Content-Length: 9\r\n\r\nnot today" };
            let answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{rest}");
            stream.write_all(answer.as_bytes()).expect("answered");
            let _ = sender.send((headers, body));
        }
    });
    (url, received)
}

/// The only notification, once an attempt is on record.
fn recorded(server: &Server) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let told = server.json(&["notifications", "list"])["notifications"][0].clone();
        if told["attempts"][0].is_object() {
            return told;
        }
        assert!(Instant::now() < deadline, "no attempt within 20 s: {told}");
    }
}

#[test]
fn forwards_what_still_verifies() {
    let server = Server::start(&[]);
    let (url, received) = back_end("204 No Content");
    let listening = Running::of(&server, &["listen", "--forward-to", &url, "--plaintext"]);
    listening.told("forwarding what ");
    let merchant = server.merchant("default");
    // Smart-retail orders need a notify_url of the merchant; who forwards needs none.
    merchant.create("forwarded");
    server.text(&["order", "confirm", "forwarded"]);
    let (headers, body) = received.recv_timeout(PATIENCE).expect("a request within 20 s");
    let opened = NotificationOpener::from(merchant.client.config()).open(&headers, &body).expect("it verifies");
    assert_eq!(opened.event_type, "PAYSCORE.USER_ACCEPTED");
    assert_eq!(headers["user-agent"], "Mozilla/4.0");
    let line = listening.line();
    assert!(line.contains("  PAYSCORE.USER_ACCEPTED") && line.contains(" forwarded  → 204  "), "{line}");
    assert!(listening.line().trim_start().contains(':'), "what it says follows");
    let told = recorded(&server);
    assert_eq!((&told["status"], &told["attempts"][0]["status"]), (&"delivered".into(), &204.into()));
    let (code, told) = listening.interrupt();
    assert_eq!((code, told.last().map(String::as_str)), (Some(0), Some("1 delivered, 0 not taken")));
}

#[test]
fn a_refusal_is_shown_and_counts() {
    let server = Server::start(&[]);
    let (url, _received) = back_end("503 Service Unavailable");
    let listening = Running::of(&server, &["listen", "--forward-to", &url]);
    listening.told("forwarding what ");
    server.merchant("default").create("refused");
    server.text(&["order", "confirm", "refused"]);
    let line = listening.line();
    assert!(line.contains("→ 503  ") && line.ends_with("  not today"), "{line}");
    assert_eq!(listening.interrupt().1.last().map(String::as_str), Some("0 delivered, 1 not taken"));
}

#[test]
fn shows_what_goes_elsewhere_as_lines_of_json() {
    let server = Server::start(&[]);
    let listening = Running::of(&server, &["listen", "--json", "--event", "PAYSCORE.USER_PAID"]);
    listening.told("showing what ");
    let text = server.text(&["trigger", "smart-retail"]);
    let one: Value = serde_json::from_str(&listening.line()).expect("a line of JSON");
    assert_eq!((&one["event_type"], &one["status"]), (&"PAYSCORE.USER_PAID".into(), &204.into()), "{text}");
    assert_eq!(one["plaintext"]["state"], "USER_PAID");
}

#[test]
fn mistakes_are_told() {
    let server = Server::start(&[]);
    let said = server.refused(&["listen", "--event", "PAYSCORE.PAID"]);
    assert!(said.contains("no event type PAYSCORE.PAID") && said.contains("PAYSCORE.USER_PAID"), "{said}");
    let said = server.refused(&["listen", "--mchid", "1"]);
    assert!(said.contains("no merchant 1"), "{said}");
    assert!(fail(2, &["listen", "--forward-to", "ftp://x"]).contains("http://127.0.0.1:8000/notify"));
    assert!(fail(1, &["listen", "--server", "http://127.0.0.1:9"]).contains("payscore serve"));
}
