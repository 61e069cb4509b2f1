//! What time it is, and how WeChat Pay writes it.

use payscore::wire::rfc3339;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Unix seconds, from wherever; injected, so that nothing depends on when a test runs.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The system's clock, `offset` seconds ahead: 0 in production. The local server's service clock can be moved; orders
/// then have to carry its time.
#[must_use]
pub fn system(offset: i64) -> Clock {
    Arc::new(move || {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        i64::try_from(unix).unwrap_or(i64::MAX).saturating_add(offset)
    })
}

/// `yyyyMMddHHmmss`, in Beijing time.
///
/// ```
/// assert_eq!(payscore_examples::clock::compact(1_528_425_296), "20180608103456");
/// ```
#[must_use]
pub fn compact(unix: i64) -> String {
    rfc3339::format(unix).chars().take("yyyy-MM-ddTHH:mm:ss".len()).filter(char::is_ascii_digit).collect()
}
