//! A WeChat Pay Score server inside your own test: on a free port, with its own data, gone when the test ends.
//!
//! ```no_run
//! # async fn example() {
//! let server = payscore_testkit::TestServer::start().await;
//! let callbacks = payscore_testkit::Receiver::start().await;
//! // … create an order with `notify_url: callbacks.url()`, then play the user:
//! server.confirm("1230000109", "order-1").await;
//! let callback = callbacks.next().await;
//! assert!(!callback.body.is_empty());
//! # }
//! ```

mod provisioned;
mod receiver;
mod server;

use std::time::Duration;

pub use payscore_server::{Config, Door, ManualWall, MerchantFile, PlatformIdentity};
pub use receiver::{Callback, Receiver};
pub use server::{ControlAnswer, TestServer};

/// Long enough for any machine; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// The README's example, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
