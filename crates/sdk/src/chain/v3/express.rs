//! Below `/v3/express`: openids of express services (快递用户标识).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Express "/v3/express"
    users: Users "/users" {
        openid: Openid {openid} {
            transform: Transform "/transform" (post "用户openid转换")
        }
    }
}
