//! The local certificate authority: what lets clients trust this server's TLS under WeChat Pay's host names.
//!
//! It is made on the first start and kept; the server's certificate is renewed by itself. Its certificates can be for
//! WeChat Pay's domains and this machine only, so that trusting it gives away nothing else.

use super::Vault;
use super::files::{IdentityError, expired, make_folder, read, unusable, write};
use crate::entropy::Entropy;
use payscore_wire::issue::serial_from;
use payscore_wire::tls::Reach;
use payscore_wire::{TlsAuthority, TlsCertificate, Validity};
use std::path::Path;

/// The hosts of the API: all that the proxy answers for.
pub(crate) const WECHAT_PAY_HOSTS: [&str; 5] = [
    "api.mch.weixin.qq.com",
    "api2.mch.weixin.qq.com",
    "apihk.mch.weixin.qq.com",
    "api.wechatpay.cn",
    "api2.wechatpay.cn",
];
/// Where else the server is reached.
const OWN_HOSTS: [&str; 2] = ["localhost", "127.0.0.1"];
/// What the authority's certificates may be for.
const REACH: Reach<'_> =
    Reach { domains: &["mch.weixin.qq.com", "wechatpay.cn", "localhost"], addresses: &[[127, 0, 0, 1]] };

const DAY: i64 = 24 * 3600;
const AUTHORITY_LIFE: i64 = 10 * 365 * DAY;
/// Clients refuse certificates of servers that live longer than 398 days.
const SERVER_LIFE: i64 = 397 * DAY;
/// With less left, a server's certificate is renewed at start.
const RENEW_BEFORE: i64 = 60 * DAY;

/// The server's certificate with its key, both PEM.
pub(crate) struct TlsIdentity {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// The certificate to trust, its key, and the server's own with its key.
const CA: &str = "ca.pem";
const CA_KEY: &str = "ca_key.pem";
const SERVER: &str = "server.pem";
const SERVER_KEY: &str = "server_key.pem";

impl TlsIdentity {
    /// Loads the server's certificate from `folder`; makes authority and certificate where they are missing, and the
    /// certificate anew where it would soon be of no use.
    pub(crate) fn open(folder: &Path, vault: &Vault, now: i64, entropy: &dyn Entropy) -> Result<Self, IdentityError> {
        if !folder.join(CA).exists() {
            make_authority(folder, vault, now)?;
        }
        let authority = certificate(&folder.join(CA))?;
        if authority.validity().not_after < now {
            return Err(expired(&folder.join(CA), authority.validity().not_after));
        }
        let key = folder.join(CA_KEY);
        // Read although it is seldom needed: that it is no good should not show in a year.
        let authority = TlsAuthority::load(authority, &vault.read(&key)?).map_err(|error| unusable(&key, error))?;
        let server = folder.join(SERVER);
        if !server.exists() || !is_good(&certificate(&server)?, authority.certificate(), now) {
            renew(folder, vault, &authority, now, entropy)?;
        }
        Ok(Self { certificate: read(&server)?, key: vault.read(&folder.join(SERVER_KEY))? })
    }
}

fn certificate(path: &Path) -> Result<TlsCertificate, IdentityError> {
    TlsCertificate::from_pem(&read(path)?).map_err(|error| unusable(path, error))
}

/// Whether the server's certificate is this authority's, covers all hosts, and will do for a while.
fn is_good(server: &TlsCertificate, authority: &TlsCertificate, now: i64) -> bool {
    let covered = hosts().iter().all(|host| server.names().iter().any(|name| name == host));
    // The authority may itself end before the server's certificate would.
    let needed = (now + RENEW_BEFORE).min(authority.validity().not_after);
    let Validity { not_before, not_after } = server.validity();
    covered && server.is_issued_by(authority) && not_before <= now && needed <= not_after
}

fn hosts() -> Vec<&'static str> {
    WECHAT_PAY_HOSTS.into_iter().chain(OWN_HOSTS).collect()
}

fn make_authority(folder: &Path, vault: &Vault, now: i64) -> Result<(), IdentityError> {
    let validity = Validity { not_before: now - 3600, not_after: now + AUTHORITY_LIFE };
    // The name is what people find in their trust store, and what makes two data folders' authorities two.
    let name = format!("payscore local CA {}", payscore_wire::rfc3339::format(now));
    let authority =
        TlsAuthority::generate(&name, REACH, validity).map_err(|error| IdentityError::Make(error.to_string()))?;
    make_folder(folder)?;
    vault.write(&folder.join(CA_KEY), &authority.key_pem())?;
    // Last: its presence says that there is an authority.
    write(&folder.join(CA), authority.certificate().pem())
}

fn renew(
    folder: &Path,
    vault: &Vault,
    authority: &TlsAuthority,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<(), IdentityError> {
    let not_after = (now + SERVER_LIFE - 3600).min(authority.certificate().validity().not_after);
    let (certificate, key) = authority
        .issue(&hosts(), Validity { not_before: now - 3600, not_after }, serial_from(entropy.bytes()))
        .map_err(|error| IdentityError::Make(error.to_string()))?;
    // The old certificate first goes: a crash in between must not leave it beside another key.
    let server = folder.join(SERVER);
    if server.exists() {
        std::fs::remove_file(&server).map_err(|source| IdentityError::Write { path: server.clone(), source })?;
    }
    vault.write(&folder.join(SERVER_KEY), &key)?;
    write(&server, certificate.pem())
}
