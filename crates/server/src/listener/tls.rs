//! TLS, with the certificate of the local authority. HTTP/1.1 is all that ALPN offers: HTTP/2 writes names small.

use super::wire::Wire;
use super::{Arrival, Desk, Places, Stop, accept, stopped};
use crate::identity::TlsIdentity;
use hyper_util::server::graceful::Watcher;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, ServerConfig, version};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client may take to shake hands.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// What a server's TLS is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Half {
    Certificate,
    Key,
}

/// Takes off TLS.
#[derive(Clone)]
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    /// What clients have to trust, to name it to those that do not.
    ca: Arc<PathBuf>,
}

impl Tls {
    /// From the server's certificate, for clients that trust `ca`. Which of the two is no good, and why, where one is.
    pub(crate) fn new(identity: &TlsIdentity, ca: PathBuf) -> Result<Self, (Half, String)> {
        let certificate = |error: &dyn std::fmt::Display| (Half::Certificate, error.to_string());
        let chain = CertificateDer::pem_slice_iter(identity.certificate.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| certificate(&error))?;
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes())
            .map_err(|_| (Half::Key, "there is no private key in it".to_owned()))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(|error| certificate(&error))?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| (Half::Key, format!("it is not the key of the server's certificate: {error}")))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca: Arc::new(ca) })
    }

    /// Serves over TLS until told to stop, then lets running answers finish.
    pub(crate) async fn serve(self, listener: TcpListener, desk: Desk, places: Places, stop: Stop) {
        let told = stop.clone();
        accept(listener, places, stop, |stream, peer, connections| {
            let arrival = Arrival { peer, secure: true, scissors: stream.scissors() };
            let (tls, desk, watcher) = (self.clone(), desk.clone(), connections.watcher());
            let mut stop = told.clone();
            tokio::spawn(async move {
                let plain = tokio::select! {
                    plain = speaks_plain_http(&stream) => plain,
                    () = stopped(&mut stop) => return,
                };
                if plain {
                    drop(watcher);
                    let _ = tokio::time::timeout(HANDSHAKE_TIMEOUT, send_to_https(stream)).await;
                } else {
                    tls.converse(stream, desk, arrival, watcher, stop).await;
                }
            });
        })
        .await;
    }

    /// Shakes hands and answers what comes.
    pub(super) async fn converse<S>(self, stream: S, desk: Desk, arrival: Arrival, watcher: Watcher, mut stop: Stop)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let shaken = tokio::select! {
            shaken = tokio::time::timeout(HANDSHAKE_TIMEOUT, self.acceptor.accept(stream)) => shaken,
            () = stopped(&mut stop) => return,
        };
        let stream: TlsStream<S> = match shaken {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return self.tell(&error, &arrival),
            Err(_) => return tracing::debug!(peer = %arrival.peer, "no TLS handshake came"),
        };
        desk.converse(stream, arrival, watcher).await;
    }

    /// A client that does not trust the certificate is everybody's first mistake; what to do about it is known here.
    fn tell(&self, error: &io::Error, arrival: &Arrival) {
        let peer = arrival.peer;
        if turned_down(error) {
            let ca = self.ca.display();
            tracing::warn!(%peer, "a client does not trust {ca}: `payscore env` says how to let it");
        } else {
            tracing::debug!(%peer, %error, "a TLS handshake failed");
        }
    }
}

/// Whether the first byte is that of a method. TLS begins with 22, and a client that says nothing yet waits for no one.
async fn speaks_plain_http(stream: &Wire) -> bool {
    let mut first = [0];
    let peeked = tokio::time::timeout(HANDSHAKE_TIMEOUT, stream.peek(&mut first)).await;
    matches!(peeked, Ok(Ok(1))) && first[0].is_ascii_uppercase()
}

async fn send_to_https(mut stream: Wire) {
    let why = "this port speaks TLS: say https:// instead of http://\n";
    let length = why.len();
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{why}"
    );
    // What the client still sends is read and dropped: to close on it would reset the connection under the answer.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    let mut rest = [0; 1024];
    while matches!(stream.read(&mut rest).await, Ok(1..)) {}
}

/// Whether the client did not like the certificate.
fn turned_down(error: &io::Error) -> bool {
    let error = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    let Some(rustls::Error::AlertReceived(alert)) = error else { return false };
    use AlertDescription::{BadCertificate, CertificateUnknown, UnknownCA};
    matches!(*alert, UnknownCA | BadCertificate | CertificateUnknown)
}
