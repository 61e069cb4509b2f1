//! The shape of every refusal.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of an answer that is no success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Which kind of error, for programs: `PARAM_ERROR`.
    pub code: String,
    /// What is wrong, where upstream says more than a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Value>,
    /// What is wrong, for people.
    #[serde(default)]
    pub message: String,
}
