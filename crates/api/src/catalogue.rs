//! Every declared operation, module by module in the order of its path.

use crate::spec::OperationSpec;
use crate::{bill, certificates, payscore, refund};

const MODULES: &[&[&OperationSpec]] = &[
    bill::OPERATIONS,
    certificates::OPERATIONS,
    payscore::acquiringbank::serviceorder::OPERATIONS,
    payscore::acquiringbank::servicepayondeliveryorder::OPERATIONS,
    payscore::oversea::partner::serviceorder::OPERATIONS,
    payscore::merchant_bill::OPERATIONS,
    payscore::partner::serviceorder::OPERATIONS,
    payscore::partner::servicepayondeliveryorder::OPERATIONS,
    payscore::payafter_orders::OPERATIONS,
    payscore::serviceorder::OPERATIONS,
    payscore::servicepayondeliveryorder::OPERATIONS,
    payscore::smartretail_orders::OPERATIONS,
    refund::domestic::refunds::OPERATIONS,
];

/// Every declared operation.
pub fn operations() -> impl Iterator<Item = &'static OperationSpec> {
    MODULES.iter().copied().flatten().copied()
}
