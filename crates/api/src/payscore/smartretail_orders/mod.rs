//! `/v3/payscore/smartretail-orders`: smart-retail orders, the older shape.

mod cancel;
mod complete;
mod create;
mod parts;
mod query;

use crate::Operation;
use crate::spec::OperationSpec;

pub use cancel::CancelSmartRetailOrder;
pub use complete::CompleteSmartRetailOrder;
pub use create::{CreateSmartRetailOrder, SmartRetailOrderCreated};
pub use parts::{Discount, Fee, SmartRetailOrderClosed};
pub use query::{QuerySmartRetailOrder, SmartRetailOrder};

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreateSmartRetailOrder::SPEC,
    QuerySmartRetailOrder::SPEC,
    CancelSmartRetailOrder::SPEC,
    CompleteSmartRetailOrder::SPEC,
];
