//! Every declared operation, in the order of its path.

use crate::Operation;
use crate::certificates::ListCertificates;
use crate::payscore::partner::serviceorder::{DirectCompletePartnerServiceOrder, QueryPartnerServiceOrder};
use crate::payscore::serviceorder::{
    CancelServiceOrder, CompleteServiceOrder, CreateServiceOrder, QueryServiceOrder, SyncServiceOrder,
};
use crate::payscore::smartretail_orders::{
    CancelSmartRetailOrder, CompleteSmartRetailOrder, CreateSmartRetailOrder, QuerySmartRetailOrder,
};
use crate::spec::OperationSpec;

/// Every declared operation.
pub static OPERATIONS: &[&OperationSpec] = &[
    ListCertificates::SPEC,
    QueryPartnerServiceOrder::SPEC,
    DirectCompletePartnerServiceOrder::SPEC,
    CreateServiceOrder::SPEC,
    QueryServiceOrder::SPEC,
    CancelServiceOrder::SPEC,
    CompleteServiceOrder::SPEC,
    SyncServiceOrder::SPEC,
    CreateSmartRetailOrder::SPEC,
    QuerySmartRetailOrder::SPEC,
    CancelSmartRetailOrder::SPEC,
    CompleteSmartRetailOrder::SPEC,
];
