//! What a connection may take: time for its body and its answers, and a place.

use super::secure::{dial, shake_hands};
use crate::client::exchange;
use crate::shop::Shop;
use std::io::ErrorKind;
use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for_for_ever() {
    let shop = Shop::open_with(|config| config.body_timeout = Duration::from_millis(50)).await;
    let proxy = shop.server.proxy_url();
    let proxy = proxy.trim_start_matches("http://");
    let form = "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n--b\r\n";
    let part = "Content-Length: 100\r\n\r\n{";
    for (address, target, rest) in [
        (shop.client.address.as_str(), "/v3/payscore/serviceorder", part),
        (&shop.client.address, "/v3/merchant/media/upload", form),
        (&shop.client.address, "/_payscore/clock/freeze", part),
        (proxy, "http://api.mch.weixin.qq.com/v3/payscore/serviceorder", part),
    ] {
        let request = format!("POST {target} HTTP/1.1\r\nHost: localhost\r\n{rest}");
        let answer = exchange(address, request.as_bytes()).await.expect("an answer");
        assert_eq!((answer.status, answer.json()["code"].as_str()), (408, Some("PARAM_ERROR")), "{target}");
    }
    // Whose body nobody wants gets the answer that it would have had.
    let unwanted = format!("POST /v3/nothing HTTP/1.1\r\nHost: localhost\r\n{part}");
    assert_eq!(exchange(&shop.client.address, unwanted.as_bytes()).await.expect("an answer").status, 404);
    let snapshot = format!("PUT /_payscore/snapshot HTTP/1.1\r\nHost: localhost\r\n{part}");
    assert_eq!(exchange(&shop.client.address, snapshot.as_bytes()).await.expect("an answer").status, 408);
}

/// Asks for more and more, reads nothing, and waits until it is sent away.
async fn ask_and_never_read(mut stream: impl AsyncWrite + Unpin) -> ErrorKind {
    loop {
        let asked = stream.write_all(b"GET /_payscore/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        if let Err(error) = asked {
            return error.kind();
        }
    }
}

#[tokio::test]
async fn who_does_not_read_gives_the_place_to_another() {
    let shop = Shop::open_with(|config| {
        config.answer_timeout = Duration::from_millis(50);
        config.max_connections = NonZeroUsize::MIN;
    })
    .await;
    let stream = TcpStream::connect(&shop.client.address).await.expect("connected");
    let clear = ask_and_never_read(stream).await;
    let stream = shake_hands(&shop, dial(&shop.server.tls_url()).await, "localhost", &["http/1.1"]).await;
    let secure = ask_and_never_read(stream.expect("a handshake")).await;
    for end in [clear, secure] {
        assert!(matches!(end, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{end}");
    }
    let request = b"GET /_payscore/openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(exchange(&shop.client.address, request).await.expect("an answer").status, 200);
}

/// A connection that stays open, and what is answered on it.
async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /_payscore/health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("written");
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        assert_ne!(stream.read_buf(&mut answer).await.expect("read"), 0, "it ended");
    }
    String::from_utf8(answer).expect("text")
}

#[tokio::test]
async fn further_connections_wait_for_a_place() {
    let shop = Shop::open_with(|config| config.max_connections = NonZeroUsize::new(2).expect("two")).await;
    let connect = || TcpStream::connect(&shop.client.address);
    let (mut first, mut second) = (connect().await.expect("connected"), connect().await.expect("connected"));
    assert!(ask(&mut first).await.contains("200 OK") && ask(&mut second).await.contains("200 OK"));
    let mut third = connect().await.expect("the system lets it in");
    third.write_all(b"GET /_payscore/health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("written");
    // The others are answered as long as they like, and it is not.
    for _ in 0..50 {
        ask(&mut first).await;
    }
    let error = third.try_read(&mut [0; 1]).expect_err("no answer yet");
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    drop(second);
    let mut answer = [0; 15];
    third.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
}
