//! Below `/v3/realname`: checks of real names (实名校验).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Realname "/v3/realname"
    verify: Verify "/verify" (get "实名信息校验")
}
