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
    began: Instant,
    /// What had come when the alarm was set.
    received: u64,
    alarm: Pin<Box<Sleep>>,
}

impl<B> Timely<B> {
    /// `timeout` is how long its next bytes may take, and how long all of it may, but for what it earns.
    pub(crate) fn new(body: B, timeout: Duration) -> Self {
        Self { body, timeout, received: 0, waiting: None }
    }

    /// Rings when the next bytes should have come.
    fn alarm(&mut self) -> Pin<&mut Sleep> {
        let (received, timeout) = (self.received, self.timeout);
        let waiting = self.waiting.get_or_insert_with(|| {
            let began = Instant::now();
            Waiting { began, received, alarm: Box::pin(sleep_until(began + timeout)) }
        });
        if received > waiting.received {
            waiting.received = received;
            let waited = waiting.began.elapsed();
            waiting.alarm.as_mut().reset(waiting.began + deadline(timeout, waited, received));
        }
        waiting.alarm.as_mut()
    }
}

/// How long after the beginning the next bytes have to be there, when so many have come until now.
fn deadline(timeout: Duration, waited: Duration, received: u64) -> Duration {
    let earned = Duration::from_secs(received / BYTES_PER_SECOND);
    timeout.saturating_add(waited.min(earned))
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

    /// When a body is given up, in seconds, that comes in pieces of `size` bytes, one a `pause`; `None` where it is not
    /// within a day.
    fn given_up_after(size: u64, pause: u64) -> Option<u64> {
        let mut last = deadline(TIMEOUT, Duration::ZERO, 0).as_secs();
        for piece in 1..86_400 / pause {
            let now = piece * pause;
            if now > last {
                return Some(last);
            }
            last = deadline(TIMEOUT, Duration::from_secs(now), piece * size).as_secs();
        }
        None
    }

    #[test]
    fn a_body_has_30_seconds_for_its_next_bytes_however_many_came() {
        assert_eq!([given_up_after(1 << 20, 30), given_up_after(1 << 20, 31)], [None, Some(30)]);
        assert_eq!(deadline(TIMEOUT, Duration::from_secs(20), 1 << 30), Duration::from_secs(50));
    }

    #[test]
    fn a_byte_now_and_then_is_not_enough() {
        assert_eq!(given_up_after(1, 20), Some(30));
        // Half of what is asked for lasts twice as long, to the second.
        assert_eq!(given_up_after(512, 1), Some(59));
    }

    #[test]
    fn a_line_of_a_kilobyte_a_second_carries_any_body() {
        assert_eq!([given_up_after(1024, 1), given_up_after(16 * 1024, 16)], [None, None]);
    }

    #[test]
    fn the_reason_is_found_below_others() {
        let wrapped = axum::Error::new(axum::Error::new(TooSlow));
        assert!(is_too_slow(&wrapped) && !is_too_slow(&axum::Error::new(std::fmt::Error)));
    }
}
