//! Orders as the API shows them.

pub(crate) mod parts;
pub(crate) mod service_order;
pub(crate) mod shopping;
pub(crate) mod smart_retail;
