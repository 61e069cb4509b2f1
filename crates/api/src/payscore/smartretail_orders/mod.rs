//! `/v3/payscore/smartretail-orders`: smart-retail orders (智慧零售), the older shape.

mod cancel;
mod complete;
mod create;
mod query;

use crate::Operation;
use crate::spec::OperationSpec;

pub use super::retail::{Discount, Fee, RetailOrder, RetailOrderClosed, RetailOrderCreated};
pub use cancel::CancelSmartRetailOrder;
pub use complete::CompleteSmartRetailOrder;
pub use create::CreateSmartRetailOrder;
pub use query::QuerySmartRetailOrder;

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreateSmartRetailOrder::SPEC,
    QuerySmartRetailOrder::SPEC,
    CancelSmartRetailOrder::SPEC,
    CompleteSmartRetailOrder::SPEC,
];
