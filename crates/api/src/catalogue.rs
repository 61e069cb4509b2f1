//! Every declared operation, module by module in the order of its path.

use crate::spec::OperationSpec;
use crate::{bill, certificates, payscore, refund};

/// Where operations are declared, and which these are.
type Module = (&'static str, &'static [&'static OperationSpec]);

macro_rules! modules {
    ($($module:path),* $(,)?) => { &[$((stringify!($module), { use $module as module; module::OPERATIONS })),*] };
}

const MODULES: &[Module] = modules![
    bill,
    certificates,
    payscore::acquiringbank::permissions,
    payscore::acquiringbank::permissions::authorization_code,
    payscore::acquiringbank::serviceorder,
    payscore::acquiringbank::servicepayondeliveryorder,
    payscore::merchant_bill,
    payscore::oversea::partner::serviceorder,
    payscore::partner::permissions,
    payscore::partner::permissions::authorization_code,
    payscore::partner::service_account_applications,
    payscore::partner::serviceorder,
    payscore::partner::servicepayondeliveryorder,
    payscore::partner::servicequotas,
    payscore::payafter_orders,
    payscore::permissions,
    payscore::permissions::authorization_code,
    payscore::permissions::openid,
    payscore::plan::partner::payscore_plans,
    payscore::plan::payscore_plans,
    payscore::serviceorder,
    payscore::servicepayondeliveryorder,
    payscore::sign_plan::partner::serviceorder,
    payscore::sign_plan::partner::user_sign_plans,
    payscore::sign_plan::serviceorder,
    payscore::sign_plan::user_sign_plans,
    payscore::smartretail_orders,
    payscore::user_service_state,
    payscore::users::permissions,
    refund::domestic::refunds,
];

/// Every declared operation.
pub fn operations() -> impl Iterator<Item = &'static OperationSpec> {
    MODULES.iter().flat_map(|(_, operations)| operations.iter().copied())
}

/// The module of this crate that an operation is taken from: `payscore::serviceorder`.
#[must_use]
pub fn module_of(spec: &OperationSpec) -> &'static str {
    let declares = |operations: &[&OperationSpec]| operations.iter().any(|known| known.name == spec.name);
    MODULES.iter().find(|(_, operations)| declares(operations)).map_or("", |(module, _)| module)
}

/// The operation that a method on a path is, prefix and query left out: `POST /v3/payscore/serviceorder/1/cancel`.
///
/// A path without variables goes before one that would take its segment for a value.
#[must_use]
pub fn operation_at(method: &str, path: &str) -> Option<&'static OperationSpec> {
    let fits = |spec: &&OperationSpec| spec.method == method && is_path_of(spec.path, path);
    operations().filter(fits).min_by_key(|spec| spec.path_fields.len())
}

fn is_path_of(template: &str, path: &str) -> bool {
    let (mut declared, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (declared.next(), given.next()) {
            (None, None) => return true,
            (Some(segment), Some(value)) if segment == value => {}
            (Some(segment), Some(value)) if segment.starts_with('{') && !value.is_empty() => {}
            _ => return false,
        }
    }
}
