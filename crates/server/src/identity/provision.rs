//! What the first start provides: a direct merchant and a provider with a sub-merchant, services, and test users.

use super::files::{IdentityError, alias, make_folder, remove_file, replace, write};
use super::new_merchant::{Draft, MerchantKind, issue};
use super::platform::Platform;
use super::{KeyAlgorithm, MerchantFile, PlatformIdentity};
use crate::entropy::Entropy;
use payscore_domain::{Behaviour, Fen, Service, ServiceKind, User};
use payscore_wire::PrivateKey;
use std::path::Path;

/// A merchant as it is first provided.
struct Plan {
    mchid: &'static str,
    name: &'static str,
    alias: &'static str,
    appid: &'static str,
    sub: Option<(&'static str, &'static str)>,
    services: &'static [(&'static str, ServiceKind, i64, bool)],
}

/// The channel through which the provider, called as an acquiring institution, serves its sub-merchant.
pub(super) const CHANNEL_ID: &str = "1900000300";
/// What the sub-merchant is paid out in, called as one abroad: the currency of the official samples.
pub(super) const SUB_CURRENCY: &str = "HKD";

const PLANS: [Plan; 2] = [
    Plan {
        mchid: "1230000109",
        name: "直连测试商户",
        alias: "default",
        appid: "wxd678efh567hg6787",
        sub: None,
        services: &[
            ("500001000000000000000000000001", ServiceKind::ServiceOrder, 100_000, true),
            ("500001000000000000000000000002", ServiceKind::ServiceOrder, 100_000, false),
            ("500001000000000000000000000003", ServiceKind::SmartRetail, 50_000, true),
            ("500001000000000000000000000004", ServiceKind::PayAfter, 100_000, true),
            ("500001000000000000000000000041", ServiceKind::PayAfter, 100_000, false),
            ("500001000000000000000000000005", ServiceKind::Plan, 100_000, true),
        ],
    },
    Plan {
        mchid: "1900000100",
        name: "测试服务商",
        alias: "partner",
        appid: "wxd678efh567hg6788",
        sub: Some(("1900000109", "wxd678efh567hg6999")),
        services: &[
            ("2002000000000558128851361561535", ServiceKind::ServiceOrder, 100_000, true),
            ("2002000000000558128851361561536", ServiceKind::ServiceOrder, 100_000, false),
            ("2002000000000558128851361561561", ServiceKind::AcquiringBank, 100_000, true),
            ("2002000000000558128851361561562", ServiceKind::AcquiringBank, 100_000, false),
            ("2002000000000558128851361561571", ServiceKind::Oversea, 100_000, true),
            ("2002000000000558128851361561572", ServiceKind::Oversea, 100_000, false),
            ("2002000000000558128851361561537", ServiceKind::Plan, 100_000, true),
        ],
    },
];

/// Writes the folders of those of the first merchants that are not there: all of them on the first start, one whose
/// folder was removed on a later one.
pub(super) fn provision(
    folder: &Path,
    platform: &Platform,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<(), IdentityError> {
    let unnamed = PLANS.iter().filter(|plan| !folder.join(plan.alias).exists());
    let (named, missing): (Vec<&Plan>, Vec<&Plan>) =
        unnamed.partition(|plan| folder.join(plan.mchid).join("merchant.json").exists());
    make_folder(folder)?;
    // A copy of what several servers share has no names but the folders' own.
    named.into_iter().try_for_each(|plan| alias(plan.mchid, &folder.join(plan.alias)))?;
    // Keys take some 100 ms each: made side by side.
    let keys: Vec<_> = std::thread::scope(|scope| {
        let making: Vec<_> = missing.iter().map(|_| scope.spawn(PrivateKey::generate)).collect();
        making.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    for (plan, key) in missing.into_iter().zip(keys) {
        let key = key
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            .map_err(|error| IdentityError::Make(error.to_string()))?;
        provide(&folder.join(plan.mchid), plan, key, platform, now, entropy)?;
        alias(plan.mchid, &folder.join(plan.alias))?;
    }
    Ok(())
}

fn provide(
    folder: &Path,
    plan: &Plan,
    key: PrivateKey,
    platform: &Platform,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<(), IdentityError> {
    let certificate = issue(platform, &key, plan.mchid, plan.name, now, entropy)?;
    let file = MerchantFile {
        mchid: plan.mchid.to_owned(),
        serial_no: certificate.serial_no().to_owned(),
        algorithm: KeyAlgorithm::default(),
        appid: plan.appid.to_owned(),
        sub_mchid: plan.sub.map(|(mchid, _)| mchid.to_owned()),
        sub_appid: plan.sub.map(|(_, appid)| appid.to_owned()),
        channel_id: plan.sub.map(|_| CHANNEL_ID.to_owned()),
        sub_currency: plan.sub.map(|_| SUB_CURRENCY.to_owned()),
        apiv2_key: entropy.alphanumeric(32),
        apiv3_key: entropy.alphanumeric(32),
        wechatpay_public_key_id: String::new(),
        platform_serial_no: String::new(),
        platform_identity: PlatformIdentity::default(),
        notify_url: None,
        services: plan.services.iter().map(service).collect(),
        users: users(),
    };
    write_merchant(folder, Draft { file, certificate, private_key: Some(key) }, platform)
}

/// Writes a merchant's folder.
pub(super) fn write_merchant(folder: &Path, draft: Draft, platform: &Platform) -> Result<(), IdentityError> {
    let Draft { mut file, certificate, private_key } = draft;
    make_folder(folder)?;
    if let Some(key) = private_key {
        platform.vault().write(&folder.join("apiclient_key.pem"), &key.to_pkcs8_pem())?;
    }
    write(&folder.join("apiclient_cert.pem"), certificate.pem())?;
    give_platform(folder, &mut file, platform)
}

/// Tells a merchant who the platform is: both public halves, their names, and with them `merchant.json`.
pub(super) fn give_platform(folder: &Path, file: &mut MerchantFile, platform: &Platform) -> Result<(), IdentityError> {
    let vault = platform.vault();
    let platform = platform.current();
    let (public_key, certificate) = match (file.algorithm, &platform.sm2) {
        (KeyAlgorithm::Sm2, Some(sm2)) => (None, sm2),
        _ => (Some(&platform.public_key.signing), &platform.certificate.signing),
    };
    file.wechatpay_public_key_id = public_key.map(|key| key.serial.clone()).unwrap_or_default();
    file.platform_serial_no.clone_from(&certificate.serial);
    // Replaced as wholes: programs may read them at this very moment.
    let path = folder.join("wechatpay_public_key.pem");
    match public_key {
        Some(key) => replace(&path, &key.public_pem())?,
        None => remove_file(&path)?,
    }
    replace(&folder.join("platform_cert.pem"), &certificate.public_pem())?;
    // Holds the APIv2 and APIv3 keys. Last: its presence makes the folder a merchant.
    let json = serde_json::to_string_pretty(file).map_err(|error| IdentityError::Make(error.to_string()))?;
    vault.replace(&folder.join("merchant.json"), &json)
}

fn service(&(service_id, kind, risk_cap, needs_user_confirm): &(&str, ServiceKind, i64, bool)) -> Service {
    Service { service_id: service_id.into(), kind, risk_cap: Fen::new(risk_cap), needs_user_confirm }
}

/// The services of an added merchant: what the first merchant of its kind has, under numbers of its own.
pub(super) fn services_of(kind: MerchantKind, mchid: &str) -> Vec<Service> {
    let plan = match kind {
        MerchantKind::Direct => &PLANS[0],
        MerchantKind::Partner => &PLANS[1],
    };
    // As long as theirs: the first digits say what it is, the last ones which.
    let numbered = |service_id: &str| {
        let (head, tail) = (&service_id[..6], &service_id[service_id.len() - 2..]);
        let width = service_id.len() - head.len() - tail.len();
        let own = &mchid[mchid.len().saturating_sub(width)..];
        format!("{head}{own:0>width$}{tail}")
    };
    plan.services.iter().map(|listed| Service { service_id: numbered(listed.0).into(), ..service(listed) }).collect()
}

/// The users of every merchant that is made here.
pub(super) fn users() -> Vec<User> {
    Behaviour::ALL.into_iter().map(user).collect()
}

/// Whether the folder's merchant would be made anew at the next start.
pub(super) fn is_provided(name: &str) -> bool {
    PLANS.iter().any(|plan| plan.mchid == name)
}

/// Test users carry their behaviour in their openid; the first one is the openid of the official examples.
fn user(behaviour: Behaviour) -> User {
    let openid = match behaviour {
        Behaviour::PaysAtOnce => "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
        Behaviour::PaysOnThirdAttempt => "oPaysOnThirdAttempt_00000001",
        Behaviour::NeverHasBalance => "oNeverHasBalance_00000000001",
        Behaviour::Declines => "oDeclines_000000000000000001",
        Behaviour::FailsAssessment => "oFailsAssessment_00000000001",
        Behaviour::TeenMode => "oTeenMode_000000000000000001",
        Behaviour::HasOverdueOrders => "oHasOverdueOrders_0000000001",
        Behaviour::NotAuthorized => "oNotAuthorized_0000000000001",
    };
    User { openid: openid.into(), behaviour }
}
