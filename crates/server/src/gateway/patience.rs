//! How long a body may take to come.

use bytes::{Buf, Bytes};
use hyper::body::{Body, Frame, SizeHint};
use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use thiserror::Error;
use tokio::time::{Instant, Sleep, sleep_until};

/// So many bytes earn a body one more second than it has anyway.
const BYTES_PER_SECOND: u64 = 1024;

/// A body did not come in time.
#[derive(Debug, Error)]
#[error("the body came too slowly")]
pub(crate) struct TooSlow;

/// Whether this is at the bottom of an error.
pub(crate) fn is_too_slow(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<TooSlow>() {
            return true;
        }
        next = error.source();
    }
    false
}

/// A body that is waited for, but not for ever.
pub(crate) struct Timely<B> {
    body: B,
    timeout: Duration,
    received: u64,
    /// Since when it is waited for. Most bodies are there with their head, and need no clock.
    waiting: Option<Waiting>,
}

struct Waiting {
    /// When its time was last counted.
    counted: Instant,
    /// What had come by then.
    received: u64,
    stock: Stock,
    alarm: Pin<Box<Sleep>>,
}

impl<B> Timely<B> {
    /// `timeout` is how long its next bytes may take, and all of it but for what it earns.
    pub(crate) fn new(body: B, timeout: Duration) -> Self {
        Self { body, timeout, received: 0, waiting: None }
    }

    /// Rings when the next bytes should have come.
    fn alarm(&mut self) -> Pin<&mut Sleep> {
        let (received, timeout) = (self.received, self.timeout);
        let waiting = self.waiting.get_or_insert_with(|| {
            let counted = Instant::now();
            let mut stock = Stock::new(timeout);
            stock.turn_over(Duration::ZERO, received);
            Waiting { counted, received, alarm: Box::pin(sleep_until(counted + stock.next())), stock }
        });
        if received > waiting.received {
            let now = Instant::now();
            waiting.stock.turn_over(now - waiting.counted, received - waiting.received);
            (waiting.counted, waiting.received) = (now, received);
            waiting.alarm.as_mut().reset(now + waiting.stock.next());
        }
        waiting.alarm.as_mut()
    }
}

/// The time that a body has: waiting takes from it, bytes add to it.
struct Stock {
    timeout: Duration,
    left: Duration,
}

impl Stock {
    fn new(timeout: Duration) -> Self {
        Self { timeout, left: timeout }
    }

    /// So many bytes came after so long. What is earned beyond twice the beginning's is lost: who has sent much at once
    /// could otherwise send next to nothing for hours, and the server would hold the much all the while.
    fn turn_over(&mut self, waited: Duration, bytes: u64) {
        let earned = Duration::from_nanos(bytes.saturating_mul(1_000_000_000) / BYTES_PER_SECOND);
        let left = self.left.saturating_sub(waited).saturating_add(earned);
        self.left = left.min(self.timeout.saturating_mul(2));
    }

    /// How long the next bytes may take.
    fn next(&self) -> Duration {
        self.left.min(self.timeout)
    }
}

impl<B> Body for Timely<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                this.received += frame.data_ref().map_or(0, |data| data.remaining() as u64);
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(other) => Poll::Ready(other.map(|end| end.map_err(Into::into))),
            Poll::Pending => {
                ready!(this.alarm().poll(cx));
                Poll::Ready(Some(Err(TooSlow.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(30);

    /// When a body is given up, in seconds, of which `first` bytes come at once and then `size` each `pause`; `None`
    /// where it is not within a day.
    fn given_up_after(first: u64, size: u64, pause: u64) -> Option<u64> {
        let mut stock = Stock::new(TIMEOUT);
        stock.turn_over(Duration::ZERO, first);
        for now in (0..86_400).step_by(usize::try_from(pause).expect("small")) {
            if Duration::from_secs(pause) > stock.next() {
                return Some(now + stock.next().as_secs());
            }
            stock.turn_over(Duration::from_secs(pause), size);
        }
        None
    }

    #[test]
    fn a_body_has_30_seconds_for_its_next_bytes_however_many_came() {
        assert_eq!([given_up_after(0, 1 << 20, 30), given_up_after(0, 1 << 20, 31)], [None, Some(30)]);
        assert_eq!(given_up_after(1 << 30, 0, 31), Some(30));
    }

    #[test]
    fn a_byte_now_and_then_is_not_enough() {
        assert_eq!(given_up_after(0, 1, 20), Some(30));
        // Half of what is asked for lasts twice as long, to the second.
        assert_eq!(given_up_after(0, 512, 1), Some(59));
    }

    #[test]
    fn what_came_quickly_earns_30_more_seconds_and_not_hours() {
        assert_eq!([given_up_after((8 << 20) - 1, 1, 29), given_up_after(64 << 20, 1, 1)], [Some(60); 2]);
    }

    #[test]
    fn a_line_of_a_kilobyte_a_second_carries_any_body() {
        let [steady, in_gusts, after_much] = [(0, 1024, 1), (0, 16 * 1024, 16), (8 << 20, 29 * 1024, 29)]
            .map(|(first, size, pause)| given_up_after(first, size, pause));
        assert_eq!([steady, in_gusts, after_much], [None; 3]);
    }

    #[test]
    fn the_reason_is_found_below_others() {
        let wrapped = axum::Error::new(axum::Error::new(TooSlow));
        assert!(is_too_slow(&wrapped) && !is_too_slow(&axum::Error::new(std::fmt::Error)));
    }
}
