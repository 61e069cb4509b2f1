//! A commit under way, seen through to its end even where nobody waits for it any more.

use futures_util::future::BoxFuture;
use payscore_store::CommitError;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::runtime::Handle;

type Commit = BoxFuture<'static, Result<(), CommitError>>;

/// Resolves once the commit is durable and the workers know of it.
///
/// A caller who hangs up takes the handler down with it, but not what the store has taken on: dropped before its
/// end, this goes on by itself, so that a notification does not lie around until the worker looks again.
pub(crate) struct Pending(Option<Commit>);

impl Pending {
    pub(crate) fn new(commit: impl Future<Output = Result<(), CommitError>> + Send + 'static) -> Self {
        Self(Some(Box::pin(commit)))
    }
}

impl Future for Pending {
    type Output = Result<(), CommitError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(commit) = &mut self.0 else { return Poll::Ready(Ok(())) };
        let outcome = std::task::ready!(commit.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready(outcome)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let (Some(commit), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(async move {
                if let Err(error) = commit.await {
                    tracing::debug!(%error, "a commit that nobody waited for");
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn what_nobody_waits_for_is_done_all_the_same() {
        let (durable, committed) = oneshot::channel::<()>();
        let (tell, told) = oneshot::channel();
        let pending = Pending::new(async move {
            let _ = committed.await;
            let _ = tell.send(());
            Ok(())
        });
        drop(pending);
        durable.send(()).expect("somebody who waits");
        told.await.expect("the rest of the commit");
    }

    #[tokio::test]
    async fn a_conflict_reaches_whoever_waits() {
        let outcome = Pending::new(async { Err(CommitError::Conflict) }).await;
        assert!(matches!(outcome, Err(CommitError::Conflict)));
    }
}
