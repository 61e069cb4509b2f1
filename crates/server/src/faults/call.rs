//! Which fault strikes an API call: the one that its header names, else the first rule that matches.

use super::Faults;
use super::kind::{CallFault, Fault};
use super::rule::{Rule, Wait, slow_milliseconds};
use crate::nodes::Common;
use http::{HeaderMap, HeaderName};
use payscore_api::{Issue, Location, Violation};
use payscore_store::StoreError;
use serde_json::Value;
use std::time::Duration;

/// Names the fault of one call, as in upstream's sandbox of old.
pub(crate) const NEGATIVE_TEST: HeaderName = HeaderName::from_static("wechatpay-negative-test");
/// The parameter behind the name.
const MILLISECONDS: &str = "milliseconds";

/// What a call is matched by.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static str,
    pub(crate) mchid: &'a str,
    pub(crate) path_values: &'a [(String, String)],
    pub(crate) query: &'a str,
    pub(crate) body: &'a [u8],
}

/// A fault that strikes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Strike {
    pub(crate) fault: CallFault,
    /// The rule that it comes from; none where the call asked for it.
    pub(crate) rule: Option<u64>,
    /// How late a slow answer comes.
    pub(crate) wait: Duration,
}

/// Why it cannot be said what strikes a call.
#[derive(Debug)]
pub(crate) enum NoStrike {
    /// Its header names no fault.
    Asked(Violation),
    /// The rules cannot be read.
    Store(StoreError),
}

impl Call<'_> {
    /// Whether this number is anywhere in the call: in its path, or in a field that holds a number.
    fn has_number(&self, number: &str) -> bool {
        let in_query = || {
            let pairs: Vec<(String, String)> = serde_urlencoded::from_str(self.query).unwrap_or_default();
            pairs.iter().any(|(name, value)| holds_number(name) && value == number)
        };
        let in_body = || {
            let body: Value = serde_json::from_slice(self.body).unwrap_or_default();
            let fields = body.as_object();
            fields.is_some_and(|fields| fields.iter().any(|(name, value)| holds_number(name) && value == number))
        };
        self.path_values.iter().any(|(_, value)| value == number) || in_query() || in_body()
    }
}

/// `out_order_no`, `merchant_plan_no`, …
fn holds_number(field: &str) -> bool {
    field.ends_with("_no") || matches!(field, "authorization_code" | "transaction_id" | "query_id")
}

impl Rule {
    fn matches_call(&self, call: &Call<'_>) -> Option<CallFault> {
        let Fault::Call(fault) = self.fault else { return None };
        let matches = self.operation.as_deref().is_none_or(|name| name == call.operation)
            && self.mchid.as_deref().is_none_or(|mchid| mchid == call.mchid)
            && self.order.as_deref().is_none_or(|number| call.has_number(number));
        matches.then_some(fault)
    }
}

impl Faults {
    /// What strikes this call, if anything does. Counts the rule down.
    pub(crate) async fn strike_call(
        &self,
        headers: &HeaderMap,
        call: &Call<'_>,
        common: Option<Common<'_>>,
    ) -> Result<Option<Strike>, NoStrike> {
        if let Some(asked) = headers.get(NEGATIVE_TEST) {
            return asked_for(asked.as_bytes()).map(Some).map_err(NoStrike::Asked);
        }
        let matches = |rule: &Rule| {
            let fault = rule.matches_call(call)?;
            let wait = rule.wait.map(Wait::duration).unwrap_or_default();
            Some((fault, wait))
        };
        let struck = self.strike(common, matches).await.map_err(NoStrike::Store)?;
        Ok(struck.map(|(rule, (fault, wait))| Strike { fault, rule: Some(rule), wait }))
    }
}

/// `SYSTEM_ERROR`, or `SLOW_ANSWER; milliseconds=3000`.
fn asked_for(header: &[u8]) -> Result<Strike, Violation> {
    let text = String::from_utf8_lossy(header);
    let refuse = |issue: String| Violation {
        location: Location::Header,
        path: vec!["Wechatpay-Negative-Test".to_owned()],
        label: "",
        issue: Box::new(Issue::Rule { message: "异常用例名称不正确".to_owned(), issue }),
        value: text.clone().into_owned().into(),
    };
    let (name, parameter) = text.split_once(';').map_or((&*text, None), |(name, rest)| (name, Some(rest)));
    let name = name.trim();
    let fault = CallFault::named(name)
        .ok_or_else(|| refuse(format!("no fault {name} of API calls; there are {}", CallFault::names())))?;
    let Some(parameter) = parameter else {
        let wait = slow_milliseconds(None).map_err(refuse)?;
        return Ok(Strike { fault, rule: None, wait: Duration::from_millis(wait.into()) });
    };
    let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    if key.trim() != MILLISECONDS || fault != CallFault::SlowAnswer {
        return Err(refuse(format!("{name} has no {}; SLOW_ANSWER has {MILLISECONDS}", key.trim())));
    }
    let given = value.trim().parse().map_err(|_| refuse(format!("{MILLISECONDS}: a number, not {}", value.trim())))?;
    let wait = slow_milliseconds(Some(given)).map_err(refuse)?;
    Ok(Strike { fault, rule: None, wait: Duration::from_millis(wait.into()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_wherever_an_operation_has_one() {
        let path = [("out_order_no".to_owned(), "p-1".to_owned())];
        let call = Call {
            operation: "X",
            mchid: "1",
            path_values: &path,
            query: "service_id=s&out_order_no=q%2D1",
            body: br#"{"out_refund_no": "b-1", "reason": "r-1", "inner": {"out_order_no": "i-1"}}"#,
        };
        assert!(["p-1", "q-1", "b-1"].into_iter().all(|number| call.has_number(number)));
        assert!(["s", "r-1", "i-1", "", "1"].into_iter().all(|other| !call.has_number(other)));
        let broken = Call { path_values: &[], query: "%", body: b"{", ..call };
        assert!(!broken.has_number("p-1"));
    }

    #[test]
    fn the_header_names_a_fault_and_how_long_it_takes() {
        let strike = asked_for(b"SLOW_ANSWER; milliseconds=20").expect("a fault");
        assert_eq!((strike.fault, strike.wait, strike.rule), (CallFault::SlowAnswer, Duration::from_millis(20), None));
        assert_eq!(asked_for(b" SYSTEM_ERROR ").map(|strike| strike.fault), Ok(CallFault::SystemError));
        for wrong in [
            "",
            "EARTHQUAKE",
            "NOTIFICATION_DROP",
            "SYSTEM_ERROR; milliseconds=1",
            "SLOW_ANSWER;",
            "SLOW_ANSWER; seconds=1",
            "SLOW_ANSWER; milliseconds=0",
            "SLOW_ANSWER; milliseconds=x",
        ] {
            assert!(asked_for(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
