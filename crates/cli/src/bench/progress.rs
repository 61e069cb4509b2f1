//! How far it is: a bar on a terminal, now and then a line elsewhere.

use crate::output::tell;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often a bar is drawn, and a line written.
const DRAWN: Duration = Duration::from_millis(100);
const WRITTEN: Duration = Duration::from_secs(5);

/// Shows how far something is until it is dropped.
pub(super) struct Shown {
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Where it stands.
pub(super) struct Place {
    /// Of the whole.
    pub(super) position: u64,
    /// In words.
    pub(super) words: String,
}

impl Shown {
    /// Shows where `look` says it is.
    pub(super) fn new(what: String, whole: u64, look: impl Fn() -> Place + Send + 'static) -> Self {
        let (done, is_done) = channel();
        let thread = if std::io::stderr().is_terminal() {
            std::thread::spawn(move || {
                let bar = ProgressBar::new(whole).with_message(what);
                if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {percent:>3} %  {prefix}") {
                    bar.set_style(style);
                }
                while is_done.recv_timeout(DRAWN) == Err(RecvTimeoutError::Timeout) {
                    let Place { position, words } = look();
                    bar.set_position(position.min(whole));
                    bar.set_prefix(words);
                }
                bar.finish_and_clear();
            })
        } else {
            tell(&format!("{what}\n"));
            std::thread::spawn(move || {
                while is_done.recv_timeout(WRITTEN) == Err(RecvTimeoutError::Timeout) {
                    let Place { position, words } = look();
                    let percent = position.min(whole) * 100 / whole.max(1);
                    tell(&format!("{what}: {percent} %, {words}\n"));
                }
            })
        };
        Self { done: Some(done), thread: Some(thread) }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            // The line has to be clear before others are written; a panic in there has been told.
            let _ = thread.join();
        }
    }
}
