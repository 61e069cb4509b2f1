//! Every declared operation, module by module in the order of its path.

use crate::spec::OperationSpec;
use crate::{bill, certificates, payscore, refund};

const MODULES: &[&[&OperationSpec]] = &[
    bill::OPERATIONS,
    certificates::OPERATIONS,
    payscore::acquiringbank::serviceorder::OPERATIONS,
    payscore::acquiringbank::servicepayondeliveryorder::OPERATIONS,
    payscore::oversea::partner::serviceorder::OPERATIONS,
    payscore::partner::service_account_applications::OPERATIONS,
    payscore::merchant_bill::OPERATIONS,
    payscore::partner::serviceorder::OPERATIONS,
    payscore::partner::servicepayondeliveryorder::OPERATIONS,
    payscore::payafter_orders::OPERATIONS,
    payscore::plan::partner::payscore_plans::OPERATIONS,
    payscore::plan::payscore_plans::OPERATIONS,
    payscore::serviceorder::OPERATIONS,
    payscore::servicepayondeliveryorder::OPERATIONS,
    payscore::sign_plan::partner::serviceorder::OPERATIONS,
    payscore::sign_plan::partner::user_sign_plans::OPERATIONS,
    payscore::sign_plan::serviceorder::OPERATIONS,
    payscore::sign_plan::user_sign_plans::OPERATIONS,
    payscore::smartretail_orders::OPERATIONS,
    refund::domestic::refunds::OPERATIONS,
];

/// Every declared operation.
pub fn operations() -> impl Iterator<Item = &'static OperationSpec> {
    MODULES.iter().copied().flatten().copied()
}
