//! Against receivers on sockets of this process.

use super::*;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

const PATIENCE: Duration = Duration::from_secs(5);

fn post_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("wechatpay-nonce", "n".parse().expect("a value"));
    headers
}

async fn post(outgoing: &Outgoing, url: &str) -> Result<Answer, String> {
    outgoing.post(url, post_headers(), Bytes::from_static(b"{}")).await
}

/// Reads one request, up to the end of its two bytes of body.
fn read_request(stream: &mut std::net::TcpStream) -> String {
    let (mut text, mut byte) = (String::new(), [0]);
    while !text.contains("\r\n\r\n{}") && stream.read(&mut byte).expect("a request") == 1 {
        text.push(byte[0].into());
    }
    text
}

/// A receiver that gives these answers, each list on a connection of its own; what it was sent.
fn receiver(connections: Vec<Vec<&'static str>>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let mut requests = Vec::new();
        for answers in connections {
            let (mut stream, _) = listener.accept().expect("a connection");
            for answer in answers {
                requests.push(read_request(&mut stream));
                stream.write_all(answer.as_bytes()).expect("sent");
            }
        }
        requests
    });
    (format!("http://{address}/notify?a=b"), thread)
}

fn answered(status: u16, body: &str) -> Answer {
    Answer { status, body: body.as_bytes().to_vec() }
}

#[tokio::test]
async fn requests_are_written_as_upstream_writes_them_on_one_connection() {
    let (url, receiver) = receiver(vec![vec![
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\nno",
    ]]);
    let outgoing = Outgoing::new(PATIENCE, 1024);
    assert_eq!(post(&outgoing, &url).await, Ok(answered(204, "")));
    assert_eq!(post(&outgoing, &url).await, Ok(answered(500, "no")));
    assert_eq!(post(&outgoing, &url).await, Ok(answered(302, "no")), "not followed");
    let host = url.strip_prefix("http://").and_then(|rest| rest.split('/').next()).expect("a host");
    let expected =
        format!("POST /notify?a=b HTTP/1.1\r\nWechatpay-Nonce: n\r\nHost: {host}\r\nContent-Length: 2\r\n\r\n{{}}");
    assert_eq!(receiver.join().expect("it ended well"), vec![expected; 3]);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_not_used_again() {
    let closing = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (url, receiver) = receiver(vec![vec![closing], vec!["HTTP/1.1 200 OK\r\n\r\nuntil the end"], vec![closing]]);
    let outgoing = Outgoing::new(PATIENCE, 1024);
    assert_eq!(post(&outgoing, &url).await, Ok(answered(200, "")));
    assert_eq!(post(&outgoing, &url).await, Ok(answered(200, "until the end")));
    assert_eq!(post(&outgoing, &url).await, Ok(answered(200, "")));
    assert_eq!(receiver.join().expect("it ended well").len(), 3);
}

#[tokio::test]
async fn no_more_of_a_body_is_read_than_is_kept() {
    let (url, receiver) = receiver(vec![vec!["HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789"]]);
    let outgoing = Outgoing::new(PATIENCE, 10);
    assert_eq!(post(&outgoing, &url).await, Ok(answered(200, "0123456789")));
    receiver.join().expect("it ended well");
    outgoing.tidy();
}

#[tokio::test]
async fn failures_are_told_with_their_causes() {
    let outgoing = Outgoing::new(PATIENCE, 1024);
    // Bound and never listening: whoever connects is refused, and nobody else can take the port meanwhile.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url = format!("http://{}/notify", socket.local_addr().expect("an address"));
    let told = post(&outgoing, &url).await.expect_err("nobody listens");
    let expected = format!("error sending request for url ({url}): client error (Connect): tcp connect error: ");
    assert!(told.starts_with(&expected) && told.to_lowercase().contains("refused"), "{told}");

    let (url, receiver) = receiver(vec![vec![""], vec!["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"]]);
    let told = post(&outgoing, &url).await.expect_err("no answer");
    let expected = "client error (SendRequest): connection closed before message completed";
    assert_eq!(told, format!("error sending request for url ({}): {expected}", shown(&url)));
    let told = post(&outgoing, &url).await.expect_err("half an answer");
    assert!(told.starts_with("request or response body error: "), "{told}");
    receiver.join().expect("it ended well");
}

#[tokio::test]
async fn patience_has_an_end() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let told = post(&Outgoing::new(Duration::ZERO, 1024), &url).await.expect_err("nobody answers");
    assert_eq!(told, format!("error sending request for url ({url}): operation timed out"));
}

#[tokio::test]
async fn receivers_with_tls_have_to_prove_who_they_are() {
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let mut roots = rustls::RootCertStore::empty();
    roots.add(key.cert.der().clone()).expect("a root");
    let private = rustls::pki_types::PrivatePkcs8KeyDer::from(key.signing_key.serialize_der());
    let server = rustls::ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private.into())
        .expect("a server");
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(server));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("https://localhost:{}/", listener.local_addr().expect("an address").port());
    let serving = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 1024];
            while !request.windows(2).any(|two| two == b"{}") && stream.read(&mut request).await.is_ok_and(|n| n > 0) {}
            stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await.expect("sent");
            stream.shutdown().await.expect("closed");
        }
    });
    let told = post(&Outgoing::new(PATIENCE, 1024), &url).await.expect_err("nobody knows it");
    assert!(told.contains("client error (Connect): invalid peer certificate"), "{told}");
    let trusting = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let outgoing = Outgoing { tls: Tls::given(trusting), ..Outgoing::new(PATIENCE, 1024) };
    assert_eq!(post(&outgoing, &url).await, Ok(answered(204, "")));
    serving.abort();
}
