//! The other ways in: TLS, and the forward proxy.

mod doors;
mod limits;
pub(crate) mod proxy;
mod resets;
mod secure;
pub(crate) mod tls;
