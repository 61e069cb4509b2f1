#![cfg_attr(feature = "client", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "client"), doc = "A WeChat Pay Score server inside your own test.")]

#[cfg(feature = "client")]
mod kit;
#[cfg(feature = "client")]
mod notifications;
mod provisioned;
mod receiver;
mod server;

use std::time::Duration;

#[cfg(feature = "client")]
pub use kit::TestKit;
#[cfg(feature = "client")]
pub use notifications::NotificationReceiver;
pub use payscore_server::{Config, Door, ManualWall, MerchantFile, PlatformIdentity};
pub use receiver::{Callback, Receiver};
pub use server::{ControlAnswer, TestServer};

/// Long enough for any machine; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(20);
