//! A notify endpoint: from the bytes that came in to the answer that WeChat Pay expects.
//!
//! ```text
//! headers, raw body ─▶ signature ─▶ timestamp ─▶ decrypt ─▶ typed ─▶ replay guard ─▶ your handler ─▶ answer
//! ```
//!
//! | What came | Answer | Your handler |
//! | --- | --- | --- |
//! | genuine and new, and your handler succeeds | 204 without a body | runs |
//! | genuine and new, and your handler fails | 500 | runs, and again with the next delivery |
//! | handled before ([`ReplayGuard`]) | 204 without a body | does not run |
//! | being handled at this moment | 409 | does not run |
//! | a signature probe (`WECHATPAY/SIGNTEST/`), a wrong signature, or more than 300 s old | 401 | does not run |
//! | genuine, but no notification | 400 | does not run |
//! | over [`MAX_BODY_BYTES`] | 413 | does not run |
//! | not to be opened with the APIv3 key, or the guard cannot say | 500 | does not run |
//!
//! Every answer but 2xx has the body `{"code":"FAIL","message":"…"}`, and makes WeChat Pay deliver again, for a day. It
//! waits for five seconds: hand long work on to a queue.
//!
//! With [axum](https://docs.rs/axum) (feature `axum`) and [actix-web](https://docs.rs/actix-web) (feature `actix-web`)
//! a [`Delivery`] is an extractor. Anything else calls [`NotifyEndpoint::handle`]:
//!
//! ```
//! use payscore::notify::{MemoryGuard, NotifyEndpoint};
//! use payscore::{Client, Event, Notification};
//!
//! fn endpoint(client: Client) -> NotifyEndpoint {
//!     NotifyEndpoint::new(client).guarded_by(MemoryGuard::new(100_000))
//! }
//!
//! /// Status and body to answer with.
//! async fn notify(endpoint: &NotifyEndpoint, headers: &http::HeaderMap, body: &[u8]) -> (u16, Vec<u8>) {
//!     let answer = endpoint.handle(headers, body, take).await;
//!     (answer.status().as_u16(), answer.body().to_vec())
//! }
//!
//! async fn take(notification: Notification) -> Result<(), std::io::Error> {
//!     if let Event::UserConfirm(order) = &notification.event {
//!         println!("{} is confirmed", order.out_order_no);
//!     }
//!     Ok(())
//! }
//! ```

#[cfg(feature = "actix-web")]
mod actix_web;
mod answer;
#[cfg(feature = "axum")]
mod axum;
mod endpoint;
mod guard;
mod memory;
mod refusal;
#[cfg(test)]
mod tests;

pub use answer::NotifyAnswer;
pub use endpoint::{Delivery, NotifyEndpoint, OpenNotification};
pub use guard::{GuardError, GuardFuture, ReplayGuard, Standing};
pub use memory::{LEASE_SECONDS, MemoryGuard, REMEMBERED_SECONDS};
pub use refusal::NotifyRefusal;

/// The most that the extractors read: 1 MiB. The longest order makes some 200 KiB.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
