//! Requests that two programs could read as two different things, or that never end.

use super::{Attempt, Scene, swap};

pub(super) fn attempts(scene: &Scene) -> Vec<Attempt> {
    let right = || scene.right().bytes();
    let raw = |name, from: &str, to: &str, answer| Attempt::new(name, swap(&right(), from, to), answer);
    let length = format!("Content-Length: {}\r\n", scene.body().len());
    let body = scene.body();
    let lengths = |name, header: &str, answer| raw(name, &length, header, answer);
    let chunks = |name, text: &str, answer| {
        let bytes = swap(&right(), &length, "Transfer-Encoding: chunked\r\n");
        Attempt::new(name, swap(&bytes, &body, text), answer)
    };
    vec![
        lengths("a body cut short by its length", "Content-Length: 5\r\n", "401 SIGN_ERROR"),
        lengths("a length with a plus sign", "Content-Length: +5\r\n", "400"),
        lengths("a length below zero", "Content-Length: -5\r\n", "400"),
        lengths("a length in hexadecimal", "Content-Length: 0x5\r\n", "400"),
        lengths("a length that is no number", "Content-Length: all\r\n", "400"),
        lengths("two lengths", &format!("Content-Length: 5\r\n{length}"), "400"),
        lengths("a list of lengths", "Content-Length: 5, 100\r\n", "400"),
        lengths("a length longer than any memory", "Content-Length: 99999999999999999999\r\n", "400"),
        lengths("more announced than comes", "Content-Length: 100000\r\n", "400 PARAM_ERROR").breaking_off(),
        lengths("length and chunks", &format!("{length}Transfer-Encoding: chunked\r\n"), "400 PARAM_ERROR")
            .breaking_off(),
        lengths("chunks of a coding that does not exist", "Transfer-Encoding: xchunked\r\n", "400"),
        lengths("chunks, and then not", "Transfer-Encoding: chunked, identity\r\n", "400"),
        lengths("compressed chunks", "Transfer-Encoding: gzip, chunked\r\n", "400 PARAM_ERROR").breaking_off(),
        chunks("a chunk longer than any memory", "ffffffffffffffffff\r\n", "400 PARAM_ERROR").breaking_off(),
        chunks("a chunk of less than it says", &format!("{:x}\r\n{body}", body.len() + 1), "400 PARAM_ERROR")
            .breaking_off(),
        chunks("chunks without an end", &format!("{:x}\r\n{body}\r\n", body.len()), "400 PARAM_ERROR").breaking_off(),
        chunks("other bytes in the chunks", "2\r\n{}\r\n0\r\n\r\n", "401 SIGN_ERROR"),
        smuggled(scene),
        hidden(scene),
        raw("a version that does not exist", "HTTP/1.1", "HTTP/9.9", "400"),
        raw("no version", " HTTP/1.1", "", "400"),
        raw("a space in the target", "/victim/", "/vic tim/", "400"),
        raw("a control character in the target", "/victim/", "/vic\x01tim/", "400"),
        raw("a return in a header", "User-Agent: independent", "User-Agent: a\rb", "400"),
        Attempt::new("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "closed").breaking_off(),
        Attempt::new("TLS on the plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(), "400"),
        Attempt::new("nothing but newlines", "\r\n".repeat(100_000), "closed").breaking_off(),
        Attempt::new("half a head", "POST /v3/payscore", "closed").breaking_off(),
        large(scene),
        many_headers(scene),
    ]
}

/// A second request in the body of the first, which is signed with it; its length ends the body before.
fn smuggled(scene: &Scene) -> Attempt {
    let inner = scene.right().authorized_by(&[]).bytes();
    let outer = scene.client().request("POST", scene.path()).body([scene.body().into_bytes(), inner].concat());
    let length = format!("Content-Length: {}\r\nAccept", scene.body().len());
    let bytes = outer.bytes();
    let whole = String::from_utf8_lossy(&bytes).into_owned();
    let announced = whole.lines().find(|line| line.starts_with("Content-Length")).expect("a length").to_owned();
    let shorter = swap(&bytes, &format!("{announced}\r\nAccept"), &length);
    let kept = String::from_utf8_lossy(&shorter).replacen("Connection: close\r\n", "", 1);
    Attempt::new("a request in the body of another", kept, "401 SIGN_ERROR, 401 SIGN_ERROR")
}

/// The right request, told to be a part of a request that needs no right.
fn hidden(scene: &Scene) -> Attempt {
    let inner = String::from_utf8(scene.right().nonce("HIDDEN").authorized_by(&["none"]).bytes()).expect("UTF-8");
    let outer = "GET /_payscore/health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    Attempt::new("a request behind one that is granted", format!("{outer}{inner}"), "200, 401 SIGN_ERROR")
}

/// Signed, and larger than any operation takes.
fn large(scene: &Scene) -> Attempt {
    let request = scene.right().body(format!("{{\"reason\":\"{}\"}}", "x".repeat(5 << 20)));
    Attempt::new("a body of five megabytes", request.bytes(), "400 PARAM_ERROR")
}

fn many_headers(scene: &Scene) -> Attempt {
    let more: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    Attempt::new("two hundred headers more", swap(&scene.right().bytes(), "Accept:", &format!("{more}Accept:")), "431")
}
