//! `/v3/payscore/partner/service-account-applications`: binding sub-merchants to a provider's services.

mod create;
mod query;

pub use create::{CreateServiceAccountApplication, ServiceAccountApplication};
pub use query::QueryServiceAccountApplication;

use crate::operation::Operation;
use crate::spec::OperationSpec;

/// The operations declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[CreateServiceAccountApplication::SPEC, QueryServiceAccountApplication::SPEC];
