//! PayScore on your own machine: the real wire protocol, durable orders, callbacks, and the user's side.
//!
//! ```no_run
//! # async fn example() -> Result<(), payscore_server::StartError> {
//! let server = payscore_server::Server::start(payscore_server::Config::new("./payscore-data")).await?;
//! println!("listening on http://{}", server.address());
//! server.stop().await;
//! # Ok(())
//! # }
//! ```

mod app;
pub mod backup;
mod bills;
mod call;
mod clock;
mod config;
mod console;
mod control;
mod curl;
mod diagnosis;
mod engine;
mod entropy;
mod faults;
mod figures;
mod flows;
mod foresight;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod gateway;
mod happenings;
mod holding;
mod identity;
mod journal;
mod launch;
mod listener;
mod listening;
mod live;
mod media;
mod nodes;
mod notices;
mod notify_url;
mod order_counts;
mod outgoing;
mod permissions;
mod provided;
mod reference;
mod refusal;
mod routes;
mod server;
pub mod setup;
#[cfg(test)]
mod states_tests;
mod unbound;
mod views;
mod workers;

pub use clock::{ManualWall, SystemWall, Wall};
pub use config::{Config, Dial, Door};
pub use entropy::{Entropy, SystemEntropy};
pub use identity::{
    AddMerchantError, IdentityError, KeyAlgorithm, MerchantFile, MerchantKind, NOT_TEXT, NewMerchant, PlatformIdentity,
    SecretKey, check_merchant_certificate,
};
pub use payscore_store::migrate;
pub use server::{Server, StartError, connect};
pub use unbound::Unbound;
