//! The other ways in: TLS, and the forward proxy.

mod doors;
mod proxy;
mod secure;
mod tls;
