//! `GET /v3/certificates`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::identity::{PlatformIdentity, Signer};
use crate::refusal::Refusal;
use crate::routes::Routes;
use payscore_api::certificates::{Certificates, EncryptedCertificate, ListCertificates, PlatformCertificate};
use payscore_wire::{Certificate, rfc3339};

/// What the ciphertext is bound to.
const ASSOCIATED_DATA: &str = "certificate";
/// So long before a certificate is withdrawn, its listed end is the withdrawal.
const WITHDRAWAL_KNOWN: i64 = 24 * 3600;

impl Endpoint for ListCertificates {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<Certificates>, Refusal> {
        let platform = &caller.platform;
        let (rsa, sm2) = match self.algorithm_type.as_deref() {
            Some("SM2") => (false, true),
            Some("ALL") => (true, true),
            _ => (true, false),
        };
        if rsa && caller.account.platform_identity() == PlatformIdentity::PublicKey {
            return Err(Refusal::no_platform_certificate());
        }
        let rsa = platform.certificate.all().filter(|_| rsa);
        let all = rsa.chain(platform.sm2.iter().filter(|_| sm2));
        let data = all.filter_map(|signer| Some(listed(app, caller, signer, signer.certificate.as_ref()?)));
        Ok(Reply::unchanged(Certificates { data: data.collect::<Result<_, _>>()? }))
    }
}

fn listed(
    app: &App,
    caller: &Caller,
    signer: &Signer,
    certificate: &Certificate,
) -> Result<PlatformCertificate, Refusal> {
    let nonce = app.entropy.alphanumeric(12);
    // Each with what belongs to its own kind: who asks for it knows that.
    let algorithm = signer.key.algorithm();
    let sealed = caller.account.apiv3_key.seal_with(algorithm, &nonce, ASSOCIATED_DATA, certificate.pem().as_bytes());
    let ciphertext = sealed.map_err(|error| {
        tracing::error!(%error, "a certificate could not be encrypted");
        Refusal::system_error()
    })?;
    Ok(PlatformCertificate {
        serial_no: signer.serial.clone(),
        effective_time: rfc3339::format(certificate.not_before()),
        expire_time: rfc3339::format(expiry(app, caller, signer, certificate)),
        encrypt_certificate: EncryptedCertificate {
            algorithm: algorithm.aead().to_owned(),
            nonce,
            associated_data: ASSOCIATED_DATA.to_owned(),
            ciphertext,
        },
    })
}

/// The certificate's own end or, in its last day, its withdrawal. Clients hold it against their own clocks.
fn expiry(app: &App, caller: &Caller, signer: &Signer, certificate: &Certificate) -> i64 {
    let own = certificate.not_after();
    let now = app.clock.now();
    let withdrawal = caller.platform.withdrawal(signer).filter(|at| at - now.service <= WITHDRAWAL_KNOWN);
    // A frozen clock never gets there.
    let left = withdrawal.and_then(|at| now.wall_seconds_until(at));
    left.map_or(own, |left| own.min(now.wall.saturating_add(left)))
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<ListCertificates>()
}
