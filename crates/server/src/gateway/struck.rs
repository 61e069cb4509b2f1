//! What a fault makes of an answer. What it makes of the connection, the listener does.

use super::Caller;
use super::answer::{Answer, Answered, name, none_at_all, set, signed};
use crate::app::App;
use crate::faults::{Call, CallFault, NoStrike, Strike};
use crate::live::Topic;
use crate::nodes::Common;
use crate::refusal::Refusal;
use http::HeaderMap;
use payscore_wire::headers::PROBE_SIGNATURE_PREFIX;
use payscore_wire::message;

/// How a public key's id begins; certificates have hexadecimal serials.
const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_";

/// The fault that strikes a call, if any; an answer where that is all that happens, and where the request's header
/// asks for a fault that there is not.
pub(crate) async fn struck(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    call: &Call<'_>,
) -> Result<Option<Strike>, Box<Answered>> {
    let strike = match app.faults.strike_call(headers, call, Common::of(&*app.store)).await {
        Ok(None) => return Ok(None),
        Ok(Some(strike)) => strike,
        Err(why) => {
            let refusal = match why {
                NoStrike::Asked(violation) => Refusal::violation(&violation),
                NoStrike::Store(error) => error.into(),
            };
            return Err(Box::new(signed(app, caller, Answer::refusal(&refusal))));
        }
    };
    if strike.rule.is_some() {
        app.live.changed(Topic::Faults);
    }
    tracing::info!(operation = call.operation, mchid = call.mchid, rule = strike.rule, "{}", strike.fault.name());
    let instead = match strike.fault {
        CallFault::SystemError => signed(app, caller, Answer::refusal(&Refusal::system_error())),
        CallFault::FrequencyLimited => signed(app, caller, Answer::refusal(&Refusal::frequency_limited())),
        CallFault::ResetBeforeCommit => none_at_all(app),
        _ => return Ok(Some(strike)),
    };
    Err(Box::new(strike.mark(instead)))
}

impl Strike {
    /// What was to be answered, struck. Whatever was asked for is done, and durable, by now.
    pub(crate) async fn befall(self, app: &App, caller: &Caller, mut answer: Answered) -> Answered {
        match self.fault {
            CallFault::SlowAnswer => tokio::time::sleep(self.wait).await,
            CallFault::WrongSignature => sign_another(caller, answer.headers_mut(), ""),
            CallFault::SignTest => sign_another(caller, answer.headers_mut(), PROBE_SIGNATURE_PREFIX),
            CallFault::UnknownSerial => rename_key(app, answer.headers_mut()),
            // The rest is done on the way out, behind the journal, which is to show what was to be answered.
            _ => {}
        }
        self.mark(answer)
    }

    /// Tells journal and listener.
    fn mark(self, mut answer: Answered) -> Answered {
        answer.extensions_mut().insert(self);
        answer
    }
}

/// A real signature, of another body.
fn sign_another(caller: &Caller, headers: &mut HeaderMap, prefix: &str) {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let other = message::response(text(name::TIMESTAMP), text(name::NONCE), b"another body");
    let signature = caller.signer().key.sign(&other);
    set(headers, name::SIGNATURE, &format!("{prefix}{signature}"));
}

/// A serial of the same form, that of no key.
fn rename_key(app: &App, headers: &mut HeaderMap) {
    let bytes: [u8; 20] = app.entropy.bytes();
    let serial = headers.get(name::SERIAL).and_then(|serial| serial.to_str().ok()).unwrap_or_default();
    let is_public_key = serial.starts_with(PUBLIC_KEY_ID);
    let serial = if is_public_key {
        let digits: String = bytes.iter().map(|byte| char::from(b'0' + byte % 10)).collect();
        format!("{PUBLIC_KEY_ID}{digits:0>31}")
    } else {
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    };
    set(headers, name::SERIAL, &serial);
}
