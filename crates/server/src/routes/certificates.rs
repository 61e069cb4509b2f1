//! `GET /v3/certificates`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::identity::PlatformIdentity;
use crate::refusal::Refusal;
use crate::routes::Routes;
use payscore_api::certificates::{Certificates, EncryptedCertificate, ListCertificates, PlatformCertificate};
use payscore_wire::{aead, rfc3339};

/// What the ciphertext is bound to.
const ASSOCIATED_DATA: &str = "certificate";

impl Endpoint for ListCertificates {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Certificates>, Refusal> {
        if caller.account.platform_identity() == PlatformIdentity::PublicKey {
            return Err(Refusal::no_platform_certificate());
        }
        let certificate = &app.platform.certificate;
        let nonce = app.entropy.alphanumeric(12);
        let ciphertext =
            caller.account.apiv3_key.seal(&nonce, ASSOCIATED_DATA, certificate.pem().as_bytes()).map_err(|error| {
                tracing::error!(%error, "a certificate could not be encrypted");
                Refusal::system_error()
            })?;
        let listed = PlatformCertificate {
            serial_no: certificate.serial_no().to_owned(),
            effective_time: rfc3339::format(certificate.not_before()),
            expire_time: rfc3339::format(certificate.not_after()),
            encrypt_certificate: EncryptedCertificate {
                algorithm: aead::ALGORITHM.to_owned(),
                nonce,
                associated_data: ASSOCIATED_DATA.to_owned(),
                ciphertext,
            },
        };
        Ok(Reply::unchanged(Certificates { data: vec![listed] }))
    }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<ListCertificates>()
}
