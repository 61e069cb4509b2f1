//! Time and randomness, which tests bring along themselves.

use std::cell::RefCell;
use std::process;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The wall clock.
#[derive(Clone, Default)]
pub(crate) enum Clock {
    #[default]
    System,
    Given(Arc<dyn Fn() -> i64 + Send + Sync>),
}

impl Clock {
    pub(crate) fn given(clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self::Given(Arc::new(clock))
    }

    /// Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        match self {
            // A clock before 1970 or after the year 292 billion is wrong; WeChat Pay will say so.
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)),
            Self::Given(clock) => clock(),
        }
    }
}

/// Where nonces come from.
#[derive(Clone, Default)]
pub(crate) enum Nonces {
    #[default]
    System,
    Given(Arc<dyn Fn() -> String + Send + Sync>),
}

impl Nonces {
    pub(crate) fn given(nonces: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self::Given(Arc::new(nonces))
    }

    /// 32 hexadecimal digits, the length that WeChat Pay's own examples have.
    pub(crate) fn next(&self) -> Result<String, getrandom::Error> {
        match self {
            Self::System => {
                let random = random()?;
                let digits = random.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
                Ok(digits.map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])).collect())
            }
            Self::Given(nonces) => Ok(nonces()),
        }
    }
}

/// 128 bits from the system, which is asked for those of 32 nonces at once: to ask takes as long as all the rest.
fn random() -> Result<[u8; NONCE_BYTES], getrandom::Error> {
    thread_local!(static DRAWN: RefCell<Drawn> = const { RefCell::new(Drawn { by: 0, left: 0, bytes: [0; 512] }) });
    DRAWN.with_borrow_mut(Drawn::take)
}

const NONCE_BYTES: usize = 16;

struct Drawn {
    /// A process that was forked off has a copy of its parent's.
    by: u32,
    left: usize,
    bytes: [u8; 32 * NONCE_BYTES],
}

impl Drawn {
    fn take(&mut self) -> Result<[u8; NONCE_BYTES], getrandom::Error> {
        if self.left == 0 || self.by != process::id() {
            getrandom::fill(&mut self.bytes)?;
            (self.left, self.by) = (self.bytes.len(), process::id());
        }
        self.left -= NONCE_BYTES;
        let mut taken = [0; NONCE_BYTES];
        taken.copy_from_slice(&self.bytes[self.left..self.left + NONCE_BYTES]);
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonces_have_32_digits_and_never_repeat() {
        let nonces: std::collections::HashSet<String> = (0..1000).map(|_| Nonces::System.next().unwrap()).collect();
        assert_eq!(nonces.len(), 1000);
        assert!(nonces.iter().all(|nonce| nonce.len() == 32 && nonce.bytes().all(|b| b.is_ascii_hexdigit())));
    }

    #[test]
    fn a_forked_process_draws_its_own() {
        let mut drawn = Drawn { by: process::id() + 1, left: NONCE_BYTES, bytes: [7; 512] };
        assert_ne!(drawn.take().unwrap(), [7; NONCE_BYTES]);
        assert_eq!((drawn.by, drawn.left), (process::id(), 31 * NONCE_BYTES));
    }
}
