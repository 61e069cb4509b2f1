//! Records as the API shows them.

pub(crate) mod bill;
pub(crate) mod parts;
pub(crate) mod plan;
pub(crate) mod prepay;
pub(crate) mod refund;
pub(crate) mod retail;
pub(crate) mod service_account;
pub(crate) mod service_order;
pub(crate) mod shopping;
pub(crate) mod sign_plan;
