//! What a decision needs from outside: the time, a draw, and how fast the bank is.

use crate::draw::Draw;
use crate::moment::Moment;

/// Handed to every command.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The service clock.
    pub now: Moment,
    /// Randomness for new identifiers.
    pub draw: Draw,
    /// Seconds from a deduction's start to the bank's answer; 0 settles it in the same step.
    pub deduction_seconds: i64,
    /// Whether a start time before the call is refused, as upstream does (off by default: a service clock that was
    /// moved ahead would refuse every start time taken from the wall).
    pub strict_start_time: bool,
}
