//! Requests of every operation: the first line is method and target, the rest the body.

use crate::reading::first_line;
use payscore_api::spec::{Field, Shape};
use payscore_api::{Operation, Violation, operation_at};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A request as it was read: its path's values, and what is sent of it besides.
type Seen = Result<(Vec<(&'static str, String)>, Value), Violation>;
type Reader = fn(Vec<(String, String)>, &str, &[u8]) -> Seen;

/// What a refusal repeats of the request, it repeats once.
const WORDS: usize = 4096;

macro_rules! readers {
    ($($module:path: $($name:ident),+;)+) => {
        &[$($({ use $module as module; (stringify!($name), read::<module::$name>) }),+),+]
    };
}

/// Every operation's reader, by its name; a test compares them with the catalogue.
const READERS: &[(&str, Reader)] = readers![
    payscore_api::bill: GetFundFlowBill, GetTradeBill;
    payscore_api::certificates: ListCertificates;
    payscore_api::payscore::acquiringbank::permissions: ApplyAcquiringBankPermission;
    payscore_api::payscore::acquiringbank::permissions::authorization_code:
        QueryAcquiringBankPermissionByCode, TerminateAcquiringBankPermissionByCode;
    payscore_api::payscore::acquiringbank::serviceorder:
        CancelAcquiringBankServiceOrder, CompleteAcquiringBankServiceOrder, CreateAcquiringBankServiceOrder,
        QueryAcquiringBankDeduction, ModifyAcquiringBankServiceOrder, QueryAcquiringBankServiceOrder,
        RegisterAcquiringBankDeduction, SyncAcquiringBankServiceOrder;
    payscore_api::payscore::acquiringbank::servicepayondeliveryorder: CreateAcquiringBankPayOnDeliveryOrder;
    payscore_api::payscore::merchant_bill: GetMerchantBill;
    payscore_api::payscore::oversea::partner::serviceorder:
        CancelOverseaPartnerServiceOrder, CompleteOverseaPartnerServiceOrder, CreateOverseaPartnerServiceOrder,
        QueryOverseaPartnerServiceOrder, SyncOverseaPartnerServiceOrder;
    payscore_api::payscore::partner::permissions:
        ApplyPartnerPermission, ApplyPartnerPermissionForScene, AssessPartnerUserRiskLevel, SearchPartnerPermission,
        TerminatePartnerPermission;
    payscore_api::payscore::partner::permissions::authorization_code:
        QueryPartnerPermissionByCode, TerminatePartnerPermissionByCode;
    payscore_api::payscore::partner::service_account_applications:
        CreateServiceAccountApplication, QueryServiceAccountApplication;
    payscore_api::payscore::partner::serviceorder:
        CancelPartnerServiceOrder, CompletePartnerServiceOrder, CreatePartnerServiceOrder,
        DirectCompletePartnerServiceOrder, ModifyPartnerServiceOrder, PayPartnerServiceOrder,
        QueryPartnerServiceOrder, SendPartnerServiceOrderPendingMessage, SendPartnerServiceOrderPrepaidMessage,
        SyncPartnerServiceOrder;
    payscore_api::payscore::partner::servicepayondeliveryorder: CreatePartnerPayOnDeliveryOrder;
    payscore_api::payscore::partner::servicequotas: QueryServiceQuotas;
    payscore_api::payscore::payafter_orders:
        CancelPayAfterOrder, CompletePayAfterOrder, CreatePayAfterOrder, QueryPayAfterOrder, SyncPayAfterOrder;
    payscore_api::payscore::permissions: ApplyPermission, AssessUserRiskLevel;
    payscore_api::payscore::permissions::authorization_code: QueryPermissionByCode, TerminatePermissionByCode;
    payscore_api::payscore::permissions::openid: QueryPermissionByOpenid, TerminatePermissionByOpenid;
    payscore_api::payscore::plan::partner::payscore_plans:
        CreatePartnerPayScorePlan, QueryPartnerPayScorePlan, StopPartnerPayScorePlan;
    payscore_api::payscore::plan::payscore_plans: CreatePayScorePlan, QueryPayScorePlan, StopPayScorePlan;
    payscore_api::payscore::serviceorder:
        CancelServiceOrder, CompleteServiceOrder, CreateServiceOrder, DirectCompleteServiceOrder, ModifyServiceOrder,
        PayServiceOrder, QueryServiceOrder, SendServiceOrderPendingMessage, SendServiceOrderPrepaidMessage,
        SyncServiceOrder;
    payscore_api::payscore::servicepayondeliveryorder: CreatePayOnDeliveryOrder;
    payscore_api::payscore::sign_plan::partner::serviceorder: CreatePartnerSignPlanServiceOrder;
    payscore_api::payscore::sign_plan::partner::user_sign_plans:
        CreatePartnerUserSignPlan, QueryPartnerUserSignPlan, StopPartnerUserSignPlan;
    payscore_api::payscore::sign_plan::serviceorder: CreateSignPlanServiceOrder;
    payscore_api::payscore::sign_plan::user_sign_plans: CreateUserSignPlan, QueryUserSignPlan, StopUserSignPlan;
    payscore_api::payscore::smartretail_orders:
        CancelSmartRetailOrder, CompleteSmartRetailOrder, CreateSmartRetailOrder, QuerySmartRetailOrder;
    payscore_api::payscore::user_service_state: QueryUserServiceState;
    payscore_api::payscore::users::permissions: TerminateUserPermission;
    payscore_api::refund::domestic::refunds: CreateRefund, QueryRefund;
];

/// Reads the request, and what was read once more.
pub(crate) fn check(data: &[u8]) {
    let (line, body) = first_line(data);
    let Some((method, target)) = std::str::from_utf8(line).ok().and_then(|line| line.split_once(' ')) else { return };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(spec) = operation_at(method, path) else { return };
    let Some((_, read)) = READERS.iter().find(|(name, _)| *name == spec.name) else { return };
    let variables = spec.path.split('/').zip(path.split('/'));
    let values: Vec<(String, String)> = variables
        .filter_map(|(name, value)| Some((name.strip_prefix('{')?.strip_suffix('}')?.to_owned(), decoded(value))))
        .collect();
    match read(values.clone(), query, body) {
        Ok((path_values, request)) => {
            let seen: Vec<(String, String)> =
                path_values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            assert_eq!(seen, values, "{}: what the path says", spec.name);
            let (fields, written, again) = if spec.method == "GET" {
                (spec.query_fields, serde_urlencoded::to_string(texts(&request)).unwrap_or_default(), Vec::new())
            } else {
                (spec.body_fields, query.to_owned(), request.to_string().into_bytes())
            };
            fits_all(&request, fields);
            let again = read(values, &written, &again);
            assert_eq!(again.map(|(_, request)| request), Ok(request), "{}: written and read again", spec.name);
        }
        Err(violation) => {
            let told = violation.message().len() + violation.detail().to_string().len();
            assert!(told < 8 * data.len() + WORDS, "{}: {told} bytes about {}", spec.name, data.len());
        }
    }
}

fn read<O: Operation>(path_values: Vec<(String, String)>, query: &str, body: &[u8]) -> Seen {
    let request = O::read(path_values, query, body)?;
    let values = request.path_values().into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    Ok((values, serde_json::to_value(&request).expect("a request is JSON")))
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// A GET's request, as its query has it.
fn texts(request: &Value) -> Vec<(String, String)> {
    let members = request.as_object().into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    members.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), text(value))).collect()
}

/// Holds what was read against the declaration, by the shortest reading of it.
fn fits_all(value: &Value, fields: &[Field]) {
    let nothing = Map::new();
    let object = value.as_object().unwrap_or(&nothing);
    for field in fields {
        match object.get(field.name) {
            None | Some(Value::Null) => assert!(!field.required, "{} is missing in {value}", field.name),
            Some(value) => assert!(fits(value, &field.shape), "{} is {value}", field.name),
        }
    }
}

fn fits(value: &Value, shape: &Shape) -> bool {
    let length = |text: &Value| text.as_str().map_or(usize::MAX, |text| text.chars().count());
    let text = value.as_str().unwrap_or_default();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match *shape {
        Shape::Text { min, max } => (min..=max).contains(&length(value)),
        Shape::Url { max } => (1..=max).contains(&length(value)) && text.starts_with("http"),
        Shape::OutNumber => (1..=32).contains(&length(value)) && text.is_ascii(),
        Shape::OutRefundNumber => (1..=64).contains(&length(value)) && text.is_ascii(),
        Shape::OneOf(allowed) => allowed.contains(&text),
        Shape::Time { on_accept } => (digits && matches!(text.len(), 8 | 14)) || (on_accept && text == "OnAccept"),
        Shape::Day => digits && text.len() == 8,
        Shape::Encrypted { .. } => (1..=2048).contains(&length(value)),
        Shape::Integer { min, max } => value.as_i64().is_some_and(|number| (min..=max).contains(&number)),
        Shape::Fen { min } => value.as_i64().is_some_and(|number| number >= min),
        Shape::Boolean => value.is_boolean(),
        Shape::Object(fields) => {
            fits_all(value, fields);
            value.is_object()
        }
        Shape::Texts { max, each } => value
            .as_array()
            .is_some_and(|all| all.len() <= max && all.iter().all(|text| (1..=each).contains(&length(text)))),
        Shape::List { max, fields } => {
            value.as_array().into_iter().flatten().for_each(|item| fits_all(item, fields));
            value.as_array().is_some_and(|all| all.len() <= max)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payscore_api::operations;

    #[test]
    fn every_operation_has_its_reader() {
        let names: Vec<&str> = operations().map(|spec| spec.name).collect();
        for name in &names {
            assert!(READERS.iter().any(|(known, _)| known == name), "{name} is not fuzzed: name it in READERS");
        }
        assert_eq!(READERS.len(), names.len());
    }
}
