//! The platform's two identities, the certificate and the WeChat Pay public key, and how each is replaced by another.
//!
//! A request, and whatever it is answered with, sees one [`Identities`]: what changes meanwhile concerns the next.

mod folder;
mod ring;
#[cfg(feature = "sm")]
mod sm2;

use super::files::IdentityError;
use super::{Account, PlatformIdentity, Vault};
use crate::clock::Now;
use crate::entropy::Entropy;
use parking_lot::RwLock;
#[cfg(feature = "sm")]
use payscore_wire::Sm2Issuer;
use payscore_wire::{Algorithm, Certificate, IssueError, Issuer, PrivateKey, PublicKey, Subject, Validity};
pub(crate) use ring::{Due, Phase, Ring, Role};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

const YEAR: i64 = 365 * 24 * 3600;
/// Merchant and platform certificates live five years, as upstream's do.
pub(super) const CERTIFICATE_LIFE: i64 = 5 * YEAR;

/// A key with the name that `Wechatpay-Serial` gives it.
pub(crate) struct Signer {
    pub(crate) serial: String,
    pub(crate) key: PrivateKey,
    /// `None` for a WeChat Pay public key.
    pub(crate) certificate: Option<Certificate>,
}

impl Signer {
    fn kind(&self) -> PlatformIdentity {
        if self.certificate.is_some() { PlatformIdentity::Certificate } else { PlatformIdentity::PublicKey }
    }

    /// The public half, as PEM: the certificate, or the bare key.
    pub(crate) fn public_pem(&self) -> String {
        match &self.certificate {
            Some(certificate) => certificate.pem().to_owned(),
            None => self.key.public_key().to_pem(),
        }
    }

    fn end(&self) -> Option<i64> {
        self.certificate.as_ref().map(Certificate::not_after)
    }
}

/// All that the platform signs and decrypts with, at one moment.
#[derive(Clone)]
pub(crate) struct Identities {
    pub(crate) certificate: Ring<Arc<Signer>>,
    pub(crate) public_key: Ring<Arc<Signer>>,
    /// For merchants with SM2 keys; `None` where the server does not know these. It does not rotate.
    pub(crate) sm2: Option<Arc<Signer>>,
}

impl Identities {
    fn new(certificate: Signer, public_key: Signer) -> Self {
        Self { certificate: Ring::new(Arc::new(certificate)), public_key: Ring::new(Arc::new(public_key)), sm2: None }
    }

    /// Who signs: the identity that `wanted` names, where it is known and of the kind of the merchant's keys, else the
    /// merchant's own choice.
    pub(crate) fn signer(&self, wanted: Option<&str>, account: &Account) -> &Signer {
        let fits = |signer: &&Signer| signer.key.algorithm() == account.algorithm();
        wanted.and_then(|serial| self.named(serial)).filter(fits).unwrap_or_else(|| match &self.sm2 {
            Some(sm2) if account.algorithm() != Algorithm::Rsa => sm2,
            _ => &self.ring(account.platform_identity()).signing,
        })
    }

    /// The identity of this name. One that is announced can be asked for, one that is retired cannot.
    pub(crate) fn named(&self, serial: &str) -> Option<&Signer> {
        let all = self.certificate.all().chain(self.public_key.all()).chain(&self.sm2);
        all.map(Arc::as_ref).find(|signer| signer.serial == serial)
    }

    /// Whether an identity of this name was retired.
    pub(crate) fn is_retired(&self, serial: &str) -> bool {
        self.certificate.retired.iter().chain(&self.public_key.retired).any(|retired| retired.serial == serial)
    }

    /// When this one is retired by the schedule of its rotation, on the service clock.
    pub(crate) fn withdrawal(&self, signer: &Signer) -> Option<i64> {
        let beside = self.ring(signer.kind()).beside.as_ref()?;
        let outgoing = beside.role == Role::Previous && beside.key.serial == signer.serial;
        beside.due.filter(|_| outgoing)
    }

    pub(crate) fn ring(&self, identity: PlatformIdentity) -> &Ring<Arc<Signer>> {
        match identity {
            PlatformIdentity::Certificate => &self.certificate,
            PlatformIdentity::PublicKey => &self.public_key,
        }
    }

    /// When this identity's next phase is due.
    pub(crate) fn due(&self, identity: PlatformIdentity) -> Due {
        let ring = self.ring(identity);
        ring.due(ring.outgoing().end())
    }

    /// The phases that the schedules of rotations bring by `now`, each with its moment on the service clock.
    pub(crate) fn scheduled_by(&self, now: Now) -> Vec<(PlatformIdentity, Phase, i64)> {
        let mut phases = Vec::new();
        for identity in PlatformIdentity::BOTH {
            let mut ring = self.ring(identity).clone();
            while let Some(at) = ring.due(ring.outgoing().end()).service.filter(|at| *at <= now.service) {
                let phase = ring.next_phase();
                phases.push((identity, phase, at));
                ring = match phase {
                    // The one phase that makes a key, and has no schedule.
                    Phase::Announce => break,
                    Phase::Switch => ring.switch(at),
                    Phase::Retire => ring.retire(&ring.outgoing().serial, now.wall),
                };
            }
        }
        phases
    }

    fn with(&self, identity: PlatformIdentity, ring: Ring<Arc<Signer>>) -> Self {
        match identity {
            PlatformIdentity::Certificate => Self { certificate: ring, ..self.clone() },
            PlatformIdentity::PublicKey => Self { public_key: ring, ..self.clone() },
        }
    }
}

/// What a command asks of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Do this phase, if it is the next one.
    Phase(Phase),
    /// Do all phases that are left; all three where no rotation is under way.
    Whole,
}

/// Why a rotation did not go on.
#[derive(Debug, Error)]
pub(crate) enum RotateError {
    #[error("not the next phase")]
    OutOfOrder { next: Phase },
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

/// The platform: its authority and its identities.
pub(crate) struct Platform {
    issuer: Issuer,
    #[cfg(feature = "sm")]
    sm2_issuer: Sm2Issuer,
    folder: PathBuf,
    vault: Vault,
    current: RwLock<Arc<Identities>>,
    /// Held by whoever changes identities, until those who have to know of it do.
    pub(crate) changing: Arc<tokio::sync::Mutex<()>>,
}

impl Platform {
    /// Loads the platform's keys from `folder`, or makes them on the first start.
    pub(crate) fn open(folder: &Path, vault: &Vault, now: i64, entropy: &dyn Entropy) -> Result<Self, IdentityError> {
        let (issuer, identities) = folder::open(folder, vault, now, entropy)?;
        #[cfg(feature = "sm")]
        let (sm2_issuer, sm2) = sm2::open(folder, vault, now, entropy)?;
        #[cfg(feature = "sm")]
        let identities = Identities { sm2: Some(Arc::new(sm2)), ..identities };
        Ok(Self {
            issuer,
            #[cfg(feature = "sm")]
            sm2_issuer,
            folder: folder.to_owned(),
            vault: vault.clone(),
            current: RwLock::new(Arc::new(identities)),
            changing: Arc::default(),
        })
    }

    /// Loads the identities anew: another server has replaced some.
    pub(crate) fn reload(&self, now: i64, entropy: &dyn Entropy) -> Result<(), IdentityError> {
        let loaded = Self::open(&self.folder, &self.vault, now, entropy)?;
        *self.current.write() = loaded.current();
        Ok(())
    }

    /// What opens and seals the secrets of the data folder.
    pub(super) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Certifies a key, by the authority for its kind.
    pub(super) fn issue(
        &self,
        key: &PublicKey,
        subject: Subject<'_>,
        validity: Validity,
        serial: [u8; 20],
    ) -> Result<Certificate, IssueError> {
        match key.algorithm() {
            #[cfg(feature = "sm")]
            Algorithm::Sm2 => self.sm2_issuer.issue_to(key, subject, validity, serial),
            _ => self.issuer.issue_to(key, subject, validity, serial),
        }
    }

    /// Whether this certificate was made here.
    pub(crate) fn has_issued(&self, certificate: &Certificate) -> bool {
        let issued = |key: &PrivateKey| certificate.is_issued_by(&key.public_key());
        #[cfg(feature = "sm")]
        if issued(self.sm2_issuer.key()) {
            return true;
        }
        issued(self.issuer.key())
    }

    /// The identities as they are now.
    pub(crate) fn current(&self) -> Arc<Identities> {
        self.current.read().clone()
    }

    /// Does as ordered, for whoever holds `changing`. Blocks: a key is made, files are written.
    pub(crate) fn rotate(
        &self,
        identity: PlatformIdentity,
        order: Order,
        now: Now,
        entropy: &dyn Entropy,
    ) -> Result<(), RotateError> {
        let next = self.current().ring(identity).next_phase();
        match order {
            Order::Phase(phase) if phase != next => return Err(RotateError::OutOfOrder { next }),
            Order::Phase(_) => self.step(identity, now, Some(now.service), entropy)?,
            Order::Whole => loop {
                let last = self.current().ring(identity).next_phase() == Phase::Retire;
                self.step(identity, now, Some(now.service), entropy)?;
                if last {
                    break;
                }
            },
        }
        Ok(())
    }

    /// Does what is due by now, each phase at its own moment; whether that was anything. As [`rotate`](Self::rotate).
    pub(crate) fn catch_up(&self, now: Now, entropy: &dyn Entropy) -> Result<bool, IdentityError> {
        let mut changed = false;
        for identity in PlatformIdentity::BOTH {
            loop {
                let current = self.current();
                let due = current.due(identity);
                if !due.is_reached(now) {
                    break;
                }
                // A certificate that begins to end has half a year to be replaced in: its rotation has no schedule.
                let begins = current.ring(identity).next_phase() == Phase::Announce;
                let at = if begins { None } else { Some(due.moment(now)) };
                self.step(identity, now, at, entropy)?;
                changed = true;
            }
        }
        Ok(changed)
    }

    /// How many seconds are left until something is due.
    pub(crate) fn seconds_left(&self, now: Now) -> Option<i64> {
        let current = self.current();
        PlatformIdentity::BOTH.into_iter().filter_map(|identity| current.due(identity).seconds_left(now)).min()
    }

    /// The next phase: durable first, then seen. `at` is its moment on the service clock.
    fn step(
        &self,
        identity: PlatformIdentity,
        now: Now,
        at: Option<i64>,
        entropy: &dyn Entropy,
    ) -> Result<(), IdentityError> {
        let current = self.current();
        let ring = current.ring(identity);
        let (phase, outgoing) = (ring.next_phase(), ring.outgoing().clone());
        let changed = match phase {
            Phase::Announce => {
                let next =
                    folder::make_successor(&self.folder, &self.vault, &self.issuer, &outgoing, now.wall, entropy)?;
                ring.announce(Arc::new(next), at)
            }
            Phase::Switch => ring.switch(at.unwrap_or(now.service)),
            Phase::Retire => ring.retire(&outgoing.serial, now.wall),
        };
        let changed = current.with(identity, changed);
        folder::save(&self.folder, &changed)?;
        tracing::info!(?identity, ?phase, outgoing = outgoing.serial, "the platform's keys rotate");
        *self.current.write() = Arc::new(changed);
        if phase == Phase::Retire {
            folder::remove(&self.folder, &outgoing);
        }
        Ok(())
    }
}
