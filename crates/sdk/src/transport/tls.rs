//! TLS, with aws-lc and the system's roots of trust.

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls_platform_verifier::BuilderVerifierExt as _;
use std::sync::{Arc, OnceLock};

/// How servers are believed. The system's roots are read when they are first needed.
#[derive(Default)]
pub(crate) struct Tls(OnceLock<Arc<ClientConfig>>);

impl Tls {
    pub(crate) fn config(&self) -> Result<Arc<ClientConfig>, rustls::Error> {
        if let Some(config) = self.0.get() {
            return Ok(config.clone());
        }
        // The provider is named, so that no process-wide default has to be installed, and none gets in the way.
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let trusting = builder.with_safe_default_protocol_versions()?.with_platform_verifier()?;
        let mut config = trusting.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(self.0.get_or_init(|| Arc::new(config)).clone())
    }

    #[cfg(test)]
    pub(crate) fn given(config: ClientConfig) -> Self {
        Self(OnceLock::from(Arc::new(config)))
    }
}
