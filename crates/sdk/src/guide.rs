//! How to take this crate to production, page by page. What a page shows is compiled; most of it runs in this crate's
//! own tests, against the local server.
//!
//! 1. [A first order](first_order): from creation to the money, in a test.
//! 2. [Configuration and keys](configuration): which keys there are, where they come from.
//! 3. [Calling](calling): typed requests, and any path of APIv3 in six styles.
//! 4. [Errors and retries](errors): what a failure says, what is tried again, when to query.
//! 5. [Notifications](notifications): a notify endpoint that takes each event once.
//! 6. [Uploads and bills](files): pictures, films, rows.
//! 7. [Launch parameters](launching): what a front end opens WeChat Pay's pages with.
//! 8. [Testing](testing): a server inside your test, clocks that you move.
//! 9. [Going to production](production): a list to tick off.

#[doc = include_str!("guide/first_order.md")]
pub mod first_order {}
#[doc = include_str!("guide/configuration.md")]
pub mod configuration {}
#[doc = include_str!("guide/calling.md")]
pub mod calling {}
#[doc = include_str!("guide/errors.md")]
pub mod errors {}
#[doc = include_str!("guide/notifications.md")]
pub mod notifications {}
#[doc = include_str!("guide/files.md")]
pub mod files {}
#[doc = include_str!("guide/launching.md")]
pub mod launching {}
#[doc = include_str!("guide/testing.md")]
pub mod testing {}
#[doc = include_str!("guide/production.md")]
pub mod production {}
