//! Why a request is not let in: the usual mistakes, tried one after another. Pure: what is known and what was sent go
//! in, findings come out.
//!
//! Runs only for requests that were refused, and is bounded: [`KEYS_TRIED`] operations with public keys, and
//! [`message`]'s limit of bytes hashed.

mod cause;
mod finding;
mod header;
mod json;
mod known;
mod message;
mod operation;
mod signature;
mod target;
mod time;

pub(crate) use finding::Finding;
pub(crate) use known::Known;
pub(crate) use message::{Comparison, compare, visible};
pub(crate) use operation::operation;

use cause::Cause;
use known::{KnownKey, Owner};
use payscore_wire::evidence::{self, Hash, Signed};
use payscore_wire::{Algorithm, Authorization, message as canonical};

/// With how many public keys a signature is opened at most.
const KEYS_TRIED: usize = 32;

/// A request as it was received.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'a> {
    pub(crate) method: &'a str,
    /// Path and query as sent.
    pub(crate) target: &'a str,
    /// The same without the base URL's prefix.
    pub(crate) stripped: &'a str,
    /// Where it came in: `http://127.0.0.1:9080`.
    pub(crate) origin: &'a str,
    /// The values of its `Authorization` headers.
    pub(crate) authorizations: &'a [&'a str],
    /// What belongs into the signed message: the body, or of an upload the `meta`.
    pub(crate) body: &'a [u8],
    /// The body as received.
    pub(crate) received: &'a [u8],
    /// When, in unix seconds.
    pub(crate) now: i64,
    /// The server knows the nonce already.
    pub(crate) replayed: bool,
}

/// What there is to say about a request. No finding: it is let in.
#[derive(Debug, Default)]
pub(crate) struct Diagnosis {
    /// The most telling one first.
    pub(crate) findings: Vec<Finding>,
    /// The message that should have been signed, where the header can be read.
    pub(crate) expected: Option<Vec<u8>>,
    /// What the signature holds, where somebody known made it.
    pub(crate) signed: Option<Signed>,
}

/// Looks for what keeps this request out.
pub(crate) fn diagnose(known: &Known, given: &Given<'_>) -> Diagnosis {
    let authorization = match header::read(given.authorizations) {
        Ok(authorization) => authorization,
        Err(finding) => return Diagnosis { findings: vec![finding], ..Diagnosis::default() },
    };
    let mut diagnosis = Diagnosis { expected: Some(expected(given, &authorization)), ..Diagnosis::default() };
    diagnosis.findings.extend(time::check(authorization.timestamp, given.now));
    match known.merchant(&authorization.mchid) {
        None => stranger(known, given, &authorization, &mut diagnosis),
        Some(merchant) => caller(known, merchant, given, &authorization, &mut diagnosis),
    }
    if diagnosis.findings.is_empty() && given.replayed {
        diagnosis.findings.push(Finding::new(Cause::NonceReplayed));
    }
    diagnosis
}

fn expected(given: &Given<'_>, authorization: &Authorization) -> Vec<u8> {
    let Authorization { timestamp, nonce_str, .. } = authorization;
    canonical::request(given.method, given.target, *timestamp, nonce_str, given.body)
}

/// A merchant number that does not exist: perhaps the key says who it is.
fn stranger(known: &Known, given: &Given<'_>, authorization: &Authorization, diagnosis: &mut Diagnosis) {
    let mchid = &authorization.mchid;
    let finding = if let Some(provider) = known.provider_of(mchid) {
        Finding::new(Cause::MerchantIsSub).with("mchid", mchid).with("provider", provider)
    } else {
        match opened(known, None, &signature::decode(&authorization.signature).bytes) {
            Some((KnownKey { owner: Owner::Merchant(owner), .. }, signed)) => {
                diagnosis.signed = Some(signed);
                Finding::new(Cause::MerchantOfOthers).with("mchid", mchid).with("owner", owner)
            }
            _ => Finding::new(Cause::MerchantUnknown).with("mchid", mchid).with("merchants", known.merchants()),
        }
    };
    diagnosis.findings.push(finding);
    if let Some(signed) = &diagnosis.signed {
        diagnosis.findings.extend(message::search(signed, given, authorization));
    }
}

/// A merchant that exists: its serial number, its key, its message.
fn caller(
    known: &Known,
    merchant: &KnownKey,
    given: &Given<'_>,
    authorization: &Authorization,
    diagnosis: &mut Diagnosis,
) {
    let kind = merchant.key.algorithm();
    if authorization.algorithm != kind {
        let finding = Finding::new(Cause::SchemeWrong).with("scheme", authorization.algorithm.scheme());
        diagnosis.findings.push(finding.with("expected", kind.scheme()));
        return;
    }
    let decoded = signature::decode(&authorization.signature);
    let maker = opened(known, Some(merchant), &decoded.bytes);
    let foreign = maker.as_ref().and_then(|(maker, _)| maker.owner.other_than(&merchant.owner));
    let serial = serial(known, merchant, &authorization.serial_no);
    match (serial, foreign) {
        // Everything but the merchant number is the other's.
        (Some(_), Some(Owner::Merchant(owner))) if known.serial_owner(&authorization.serial_no) == foreign => {
            let finding = Finding::new(Cause::MerchantOfOthers).with("owner", owner);
            diagnosis.findings.push(finding.with("mchid", &authorization.mchid));
        }
        (serial, foreign) => {
            diagnosis.findings.extend(serial);
            diagnosis.findings.extend(foreign.map(|owner| key_of(owner, merchant, authorization)));
        }
    }
    if !accepted(given, authorization, merchant) {
        let found = unaccepted(merchant, given, authorization, &decoded, maker.as_ref().map(|(_, signed)| signed));
        diagnosis.findings.extend(found);
        let nothing = diagnosis.findings.is_empty();
        diagnosis.findings.extend(nothing.then(|| Finding::new(Cause::MessageDiffers)));
    }
    diagnosis.signed = maker.map(|(_, signed)| signed);
}

/// As the server itself checks it: over the target as sent, or without the base URL's prefix.
fn accepted(given: &Given<'_>, authorization: &Authorization, merchant: &KnownKey) -> bool {
    [given.target, given.stripped].into_iter().any(|target| {
        let expected = expected(&Given { target, ..*given }, authorization);
        merchant.key.verify(&expected, &authorization.signature)
    })
}

/// What is wrong with the signature, whoever made it.
fn unaccepted(
    merchant: &KnownKey,
    given: &Given<'_>,
    authorization: &Authorization,
    decoded: &signature::Decoded,
    signed: Option<&Signed>,
) -> Vec<Finding> {
    let Some(signed) = signed else {
        if merchant.key.algorithm() != Algorithm::Rsa {
            // What an SM2 signature was made over cannot be read from it.
            return decoded.finding.clone().into_iter().collect();
        }
        let message = expected(given, authorization);
        return vec![signature::unopened(merchant, &message, decoded)];
    };
    let mut findings: Vec<Finding> = decoded.finding.clone().into_iter().collect();
    if signed.hash != Hash::Sha256 {
        findings.push(Finding::new(Cause::HashWrong).with("hash", signed.hash.name()));
    }
    findings.extend(message::search(signed, given, authorization));
    findings
}

/// Who made the signature, and what it holds. The one who should have is tried first.
fn opened<'a>(known: &'a Known, first: Option<&'a KnownKey>, bytes: &[u8]) -> Option<(&'a KnownKey, Signed)> {
    let others = known.keys().filter(|key| first.is_none_or(|first| first.owner != key.owner));
    let keys = first.into_iter().chain(others).take(KEYS_TRIED);
    keys.into_iter().find_map(|key| Some((key, evidence::open(&key.key, bytes)?)))
}

fn serial(known: &Known, merchant: &KnownKey, given: &str) -> Option<Finding> {
    if given.eq_ignore_ascii_case(&merchant.serial) {
        return None;
    }
    if known::same_serial(given, &merchant.serial) {
        let finding = Finding::new(Cause::SerialFormat).with("serial", given);
        return Some(finding.with("expected", &merchant.serial));
    }
    let finding = match known.serial_owner(given) {
        Some(Owner::Merchant(owner)) => {
            let Owner::Merchant(mchid) = &merchant.owner else { return None };
            Finding::new(Cause::SerialOfMerchant).with("owner", owner).with("mchid", mchid)
        }
        Some(platform) => {
            let (what, what_zh) = platform.words();
            Finding::new(Cause::SerialOfPlatform).both("what", what, what_zh)
        }
        None => Finding::new(Cause::SerialUnknown).with("serial", given),
    };
    Some(finding.with("expected", &merchant.serial))
}

fn key_of(owner: &Owner, merchant: &KnownKey, authorization: &Authorization) -> Finding {
    let finding = match owner {
        Owner::Merchant(owner) => {
            Finding::new(Cause::KeyOfMerchant).with("owner", owner).with("mchid", &authorization.mchid)
        }
        platform => {
            let (what, what_zh) = platform.words();
            Finding::new(Cause::KeyOfPlatform).both("what", what, what_zh)
        }
    };
    finding.with("expected", &merchant.serial)
}
