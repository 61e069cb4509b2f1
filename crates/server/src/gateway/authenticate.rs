//! Is this request signed, by whom, just now, and for the first time? In upstream's order of checks.

use super::Caller;
use super::answer::name;
use super::origin::origin;
use super::prefix::SentTarget;
use crate::app::App;
use crate::identity::Account;
use crate::refusal::Refusal;
use http::request::Parts;
use payscore_wire::headers::{AUTHORIZATION, MAX_SKEW_SECONDS};
use payscore_wire::{Authorization, AuthorizationError, message};
use serde_json::{Value, json};

const MALFORMED: &str = "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》";
const WRONG_SCHEME: &str = "Http头Authorization认证类型不正确";
const SKEWED: &str = "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟";
const UNKNOWN_MERCHANT: &str = "签名错误";
const WRONG_SERIAL: &str = "商户证书序列号有误。请使用签名私钥匹配的证书序列号";
/// A signature that is not over what was sent.
pub(crate) const MISMATCH: &str = "错误的签名，验签失败";
pub(super) const REPLAYED: &str = "Http头Authorization中的nonce_str已被使用，请勿重放请求";

/// Who calls, and the call's nonce, which is new here; or the 401.
pub(super) fn authenticate(app: &App, parts: &Parts, body: &[u8]) -> Result<(Caller, String), Refusal> {
    let authorization = read_header(parts)?;
    let now = app.clock.wall();
    if (now - authorization.timestamp).abs() > MAX_SKEW_SECONDS {
        let skew = authorization.timestamp - now;
        return Err(refuse(SKEWED, "timestamp", format!("the timestamp is {skew} s off the server's clock")));
    }
    let Some(account) = &app.merchants.get(&authorization.mchid) else {
        return Err(refuse(UNKNOWN_MERCHANT, "mchid", format!("mchid {} does not exist here", authorization.mchid)));
    };
    if !authorization.serial_no.eq_ignore_ascii_case(&account.serial_no) {
        let issue = format!("the merchant's certificate has the serial number {}", account.serial_no);
        return Err(refuse(WRONG_SERIAL, "serial_no", issue));
    }
    let kind = account.algorithm();
    if authorization.algorithm != kind {
        let scheme = kind.scheme();
        return Err(unreadable(
            WRONG_SCHEME,
            &format!("the merchant's certificate is an {kind} certificate: {scheme}"),
        ));
    }
    check_signature(parts, &authorization, account, body)?;
    // Where several servers share the database, that one decides.
    if app.store.shared().is_none() && !app.nonces.note(&authorization.mchid, &authorization.nonce_str, now) {
        return Err(replayed());
    }
    let platform_serial = parts.headers.get(name::SERIAL).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let caller = Caller {
        account: account.clone(),
        origin: origin(parts),
        platform_serial,
        platform: app.platform.current(),
        is_first_try: true,
    };
    Ok((caller, authorization.nonce_str))
}

/// The 401 of a call that was made before.
pub(super) fn replayed() -> Refusal {
    refuse(REPLAYED, "nonce_str", "this nonce_str was used before".to_owned())
}

fn read_header(parts: &Parts) -> Result<Authorization, Refusal> {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(unreadable(MALFORMED, "exactly one Authorization header is needed"));
    };
    let text = value.to_str().map_err(|_| unreadable(MALFORMED, "the header is not ASCII"))?;
    Authorization::parse(text).map_err(|error| {
        let message = if matches!(error, AuthorizationError::Scheme { .. }) { WRONG_SCHEME } else { MALFORMED };
        unreadable(message, &error.to_string())
    })
}

/// Over the target as sent, or, where a base URL's prefix was taken off, without it.
fn check_signature(
    parts: &Parts,
    authorization: &Authorization,
    account: &Account,
    body: &[u8],
) -> Result<(), Refusal> {
    let method = parts.method.as_str();
    let stripped = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let sent = parts.extensions.get::<SentTarget>().map_or(stripped, |sent| sent.0.as_str());
    let signed_over =
        |target: &str| message::request(method, target, authorization.timestamp, &authorization.nonce_str, body);
    let signed = signed_over(sent);
    if account.public_key.verify(&signed, &authorization.signature) {
        return Ok(());
    }
    if sent != stripped && account.public_key.verify(&signed_over(stripped), &authorization.signature) {
        return Ok(());
    }
    Err(Refusal::sign_error(MISMATCH, Some(mismatch_detail(method, sent, &signed, body.len()))))
}

/// The detail of a signature that does not match: the message that should have been signed, its body cut to 8 bytes.
fn mismatch_detail(method: &str, url: &str, signed: &[u8], body_length: usize) -> Value {
    const SHOWN_BODY: usize = 8;
    let head = signed.len() - body_length - 1;
    let shown = &signed[..head + body_length.min(SHOWN_BODY)];
    json!({
        "detail": { "issue": "sign not match" },
        "field": "signature",
        "location": "authorization",
        "sign_information": {
            "method": method,
            "sign_message_length": signed.len(),
            "truncated_sign_message": format!("{}\n", String::from_utf8_lossy(shown)),
            "url": url,
        },
    })
}

/// A 401 whose detail says what upstream leaves to guessing.
fn refuse(message: &str, field: &str, issue: String) -> Refusal {
    Refusal::sign_error(message, Some(detail(field, &issue)))
}

/// The same, for a header that cannot be read at all.
fn unreadable(message: &str, issue: &str) -> Refusal {
    Refusal::unreadable_authorization(message, detail("authorization", issue))
}

fn detail(field: &str, issue: &str) -> Value {
    json!({ "detail": { "issue": issue }, "field": field, "location": "authorization" })
}
