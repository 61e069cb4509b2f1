//! Below `/v3/security`: tests of signatures and encryption (签名与加解密测试).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Security "/v3/security"
    echo: Echo "/echo" (post "商户签名验签／加解密测试")
}
