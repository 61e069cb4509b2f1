//! Time and randomness, which tests bring along themselves.

use std::fmt::Write as _;
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
                let mut random = [0; 16];
                getrandom::fill(&mut random)?;
                Ok(random.iter().fold(String::with_capacity(32), |mut text, byte| {
                    write!(text, "{byte:02X}").expect("writing to a String cannot fail");
                    text
                }))
            }
            Self::Given(nonces) => Ok(nonces()),
        }
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
}
