//! TLS, with the system's roots of trust.

use super::Failure;
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::BuilderVerifierExt as _;
use std::sync::{Arc, OnceLock};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How receivers are believed. The system's roots are read when they are first needed: most receivers have no TLS.
#[derive(Default)]
pub(super) struct Tls(OnceLock<Arc<ClientConfig>>);

impl Tls {
    pub(super) async fn connect(&self, host: &str, stream: TcpStream) -> Result<TlsStream<TcpStream>, Failure> {
        let name = ServerName::try_from(host.to_owned()).map_err(Failure::connect)?;
        let connector = TlsConnector::from(self.config().map_err(Failure::connect)?);
        connector.connect(name, stream).await.map_err(Failure::connect)
    }

    fn config(&self) -> Result<Arc<ClientConfig>, rustls::Error> {
        if let Some(config) = self.0.get() {
            return Ok(config.clone());
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let trusting = builder.with_safe_default_protocol_versions()?.with_platform_verifier()?;
        let mut config = trusting.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(self.0.get_or_init(|| Arc::new(config)).clone())
    }

    #[cfg(test)]
    pub(super) fn given(config: ClientConfig) -> Self {
        Self(OnceLock::from(Arc::new(config)))
    }
}
