//! What the console draws charts of: calls, notifications and orders since the server started. In memory only, and of a
//! fixed size: when there is no more room every two neighbouring buckets become one.

mod bucket;
mod latency;

pub(crate) use bucket::{Bucket, Moves};
pub(crate) use latency::Latency;

use parking_lot::Mutex;
use std::time::{Duration, Instant};

/// How many buckets there are at most.
const MOST: usize = 120;
/// How long the first ones are.
const FINEST: Duration = Duration::from_secs(5);

/// Everything that is counted.
pub(crate) struct Figures {
    began: Instant,
    series: Mutex<Series>,
}

impl Figures {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), series: Mutex::default() }
    }

    /// An API call was answered with this status.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        self.now(|bucket| bucket.answered(status, took));
    }

    /// A notification was sent, and taken or not.
    pub(crate) fn told(&self, taken: bool) {
        self.now(|bucket| if taken { bucket.delivered += 1 } else { bucket.untaken += 1 });
    }

    /// Orders came into being or moved on, and that is durable.
    pub(crate) fn moved(&self, moves: &Moves) {
        if !moves.is_empty() {
            self.now(|bucket| bucket.moves.add(moves));
        }
    }

    fn now(&self, note: impl FnOnce(&mut Bucket)) {
        note(self.series.lock().at(self.began.elapsed()));
    }

    /// All of it up to now: how long a bucket is, and the buckets, oldest first.
    pub(crate) fn all(&self) -> (Duration, Vec<Bucket>) {
        let mut series = self.series.lock();
        series.at(self.began.elapsed());
        (series.width, series.buckets.clone())
    }

    /// How orders moved since the server's start.
    pub(crate) fn moves(&self) -> Moves {
        let mut sum = Moves::default();
        self.series.lock().buckets.iter().for_each(|bucket| sum.add(&bucket.moves));
        sum
    }

    /// All of it in one bucket.
    pub(crate) fn sum(&self) -> Bucket {
        Bucket::sum(&self.series.lock().buckets)
    }
}

/// Buckets side by side, from the server's start.
struct Series {
    width: Duration,
    buckets: Vec<Bucket>,
}

impl Default for Series {
    fn default() -> Self {
        Self { width: FINEST, buckets: Vec::new() }
    }
}

impl Series {
    /// The bucket for what happens so long after the start.
    fn at(&mut self, elapsed: Duration) -> &mut Bucket {
        let index = loop {
            let index = usize::try_from(elapsed.as_nanos() / self.width.as_nanos()).unwrap_or(usize::MAX);
            if index < MOST {
                break index;
            }
            self.coarsen();
        };
        if self.buckets.len() <= index {
            self.buckets.resize_with(index + 1, Bucket::default);
        }
        &mut self.buckets[index]
    }

    fn coarsen(&mut self) {
        self.width *= 2;
        let fine = std::mem::take(&mut self.buckets);
        self.buckets = fine.chunks(2).map(Bucket::sum).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(series: &Series) -> Vec<u32> {
        series.buckets.iter().map(Bucket::calls).collect()
    }

    #[test]
    fn what_happens_falls_into_its_time() {
        let mut series = Series::default();
        for seconds in [0, 4, 5, 14] {
            series.at(Duration::from_secs(seconds)).answered(200, Duration::from_millis(1));
        }
        assert_eq!(answers(&series), [2, 1, 1]);
    }

    #[test]
    fn a_long_run_is_kept_in_as_many_buckets() {
        let mut series = Series::default();
        for second in 0..10_000 {
            series.at(Duration::from_secs(second)).answered(200, Duration::from_millis(1));
        }
        assert!(series.buckets.len() <= MOST && series.buckets.len() > MOST / 2);
        assert_eq!(series.width, Duration::from_secs(160));
        assert_eq!(answers(&series).iter().sum::<u32>(), 10_000, "nothing is forgotten");
        assert_eq!(answers(&series)[0], 160);
    }
}
