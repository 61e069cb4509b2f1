//! How clients wait: for their turn, before another try, until the next download of certificates.

use std::pin::Pin;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The passing of time, and chance. Tests bring their own, which does not wait.
pub trait Timer: Send + Sync + 'static {
    /// Time since some fixed point. It never goes back, whatever becomes of the wall clock.
    fn elapsed(&self) -> Duration;

    /// Waits, for the async client.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// Waits, for the blocking client.
    fn pause(&self, duration: Duration);

    /// A number from 0 up to, and without, 1; another one each time.
    fn jitter(&self) -> f64;
}

/// The system's time: tokio's timer, or the thread's sleep.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemTimer;

impl Timer for SystemTimer {
    fn elapsed(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn pause(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn jitter(&self) -> f64 {
        // Without randomness no request can be signed either, which is where that is told.
        let random = getrandom::u32().unwrap_or(u32::MAX / 2);
        f64::from(random) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_between_nothing_and_everything_and_varies() {
        let drawn: Vec<f64> = (0..100).map(|_| SystemTimer.jitter()).collect();
        assert!(drawn.iter().all(|it| (0.0..1.0).contains(it)));
        assert!(drawn.iter().any(|it| *it < 0.5) && drawn.iter().any(|it| *it >= 0.5));
    }

    #[test]
    fn time_does_not_go_back() {
        let before = SystemTimer.elapsed();
        assert!(SystemTimer.elapsed() >= before);
    }
}
