//! What happens, step by step, for people to read.

use super::WalkthroughError;
use std::io::Write;

/// Numbers steps and prints them.
#[derive(Debug)]
pub struct Steps<W> {
    out: W,
    number: u32,
}

impl<W: Write> Steps<W> {
    /// No step yet.
    pub fn new(out: W) -> Self {
        Self { out, number: 0 }
    }

    /// A line of its own.
    ///
    /// # Errors
    /// [`WalkthroughError::Output`].
    pub fn title(&mut self, text: &str) -> Result<(), WalkthroughError> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// Who does what, and what comes of it.
    ///
    /// # Errors
    /// [`WalkthroughError::Output`].
    pub fn step(&mut self, who: &str, what: &str, outcome: &str) -> Result<(), WalkthroughError> {
        self.number += 1;
        Ok(writeln!(self.out, "{:>3}. {who:<10} {what:<22} → {outcome}", self.number)?)
    }
}
