//! `/v3/payscore/smartretail-orders`: smart-retail orders, the older shape.

mod cancel;
mod complete;
mod create;
mod parts;
mod query;

pub use cancel::CancelSmartRetailOrder;
pub use complete::CompleteSmartRetailOrder;
pub use create::{CreateSmartRetailOrder, SmartRetailOrderCreated};
pub use parts::{Discount, Fee, SmartRetailOrderClosed};
pub use query::{QuerySmartRetailOrder, SmartRetailOrder};
