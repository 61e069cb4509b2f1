//! Many statements at once, sent in their order.

use futures_util::future::{TryFuture, try_maybe_done};
use std::future::{Future as _, poll_fn};
use std::task::Poll;

/// What all of these come to, or the first error. A statement is sent when it is first polled: here each is, one after the
/// other, before any of the answers is there, and before whatever is joined behind. `try_join_all` of more than thirty
/// promises no order.
pub(super) async fn try_join_in_order<F: TryFuture>(
    futures: impl IntoIterator<Item = F>,
) -> Result<Vec<F::Ok>, F::Error> {
    let mut all: Vec<_> = futures.into_iter().map(|future| Box::pin(try_maybe_done(future))).collect();
    poll_fn(|context| {
        let mut is_done = true;
        for one in &mut all {
            match one.as_mut().poll(context) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => is_done = false,
            }
        }
        if is_done { Poll::Ready(Ok(())) } else { Poll::Pending }
    })
    .await?;
    Ok(all.iter_mut().filter_map(|one| one.as_mut().take_output()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use parking_lot::Mutex;

    /// Enough for `try_join_all` to be another one.
    const MANY: usize = 300;

    /// Notes its number when it is polled first, and is ready at the second time.
    async fn statement(number: usize, sent: &Mutex<Vec<usize>>) -> Result<usize, usize> {
        let mut is_sent = false;
        poll_fn(|_| {
            if !std::mem::replace(&mut is_sent, true) {
                sent.lock().push(number);
                return Poll::Pending;
            }
            Poll::Ready(Ok(number))
        })
        .await
    }

    #[test]
    fn each_is_polled_once_in_order_before_any_answer_is_looked_at() {
        let sent = Mutex::default();
        let all = try_join_in_order((0..MANY).map(|number| statement(number, &sent)));
        let mut both = Box::pin(futures_util::future::try_join(all, statement(MANY, &sent)));
        assert_eq!(both.as_mut().now_or_never(), None);
        assert_eq!(*sent.lock(), (0..=MANY).collect::<Vec<_>>(), "what is joined behind goes last");
        assert_eq!(both.now_or_never(), Some(Ok(((0..MANY).collect(), MANY))));
    }

    #[test]
    fn one_that_cannot_be_sent_keeps_back_what_follows() {
        let sent = Mutex::default();
        let all = try_join_in_order((0..MANY).map(async |number| match number {
            7 => Err(number),
            _ => statement(number, &sent).await,
        }));
        let both = futures_util::future::try_join(all, statement(MANY, &sent));
        assert_eq!(both.now_or_never(), Some(Err(7)));
        assert_eq!(*sent.lock(), (0..7).collect::<Vec<_>>());
    }

    #[test]
    fn none_are_nothing() {
        assert_eq!(
            try_join_in_order(std::iter::empty::<std::future::Ready<Result<(), ()>>>()).now_or_never(),
            Some(Ok(vec![]))
        );
    }
}
