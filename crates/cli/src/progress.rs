//! What is shown on a terminal while something takes longer than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Read, Result};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Whatever is over by then shows nothing.
const UNNOTICED: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Says that one waits, and for what, until it is dropped.
pub(crate) struct Waiting {
    done: Option<Sender<()>>,
    shown: Option<JoinHandle<()>>,
}

impl Waiting {
    /// From now on.
    pub(crate) fn for_this(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { done: None, shown: None };
        }
        let (done, is_done) = channel();
        let what = what.to_owned();
        let shown = std::thread::spawn(move || {
            if is_done.recv_timeout(UNNOTICED) == Err(RecvTimeoutError::Timeout) {
                let spinner = ProgressBar::new_spinner().with_elapsed(UNNOTICED).with_message(what);
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} … {elapsed}") {
                    spinner.set_style(style);
                }
                spinner.enable_steady_tick(TICK);
                // Nothing is ever sent: it ends with its sender.
                let _ = is_done.recv();
                spinner.finish_and_clear();
            }
        });
        Self { done: Some(done), shown: Some(shown) }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(shown) = self.shown.take() {
            // The line has to be clear before others are written; a panic in there has been told.
            let _ = shown.join();
        }
    }
}

/// The same while something is done.
pub(crate) fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let _waiting = Waiting::for_this(what);
    work()
}

/// Bytes on their way, as a bar.
pub(crate) struct Transfer<R> {
    bytes: R,
    bar: ProgressBar,
    began: Instant,
    is_shown: bool,
}

impl<R: Read> Transfer<R> {
    /// Of so many bytes, where that is known.
    pub(crate) fn new(bytes: R, length: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left") {
            bar.set_style(style);
        }
        Self { bytes, bar, began: Instant::now(), is_shown: false }
    }
}

impl<R: Read> Read for Transfer<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = self.bytes.read(buffer)?;
        if !self.is_shown && self.began.elapsed() > UNNOTICED {
            // Draws on terminals only.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.is_shown = true;
        }
        self.bar.inc(u64::try_from(length).unwrap_or(u64::MAX));
        Ok(length)
    }
}

impl<R> Drop for Transfer<R> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Rows on their way, as a bar.
pub(crate) struct Counting {
    bar: ProgressBar,
    began: Instant,
}

impl Counting {
    /// From now on.
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg:20} {bar:40} {pos}/{len}  {per_sec}  {eta} left") {
            bar.set_style(style);
        }
        Self { bar, began: Instant::now() }
    }

    /// So many are done with, of so many.
    pub(crate) fn show(&self, what: String, done: u64, of: u64) {
        if self.bar.is_hidden() && self.began.elapsed() > UNNOTICED {
            // Draws on terminals only.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(what);
        self.bar.set_length(of);
        self.bar.set_position(done);
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
