//! Both clients' connections against a socket that does as told: which are used again, TLS, proxies.

use super::{InMemory, Proxies, Tls};
use crate::config::Config;
use crate::core::{Call, prepare};
use crate::error::{Error, TransportError};
use crate::testing::config;
use crate::{blocking, client};
use http::Method;
use payscore_wire::issue::Validity;
use payscore_wire::tls::{Reach, TlsAuthority};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::runtime::Runtime;

/// Only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(30);
/// What the one test of timeouts waits for.
const IMPATIENCE: Duration = Duration::from_millis(200);

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

enum Client {
    Async(Runtime, client::http::Http),
    Blocking(blocking::http::Http),
}

/// One of each kind, by name.
fn both(config: &Config, proxies: fn(&str) -> Proxies, proxy: &str) -> [(&'static str, Client); 2] {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let tls = || Tls::given(trusting());
    [
        ("async", Client::Async(runtime, client::http::Http::with(config, proxies(proxy), tls()).unwrap())),
        ("blocking", Client::Blocking(blocking::http::Http::with(config, proxies(proxy), tls()))),
    ]
}

fn direct(_: &str) -> Proxies {
    Proxies::none()
}

impl Client {
    fn get(&self, config: &Config) -> Result<Vec<u8>, Error> {
        let prepared = prepare(config, &Call::new(Method::GET, "/v3/x".to_owned()))?;
        let mut body = InMemory::default();
        let (base, timeout) = (config.base(), config.timeout());
        match self {
            Self::Async(runtime, http) => runtime.block_on(http.exchange(base, &prepared, None, timeout, &mut body))?,
            Self::Blocking(http) => http.exchange(base, &prepared, None, timeout, &mut body)?,
        };
        Ok(body.into_bytes().to_vec())
    }

    fn fail(&self, config: &Config) -> TransportError {
        match self.get(config) {
            Err(Error::Transport(error)) => error,
            other => panic!("{other:?}"),
        }
    }
}

/// A server that does this, and its address.
fn serve<T: Send + 'static>(act: impl FnOnce(TcpListener) -> T + Send + 'static) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, std::thread::spawn(move || act(listener)))
}

fn accept(listener: &TcpListener) -> TcpStream {
    listener.accept().unwrap().0
}

fn head(stream: &mut impl Read) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}

/// One exchange; its request's head.
fn answer(stream: &mut (impl Read + Write), text: &str) -> String {
    let head = head(stream);
    stream.write_all(text.as_bytes()).unwrap();
    stream.flush().unwrap();
    head
}

fn patient(url: &str) -> Config {
    config().with_base_url(url).unwrap().with_timeouts(PATIENCE, PATIENCE)
}

struct Certified {
    roots: RootCertStore,
    server: Arc<ServerConfig>,
}

/// A server's certificate for `pay.example`, and who trusts it.
fn certified() -> &'static Certified {
    static CERTIFIED: OnceLock<Certified> = OnceLock::new();
    CERTIFIED.get_or_init(|| {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
        let validity = Validity { not_before: now - 3_600, not_after: now + 3_600 };
        let reach = Reach { domains: &["pay.example"], addresses: &[] };
        let authority = TlsAuthority::generate("a test", reach, validity).unwrap();
        let (certificate, key) = authority.issue(&["pay.example"], validity, [1; 20]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(authority.certificate().der().to_vec())).unwrap();
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
        Certified { roots, server: Arc::new(builder.with_single_cert(chain, key).unwrap()) }
    })
}

fn trusting() -> ClientConfig {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    builder.with_root_certificates(certified().roots.clone()).with_no_client_auth()
}

fn secured(stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(ServerConnection::new(certified().server.clone()).unwrap(), stream)
}

#[test]
fn a_connection_is_used_again_until_the_server_has_closed_it() {
    for at in 0..2 {
        let (closed, until_closed) = sync_channel(0);
        let (url, thread) = serve(move |listener| {
            let mut first = accept(&listener);
            (0..2).for_each(|_| drop(answer(&mut first, OK)));
            drop(first);
            closed.send(()).unwrap();
            answer(&mut accept(&listener), OK)
        });
        let config = patient(&url);
        let (name, client) = &both(&config, direct, "")[at];
        assert_eq!(client.get(&config).unwrap(), b"{}", "{name}");
        assert_eq!(client.get(&config).unwrap(), b"{}", "{name}");
        until_closed.recv().unwrap();
        assert_eq!(client.get(&config).unwrap(), b"{}", "{name}: nothing was lost with the old connection");
        thread.join().unwrap();
    }
}

#[test]
fn a_connection_that_says_close_or_says_more_than_it_was_asked_is_not_used_again() {
    let more = format!("{OK}HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1");
    for text in ["HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}", &more] {
        for at in 0..2 {
            let text = text.to_owned();
            let (url, thread) = serve(move |listener| {
                let mut first = accept(&listener);
                answer(&mut first, &text);
                answer(&mut accept(&listener), OK)
            });
            let config = patient(&url);
            let (name, client) = &both(&config, direct, "")[at];
            assert_eq!(client.get(&config).unwrap(), b"{}", "{name}");
            assert_eq!(client.get(&config).unwrap(), b"{}", "{name}");
            thread.join().unwrap();
        }
    }
}

#[test]
fn a_proxy_makes_a_tunnel_for_tls_which_is_used_again() {
    for at in 0..2 {
        let (proxy, thread) = serve(|listener| {
            let mut stream = accept(&listener);
            let asked = answer(&mut stream, "HTTP/1.1 200 Connection established\r\n\r\n");
            let mut secured = secured(stream);
            // With TLS 1.3 there come session tickets, too, that nobody has asked for.
            (0..2)
                .for_each(|_| assert!(answer(&mut secured, OK).starts_with("GET /v3/x HTTP/1.1\r\nhost: pay.example")));
            asked
        });
        let config = patient("https://pay.example");
        let proxy = proxy.replace("//", "//user:word@");
        let (name, client) = &both(&config, Proxies::all_to, &proxy)[at];
        assert_eq!(client.get(&config).unwrap(), b"{}", "{name}");
        assert_eq!(client.get(&config).unwrap(), b"{}", "{name}");
        let asked = thread.join().unwrap();
        assert!(asked.starts_with("CONNECT pay.example:443 HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("proxy-authorization: Basic dXNlcjp3b3Jk\r\n"), "{asked}");
    }
}

#[test]
fn a_proxy_is_given_plain_requests_with_their_whole_address() {
    for at in 0..2 {
        let (proxy, thread) = serve(|listener| answer(&mut accept(&listener), OK));
        let config = patient("http://pay.example/mock");
        let (name, client) = &both(&config, Proxies::all_to, &proxy)[at];
        assert_eq!(client.get(&config).unwrap(), b"{}", "{name}");
        let asked = thread.join().unwrap();
        assert!(asked.starts_with("GET http://pay.example/mock/v3/x HTTP/1.1\r\nhost: pay.example\r\n"), "{asked}");
    }
}

#[test]
fn without_a_tunnel_or_trust_there_is_no_connection() {
    for at in 0..2 {
        let (proxy, thread) = serve(|listener| {
            answer(&mut accept(&listener), "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
            let mut stream = accept(&listener);
            answer(&mut stream, "HTTP/1.1 200 OK\r\n\r\n");
            // The certificate is for another host.
            assert!(secured(stream).read(&mut [0]).is_err());
        });
        let config = patient("https://other.example");
        let (name, client) = &both(&config, Proxies::all_to, &proxy)[at];
        for _ in 0..2 {
            let error = client.fail(&config);
            assert!(error.is_connect() && !error.is_timeout(), "{name}: {error:?}");
        }
        thread.join().unwrap();
    }
}

#[test]
fn a_handshake_that_takes_too_long_was_no_connection() {
    for at in 0..2 {
        // Says nothing until the client hangs up.
        let (url, thread) = serve(|listener| accept(&listener).read_to_end(&mut Vec::new()));
        let config = patient(&url.replace("http", "https")).with_timeouts(IMPATIENCE, PATIENCE);
        let (name, client) = &both(&config, direct, "")[at];
        let error = client.fail(&config);
        assert!(error.is_connect() && error.is_timeout(), "{name}: {error:?}");
        thread.join().unwrap().unwrap();
    }
}
