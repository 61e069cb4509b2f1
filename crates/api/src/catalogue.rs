//! Every declared operation, module by module in the order of its path.

use crate::spec::OperationSpec;
use crate::{bill, certificates, payscore, refund};

const MODULES: &[&[&OperationSpec]] = &[
    bill::OPERATIONS,
    certificates::OPERATIONS,
    payscore::acquiringbank::permissions::OPERATIONS,
    payscore::acquiringbank::permissions::authorization_code::OPERATIONS,
    payscore::acquiringbank::serviceorder::OPERATIONS,
    payscore::acquiringbank::servicepayondeliveryorder::OPERATIONS,
    payscore::merchant_bill::OPERATIONS,
    payscore::oversea::partner::serviceorder::OPERATIONS,
    payscore::partner::permissions::OPERATIONS,
    payscore::partner::permissions::authorization_code::OPERATIONS,
    payscore::partner::service_account_applications::OPERATIONS,
    payscore::partner::serviceorder::OPERATIONS,
    payscore::partner::servicepayondeliveryorder::OPERATIONS,
    payscore::partner::servicequotas::OPERATIONS,
    payscore::payafter_orders::OPERATIONS,
    payscore::permissions::OPERATIONS,
    payscore::permissions::authorization_code::OPERATIONS,
    payscore::permissions::openid::OPERATIONS,
    payscore::plan::partner::payscore_plans::OPERATIONS,
    payscore::plan::payscore_plans::OPERATIONS,
    payscore::serviceorder::OPERATIONS,
    payscore::servicepayondeliveryorder::OPERATIONS,
    payscore::sign_plan::partner::serviceorder::OPERATIONS,
    payscore::sign_plan::partner::user_sign_plans::OPERATIONS,
    payscore::sign_plan::serviceorder::OPERATIONS,
    payscore::sign_plan::user_sign_plans::OPERATIONS,
    payscore::smartretail_orders::OPERATIONS,
    payscore::user_service_state::OPERATIONS,
    payscore::users::permissions::OPERATIONS,
    refund::domestic::refunds::OPERATIONS,
];

/// Every declared operation.
pub fn operations() -> impl Iterator<Item = &'static OperationSpec> {
    MODULES.iter().copied().flatten().copied()
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
