//! Flows: what one transition of a record takes from request to commit, told once for all variants of the API. An
//! endpoint makes the domain's command of its request, and the API's answer of the record that the flow gives back.

pub(crate) mod plan;
pub(crate) mod service_order;
pub(crate) mod sign_plan;
