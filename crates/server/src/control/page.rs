//! How much of a list is shown at once.

/// Where the caller does not say.
const PAGE: i64 = 50;
/// However much the caller asks for.
pub(super) const LARGEST_PAGE: i64 = 500;

/// The limit that counts.
pub(super) fn limit(asked: Option<i64>) -> i64 {
    asked.unwrap_or(PAGE).clamp(1, LARGEST_PAGE)
}
