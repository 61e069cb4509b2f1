//! Has this notification been handled? The question, as a trait.

use std::pin::Pin;
use std::sync::Arc;

/// What a guard's storage fails with.
pub type GuardError = Box<dyn std::error::Error + Send + Sync>;

/// What a guard's methods give.
pub type GuardFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, GuardError>> + Send + 'a>>;

/// How a notification stands that has just come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not seen, or seen and not handled: handle it. From now on it is in hand.
    New,
    /// Another delivery of it is being handled.
    InHand,
    /// It is done.
    Handled,
}

/// Keeps a notification from being handled twice.
///
/// WeChat Pay delivers the same notification, with the same `id`, until one delivery is answered with 2xx within five
/// seconds; the next one may come while the former is still in hand, and a delivery that was answered may come once more.
/// So an id counts as handled **only after its handler has succeeded**: a guard that noted it on arrival would answer 204
/// to the repetition of what was never done.
///
/// ```text
/// begin ─▶ New ─▶ handler succeeds ─▶ handled    later: begin ─▶ Handled
///                 handler fails ────▶ failed     later: begin ─▶ New
///                 handler disappears             after a while: begin ─▶ New
/// ```
///
/// [`MemoryGuard`](super::MemoryGuard) is for one process. With a database: a table with the id as its key, a state, and
/// until when it is in hand; `begin` is one `INSERT … ON CONFLICT`. Better still, the handler writes the id in the same
/// transaction as what it does, and needs no guard.
pub trait ReplayGuard: Send + Sync + 'static {
    /// Asks how a notification stands, and takes it in hand if it is [`New`](Standing::New); both at once, so that of two
    /// deliveries only one gets it. Keeps it in hand for a limited time: a handler may disappear with its process.
    fn begin<'a>(&'a self, id: &'a str) -> GuardFuture<'a, Standing>;

    /// Its handler has succeeded.
    fn handled<'a>(&'a self, id: &'a str) -> GuardFuture<'a, ()>;

    /// Its handler has failed: the next delivery is [`New`](Standing::New).
    fn failed<'a>(&'a self, id: &'a str) -> GuardFuture<'a, ()>;
}

impl<G: ReplayGuard + ?Sized> ReplayGuard for Arc<G> {
    fn begin<'a>(&'a self, id: &'a str) -> GuardFuture<'a, Standing> {
        (**self).begin(id)
    }

    fn handled<'a>(&'a self, id: &'a str) -> GuardFuture<'a, ()> {
        (**self).handled(id)
    }

    fn failed<'a>(&'a self, id: &'a str) -> GuardFuture<'a, ()> {
        (**self).failed(id)
    }
}
