//! Every declared operation, module by module in the order of its path.

use crate::spec::OperationSpec;
use crate::{certificates, payscore};

const MODULES: &[&[&OperationSpec]] = &[
    certificates::OPERATIONS,
    payscore::acquiringbank::permissions::OPERATIONS,
    payscore::acquiringbank::permissions::authorization_code::OPERATIONS,
    payscore::acquiringbank::serviceorder::OPERATIONS,
    payscore::acquiringbank::servicepayondeliveryorder::OPERATIONS,
    payscore::oversea::partner::serviceorder::OPERATIONS,
    payscore::partner::permissions::OPERATIONS,
    payscore::partner::permissions::authorization_code::OPERATIONS,
    payscore::partner::serviceorder::OPERATIONS,
    payscore::partner::servicepayondeliveryorder::OPERATIONS,
    payscore::partner::servicequotas::OPERATIONS,
    payscore::payafter_orders::OPERATIONS,
    payscore::permissions::OPERATIONS,
    payscore::permissions::authorization_code::OPERATIONS,
    payscore::permissions::openid::OPERATIONS,
    payscore::serviceorder::OPERATIONS,
    payscore::servicepayondeliveryorder::OPERATIONS,
    payscore::smartretail_orders::OPERATIONS,
    payscore::user_service_state::OPERATIONS,
    payscore::users::permissions::OPERATIONS,
];

/// Every declared operation.
pub fn operations() -> impl Iterator<Item = &'static OperationSpec> {
    MODULES.iter().copied().flatten().copied()
}
