//! TLS, with the certificate of the local authority. HTTP/1.1 is all that ALPN offers: HTTP/2 writes names small.

use super::{Arrival, Desk, Stop, accept, stopped};
use crate::identity::TlsIdentity;
use hyper_util::server::graceful::Watcher;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, ServerConfig, version};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client may take to shake hands.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Takes off TLS.
#[derive(Clone)]
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    /// What clients have to trust, to name it to those that do not.
    ca: Arc<PathBuf>,
}

impl Tls {
    /// From the server's certificate. Why not, in words, where certificate or key are no good.
    pub(crate) fn new(identity: &TlsIdentity, ca: PathBuf) -> Result<Self, String> {
        let chain = CertificateDer::pem_slice_iter(identity.certificate.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| error.to_string())?;
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).map_err(|error| error.to_string())?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(|error| error.to_string())?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| error.to_string())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca: Arc::new(ca) })
    }

    /// Serves over TLS until told to stop, then lets running answers finish.
    pub(crate) async fn serve(self, listener: TcpListener, desk: Desk, stop: Stop) {
        let stopped = stop.clone();
        accept(listener, stop, |stream, peer, connections| {
            let arrival = Arrival { peer, secure: true };
            let (tls, desk, watcher) = (self.clone(), desk.clone(), connections.watcher());
            tokio::spawn(tls.converse(stream, desk, arrival, watcher, stopped.clone()));
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
            Ok(Err(error)) => return self.tell(&error, arrival),
            Err(_) => return tracing::debug!(peer = %arrival.peer, "no TLS handshake came"),
        };
        desk.converse(stream, arrival, watcher).await;
    }

    /// A client that does not trust the certificate is everybody's first mistake; what to do about it is known here.
    fn tell(&self, error: &io::Error, arrival: Arrival) {
        let peer = arrival.peer;
        if turned_down(error) {
            let ca = self.ca.display();
            tracing::warn!(%peer, "a client does not trust {ca}: `payscore env` says how to let it");
        } else {
            tracing::debug!(%peer, %error, "a TLS handshake failed");
        }
    }
}

/// Whether the client did not like the certificate.
fn turned_down(error: &io::Error) -> bool {
    let error = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    let Some(rustls::Error::AlertReceived(alert)) = error else { return false };
    use AlertDescription::{BadCertificate, CertificateUnknown, UnknownCA};
    matches!(*alert, UnknownCA | BadCertificate | CertificateUnknown)
}
