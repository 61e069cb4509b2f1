//! `/v3/payscore/partner/servicequotas`: how much users of each risk level should be allowed.

mod query;

use crate::Operation;
use crate::spec::OperationSpec;

pub use query::{QueryServiceQuotas, Quota, ServiceQuotas};

pub(crate) const OPERATIONS: &[&OperationSpec] = &[QueryServiceQuotas::SPEC];
