//! `/v3/payscore/partner/serviceorder`: service orders of a provider's sub-merchants.

mod direct_complete;
mod query;

pub use direct_complete::DirectCompletePartnerServiceOrder;
pub use query::QueryPartnerServiceOrder;
