//! `/v3/payscore/acquiringbank/serviceorder`: service orders of an acquiring institution's (从业机构) sub-merchants.

mod cancel;
mod complete;
mod create;
mod deduction;
mod modify;
mod query;
mod registerdeductinfo;
mod sync;

use crate::Operation;
use crate::spec::OperationSpec;

pub use cancel::CancelAcquiringBankServiceOrder;
pub use complete::CompleteAcquiringBankServiceOrder;
pub use create::CreateAcquiringBankServiceOrder;
pub use deduction::{AcquiringBankDeduction, QueryAcquiringBankDeduction};
pub use modify::ModifyAcquiringBankServiceOrder;
pub use query::QueryAcquiringBankServiceOrder;
pub use registerdeductinfo::{DeductionRegistered, RegisterAcquiringBankDeduction};
pub use sync::SyncAcquiringBankServiceOrder;

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreateAcquiringBankServiceOrder::SPEC,
    QueryAcquiringBankServiceOrder::SPEC,
    QueryAcquiringBankDeduction::SPEC,
    CancelAcquiringBankServiceOrder::SPEC,
    CompleteAcquiringBankServiceOrder::SPEC,
    ModifyAcquiringBankServiceOrder::SPEC,
    RegisterAcquiringBankDeduction::SPEC,
    SyncAcquiringBankServiceOrder::SPEC,
];
